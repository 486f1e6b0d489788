package sealstead.http;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Whose `X-Forwarded-For` is believed. From anybody else the header means nothing, or a client could choose its
/// `aws:SourceIp` itself.
public final class TrustedProxies {
    private final List<Range> ranges;

    private TrustedProxies(List<Range> ranges) {
        this.ranges = List.copyOf(ranges);
    }

    /// @param list addresses and CIDR ranges, comma-separated; empty trusts nobody
    /// @throws IllegalArgumentException if one is neither
    public static TrustedProxies parse(String list) {
        var ranges = new ArrayList<Range>();
        for (var item : list.split(",")) {
            var text = item.strip();
            if (!text.isEmpty()) {
                ranges.add(Range.parse(text));
            }
        }
        return new TrustedProxies(ranges);
    }

    /// The address of the client behind the proxies: the last one that no trusted proxy has.
    ///
    /// @param peer the other end of the connection
    /// @param forwarded the values of `X-Forwarded-For` in order
    String client(String peer, List<String> forwarded) {
        if (ranges.isEmpty() || !isTrusted(peer)) {
            return peer;
        }
        var hops = new ArrayList<String>();
        for (var header : forwarded) {
            for (var hop : header.split(",")) {
                hops.add(hop.strip());
            }
        }
        var client = peer;
        for (int i = hops.size() - 1; i >= 0; i--) {
            if (address(hops.get(i)).isEmpty()) {
                return client;
            }
            client = hops.get(i);
            if (!isTrusted(client)) {
                return client;
            }
        }
        return client;
    }

    private boolean isTrusted(String address) {
        return address(address)
                .filter(bytes -> ranges.stream().anyMatch(range -> range.has(bytes)))
                .isPresent();
    }

    /// The bytes of a literal address; a name is never looked up.
    private static Optional<byte[]> address(String text) {
        try {
            return Optional.of(InetAddress.ofLiteral(text).getAddress());
        } catch (IllegalArgumentException noLiteral) {
            return Optional.empty();
        }
    }

    private static final class Range {
        private final byte[] network;
        private final int bits;

        private Range(byte[] network, int bits) {
            this.network = network;
            this.bits = bits;
        }

        static Range parse(String text) {
            int slash = text.indexOf('/');
            var network = address(slash < 0 ? text : text.substring(0, slash))
                    .orElseThrow(() -> new IllegalArgumentException("not an address: " + text));
            int bits = slash < 0 ? network.length * 8 : Integer.parseInt(text, slash + 1, text.length(), 10);
            if (bits < 0 || bits > network.length * 8) {
                throw new IllegalArgumentException("not a range: " + text);
            }
            return new Range(network, bits);
        }

        boolean has(byte[] address) {
            if (address.length != network.length) {
                return false;
            }
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >> (bit % 8);
                if ((address[bit / 8] & mask) != (network[bit / 8] & mask)) {
                    return false;
                }
            }
            return true;
        }
    }
}
