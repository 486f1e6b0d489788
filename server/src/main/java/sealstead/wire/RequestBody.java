package sealstead.wire;

import java.io.InputStream;

/// The body of a request that came over the network. Until the request is proven it is a stranger's: it has little
/// time, and what is kept of it counts against what all strangers together may take.
public abstract class RequestBody extends InputStream {
    /// Who sent the request is known, or may be anybody: from now on the body is held to the pace of all bodies
    /// only.
    public abstract void proven();

    /// Tells the body of a request that it is proven.
    public static void proven(Request request) {
        if (request.body() instanceof RequestBody body) {
            body.proven();
        }
    }
}
