package sealstead.http;

import java.time.Duration;

/// What one client may cost.
///
/// @param headerBytes the request line and all headers; S3's own limit for headers is 8 KiB, presigned URLs need more
/// @param connections open connections; beyond, accepting waits
/// @param idle how long a connection may be silent, in a header, a body or between requests
/// @param slowestBytesPerSecond the rate below which a body, either way, is cut off; 0 for no limit
/// @param drain how long running requests are waited for at a stop
public record HttpLimits(int headerBytes, int connections, Duration idle, long slowestBytesPerSecond, Duration drain) {
    public static final HttpLimits DEFAULT =
            new HttpLimits(32 * 1024, 4096, Duration.ofSeconds(30), 1024, Duration.ofSeconds(20));
}
