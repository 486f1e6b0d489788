package sealstead.http;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import sealstead.wire.Refusal;
import sealstead.wire.Request;

/// Reads what a client goes on sending after it was refused. Who closes a connection on bytes that were not read resets
/// it, and the client finds a broken pipe instead of the answer that is on its way.
final class LingeringClose {
    /// Clients that take longer do without the answer.
    static final Duration MAX_TIME = Duration.ofSeconds(15);

    /// Clients that send more ask first, with `Expect: 100-continue`, or do without the answer.
    private static final long MAX_BYTES = 1024 * 1024;

    private static final int MAX_DIGITS = 7;
    private static final int BUFFER_BYTES = 8 * 1024;

    private LingeringClose() {}

    /// Whether the body is worth waiting for. One that was asked for in vain by `Expect` will not come.
    static boolean isFor(Request request) {
        var headers = request.headers();
        if (headers.has("expect")) {
            return false;
        }
        return headers.has("transfer-encoding")
                || headers.first("content-length")
                        .filter(length -> length.length() <= MAX_DIGITS)
                        .map(Long::parseLong)
                        .filter(length -> length > 0 && length <= MAX_BYTES)
                        .isPresent();
    }

    /// To the end of the body, or as far as the client's pace and our patience go.
    static void drain(InputStream body) {
        var buffer = new byte[BUFFER_BYTES];
        try {
            long bytes = 0;
            for (int n = body.read(buffer); n >= 0 && bytes <= MAX_BYTES; n = body.read(buffer)) {
                bytes += n;
            }
        } catch (IOException | Refusal gone) {
            // the answer was sent; whoever does not want it is gone
        }
    }
}
