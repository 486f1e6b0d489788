package sealstead.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import sealstead.wire.AddressRange;

/// Whose `X-Forwarded-For` is believed. From anybody else the header means nothing, or a client could choose its
/// `aws:SourceIp` itself.
public final class TrustedProxies {
    private final List<AddressRange> ranges;

    private TrustedProxies(List<AddressRange> ranges) {
        this.ranges = List.copyOf(ranges);
    }

    /// @param list addresses and CIDR ranges, comma-separated; empty trusts nobody
    /// @throws IllegalArgumentException if one is neither
    public static TrustedProxies parse(String list) {
        var ranges = new ArrayList<AddressRange>();
        for (var item : list.split(",")) {
            var text = item.strip();
            if (!text.isEmpty()) {
                ranges.add(AddressRange.parse(text)
                        .orElseThrow(() -> new IllegalArgumentException("not an address or a range: " + text)));
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

    boolean isTrusted(String address) {
        return address(address)
                .filter(found -> ranges.stream().anyMatch(range -> range.contains(found)))
                .isPresent();
    }

    /// One literal address; a name is never looked up, and the zone of a link-local address is of this machine only.
    private static Optional<AddressRange> address(String text) {
        int zone = text.indexOf('%');
        return text.indexOf('/') >= 0
                ? Optional.empty()
                : AddressRange.parse(zone < 0 ? text : text.substring(0, zone));
    }
}
