package sealstead.audit;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import sealstead.crypto.CipherPool;
import sealstead.crypto.SecretBytes;
import sealstead.store.Bytes;

/// How a line of the trail hangs on the line before it: the last member of each record is
/// `"chain":{"sequence":N,"previous":"...","mac":"..."}`, where the MAC is HMAC-SHA-256 over the MAC before, the
/// number and the record as it stands without that member, under a key of the root key. Nobody without it can
/// change, insert or remove a line and make the rest fit. Since a line says which MAC was before it, it proves
/// itself also where the line before is gone; lines of earlier versions do not say that, and only prove that they
/// follow.
final class Chain {
    private static final String MEMBER = ",\"chain\":{\"sequence\":";
    private static final String PREVIOUS = ",\"previous\":\"";
    private static final String MAC = ",\"mac\":\"";
    private static final String END = "\"}}";
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
    ///
    /// @param text one JSON object in UTF-8
    record Line(Bytes text, Link link) {}

    /// What a line says of itself, true or not.
    ///
    /// @param previous the MAC of the line before; absent in lines of earlier versions
    /// @param record the record without its chain
    record Stated(Link link, Optional<String> previous, String record) {}

    /// The line for a record, given as one JSON object in UTF-8.
    Line append(Link before, byte[] record) {
        long sequence = before.sequence() + 1;
        var link = new Link(sequence, mac(before.mac(), sequence, record));
        var member = MEMBER + sequence + PREVIOUS + before.mac() + "\"" + MAC + link.mac() + END;
        var text = new ByteArrayOutputStream(record.length + member.length());
        text.write(record, 0, record.length - 1);
        text.writeBytes(member.getBytes(StandardCharsets.US_ASCII));
        return new Line(Bytes.wrap(text.toByteArray()), link);
    }

    /// Whether the line is the one after `before`, as it was written.
    boolean follows(Link before, Stated line) {
        return line.link().sequence() == before.sequence() + 1 && isMac(before.mac(), line);
    }

    /// Whether the line is as it was written, wherever it stands.
    boolean isGenuine(Stated line) {
        return line.previous().filter(before -> isMac(before, line)).isPresent();
    }

    private boolean isMac(String before, Stated line) {
        var link = line.link();
        return link.mac().equals(mac(before, link.sequence(), line.record().getBytes(StandardCharsets.UTF_8)));
    }

    private String mac(String before, long sequence, byte[] record) {
        var place = ByteBuffer.allocate(Long.BYTES).putLong(sequence).array();
        var secret = key.exposeBytes();
        return HexFormat.of().formatHex(CipherPool.hmac(secret, HexFormat.of().parseHex(before), place, record));
    }

    /// What a line says of itself; absent if it is no line of a trail.
    static Optional<Stated> stated(String line) {
        int member = line.lastIndexOf(MEMBER);
        int mac = line.length() - END.length() - MAC_CHARACTERS - MAC.length();
        if (member < 1 || mac < member + MEMBER.length() || !line.startsWith(MAC, mac) || !line.endsWith(END)) {
            return Optional.empty();
        }
        int numberEnd = mac;
        var previous = Optional.<String>empty();
        int before = mac - 1 - MAC_CHARACTERS - PREVIOUS.length();
        if (before > member && line.startsWith(PREVIOUS, before) && line.charAt(mac - 1) == '"') {
            previous = Optional.of(line.substring(before + PREVIOUS.length(), mac - 1));
            numberEnd = before;
        }
        var stated = line.substring(mac + MAC.length(), line.length() - END.length());
        if (!isHex(stated) || previous.filter(text -> !isHex(text)).isPresent()) {
            return Optional.empty();
        }
        try {
            long sequence = Long.parseLong(line, member + MEMBER.length(), numberEnd, 10);
            return sequence < 1
                    ? Optional.empty()
                    : Optional.of(new Stated(new Link(sequence, stated), previous, line.substring(0, member) + "}"));
        } catch (NumberFormatException notANumber) {
            return Optional.empty();
        }
    }

    private static boolean isHex(String text) {
        return text.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
    }
}
