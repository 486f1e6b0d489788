package sealstead.bench.load;

import java.io.IOException;
import java.util.Map;

/// The credentials of a session of one directory bucket, made again before they end.
final class BucketSession {
    /// A session lasts five minutes; a minute before its end SDKs make another.
    private static final long FRESH_NANOS = 240_000_000_000L;

    private final Signer signer;
    private final String token;
    private final long made = System.nanoTime();

    private BucketSession(Signer signer, String token) {
        this.signer = signer;
        this.token = token;
    }

    static BucketSession of(Connection connection, Endpoint endpoint, String bucket) throws IOException {
        var answer = connection.express(Request.of("GET", "/" + bucket, "session=", Map.of()));
        if (!answer.isFine()) {
            throw new IOException(endpoint + ": CreateSession answered " + answer.status() + " " + answer.text());
        }
        var holder = endpoint.with(answer.element("AccessKeyId"), answer.element("SecretAccessKey"));
        return new BucketSession(new Signer(holder, "s3express"), answer.element("SessionToken"));
    }

    boolean isFresh() {
        return System.nanoTime() - made < FRESH_NANOS;
    }

    Signer signer() {
        return signer;
    }

    String token() {
        return token;
    }
}
