package sealstead.s3.trail;

import java.io.IOException;
import sealstead.s3.bucket.Bucket;
import sealstead.wire.Reply;

/// Who is told of the answered requests to buckets that are there.
@FunctionalInterface
public interface BucketLog {
    /// @return the reply to send, which may be `reply` itself or one that tells when it was sent
    Reply answered(RequestLog.Exchange exchange, Bucket bucket, Reply reply) throws IOException;
}
