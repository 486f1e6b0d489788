package sealstead.bench.load;

import java.net.URI;

/// A server under test.
///
/// @param name what tables call it
/// @param uri scheme, host and port
/// @param pid the server's process id, or 0 if it cannot be read from here
/// @param directory whether directory buckets are loaded, in sessions
public record Endpoint(
        String name, URI uri, String accessKeyId, String secretAccessKey, String region, long pid, boolean directory) {
    private static final String DIRECTORY = "directory+";

    public Endpoint(String name, URI uri, String accessKeyId, String secretAccessKey, String region, long pid) {
        this(name, plain(uri), accessKeyId, secretAccessKey, region, pid, isDirectory(uri));
    }

    private static boolean isDirectory(URI uri) {
        return uri.toString().startsWith(DIRECTORY);
    }

    private static URI plain(URI uri) {
        return isDirectory(uri) ? URI.create(uri.toString().substring(DIRECTORY.length())) : uri;
    }

    /// The same server for the holder of other credentials.
    Endpoint with(String otherKeyId, String otherSecret) {
        return new Endpoint(name, uri, otherKeyId, otherSecret, region, pid, directory);
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
