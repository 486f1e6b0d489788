package sealstead.audit;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import sealstead.crypto.Engines;
import sealstead.crypto.SecretBytes;

/// How a line of the trail hangs on the line before it: the last member of each record is
/// `"chain":{"sequence":N,"mac":"..."}`, where the MAC is HMAC-SHA-256 over the MAC before, the number and the record
/// as it stands without that member, under a key of the root key. Nobody without it can change, insert or remove a line
/// and make the rest fit.
final class Chain {
    private static final String MEMBER = ",\"chain\":{\"sequence\":";
    private static final String MAC = ",\"mac\":\"";
    private static final int MAC_CHARACTERS = 64;

    private final SecretBytes key;

    Chain(SecretBytes key) {
        this.key = key;
    }

    /// A place in the chain.
    ///
    /// @param sequence 0 before the first line
    record Link(long sequence, String mac) {
        static final Link FIRST = new Link(0, "0".repeat(MAC_CHARACTERS));
    }

    /// A line and its place.
    record Line(String text, Link link) {}

    /// The line for a record, given as one JSON object.
    Line append(Link before, String record) {
        var link = link(before, record);
        var text = record.substring(0, record.length() - 1) + MEMBER + link.sequence() + MAC + link.mac() + "\"}}";
        return new Line(text, link);
    }

    /// The place of a line that follows `before`; absent if it does not.
    Optional<Link> follow(Link before, String line) {
        var stated = stated(line);
        if (stated.isEmpty()) {
            return Optional.empty();
        }
        var record = line.substring(0, line.lastIndexOf(MEMBER)) + "}";
        var right = link(before, record);
        return right.equals(stated.get()) ? stated : Optional.empty();
    }

    /// The place that a line says it has, true or not.
    static Optional<Link> stated(String line) {
        int member = line.lastIndexOf(MEMBER);
        int mac = line.lastIndexOf(MAC);
        if (member < 0 || mac < member || line.length() != mac + MAC.length() + MAC_CHARACTERS + 3) {
            return Optional.empty();
        }
        try {
            long sequence = Long.parseLong(line, member + MEMBER.length(), mac, 10);
            return Optional.of(new Link(sequence, line.substring(mac + MAC.length(), line.length() - 3)));
        } catch (NumberFormatException notANumber) {
            return Optional.empty();
        }
    }

    private Link link(Link before, String record) {
        long sequence = before.sequence() + 1;
        var place = ByteBuffer.allocate(Long.BYTES).putLong(sequence).array();
        var secret = key.exposeBytes();
        var mac = Engines.hmac(
                secret, HexFormat.of().parseHex(before.mac()), place, record.getBytes(StandardCharsets.UTF_8));
        return new Link(sequence, HexFormat.of().formatHex(mac));
    }
}
