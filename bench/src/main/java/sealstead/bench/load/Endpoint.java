package sealstead.bench.load;

import java.net.URI;
import java.util.Arrays;
import java.util.List;

/// A server under test.
///
/// @param name what tables call it
/// @param uri scheme, host and port
/// @param pids the server's processes; none if they cannot be read from here
/// @param directory whether directory buckets are loaded, in sessions
public record Endpoint(
        String name,
        URI uri,
        String accessKeyId,
        String secretAccessKey,
        String region,
        List<Long> pids,
        boolean directory) {
    private static final String DIRECTORY = "directory+";

    public Endpoint {
        pids = List.copyOf(pids);
    }

    public Endpoint(String name, URI uri, String accessKeyId, String secretAccessKey, String region, List<Long> pids) {
        this(name, plain(uri), accessKeyId, secretAccessKey, region, pids, isDirectory(uri));
    }

    /// A server as `NAME=URL,KEY,SECRET[,PID[+PID...]]` says it.
    static Endpoint parse(String text, String region) {
        int name = text.indexOf('=');
        var parts = text.substring(name + 1).split(",", -1);
        if (name < 1 || parts.length < 3 || parts.length > 4) {
            throw new IllegalArgumentException("--peer is NAME=URL,KEY,SECRET[,PID[+PID...]]");
        }
        return new Endpoint(
                text.substring(0, name),
                URI.create(parts[0]),
                parts[1],
                parts[2],
                region,
                parts.length == 4 ? pids(parts[3]) : List.of());
    }

    /// Processes as `PID[+PID...]` says them.
    static List<Long> pids(String text) {
        return Arrays.stream(text.split("\\+")).map(Long::valueOf).toList();
    }

    private static boolean isDirectory(URI uri) {
        return uri.toString().startsWith(DIRECTORY);
    }

    private static URI plain(URI uri) {
        return isDirectory(uri) ? URI.create(uri.toString().substring(DIRECTORY.length())) : uri;
    }

    /// The same server for the holder of other credentials.
    Endpoint with(String otherKeyId, String otherSecret) {
        return new Endpoint(name, uri, otherKeyId, otherSecret, region, pids, directory);
    }

    String host() {
        return uri.getHost() + ":" + port();
    }

    int port() {
        return uri.getPort() > 0 ? uri.getPort() : isSecure() ? 443 : 80;
    }

    boolean isSecure() {
        return "https".equals(uri.getScheme());
    }

    @Override
    public String toString() {
        return name;
    }
}
