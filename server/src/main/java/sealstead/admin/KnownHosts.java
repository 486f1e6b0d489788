package sealstead.admin;

import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import sealstead.wire.AddressRange;
import sealstead.wire.Request;

/// The names by which administration can be reached. A page of somebody's in a browser can have its own name lead
/// here (DNS rebinding) and then counts as of the same origin; it cannot have the browser say another name than
/// its own. An address is no name that anybody could have chosen.
public final class KnownHosts {
    private final Set<String> names = new HashSet<>();

    /// @param names of ours, beside `localhost`
    public KnownHosts(Collection<String> names) {
        this.names.add("localhost");
        names.forEach(name -> this.names.add(name.toLowerCase(Locale.ROOT)));
    }

    /// Whether a request names us, and no page of another site had it sent.
    boolean admits(Request request) {
        return names(request) && isOfOwnPage(request);
    }

    /// Whether a request names us.
    public boolean names(Request request) {
        return request.headers().all("host").stream().allMatch(host -> isKnown(withoutPort(host)));
    }

    /// Browsers name the page that has a request sent; of ours it has the very host and port that are asked.
    private static boolean isOfOwnPage(Request request) {
        var host = request.headers().first("host").orElse("");
        return request.headers().all("origin").stream()
                .allMatch(origin -> origin.equalsIgnoreCase("https://" + host)
                        || (!request.peer().secure() && origin.equalsIgnoreCase("http://" + host)));
    }

    private static String withoutPort(String hostAndPort) {
        int colon = hostAndPort.lastIndexOf(':');
        var host = colon > hostAndPort.lastIndexOf(']') ? hostAndPort.substring(0, colon) : hostAndPort;
        return host.toLowerCase(Locale.ROOT);
    }

    private boolean isKnown(String host) {
        var bare = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        var address = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        return names.contains(bare)
                || (address.indexOf('/') < 0 && AddressRange.parse(address).isPresent());
    }
}
