package sealstead.bench.load;

import java.net.URI;

/// A server under test.
///
/// @param name what tables call it
/// @param uri scheme, host and port
/// @param pid the server's process id, or 0 if it cannot be read from here
public record Endpoint(String name, URI uri, String accessKeyId, String secretAccessKey, String region, long pid) {
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
