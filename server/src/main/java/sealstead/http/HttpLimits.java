package sealstead.http;

import java.time.Duration;

/// What one client may cost, and all together.
///
/// @param headerBytes the request line and all headers; S3's own limit for headers is 8 KiB, presigned URLs need
/// more
/// @param connections open connections
/// @param connectionsPerAddress those of one address
/// @param requests requests under way
/// @param requestsPerAddress those of one address
/// @param idle how long a connection may be silent, in a header, a body or between requests
/// @param header how long a header may take from its first byte to its last
/// @param strangerBody how long the body of a request may take that is read before its signature can be checked
/// @param slowestBytesPerSecond the rate below which a body, either way, is cut off; 0 for no limit
/// @param answerBytes what answers may hold that are built whole and not yet taken; those of one address half of it
/// @param drain how long running requests are waited for at a stop
public record HttpLimits(
        int headerBytes,
        int connections,
        int connectionsPerAddress,
        int requests,
        int requestsPerAddress,
        Duration idle,
        Duration header,
        Duration strangerBody,
        long slowestBytesPerSecond,
        long answerBytes,
        Duration drain) {
    /// The same for a process that may have `files` open: half of them are for the store, or whoever opens many
    /// connections would keep it from opening its own.
    HttpLimits within(long files) {
        int most = (int) Math.min(connections, Math.max(1, files / 2));
        return new HttpLimits(
                headerBytes,
                most,
                Math.min(connectionsPerAddress, most),
                requests,
                requestsPerAddress,
                idle,
                header,
                strangerBody,
                slowestBytesPerSecond,
                answerBytes,
                drain);
    }
}
