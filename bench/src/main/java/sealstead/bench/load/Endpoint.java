package sealstead.bench.load;

import java.net.URI;
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
