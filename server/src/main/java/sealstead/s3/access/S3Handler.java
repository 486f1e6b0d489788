package sealstead.s3.access;

import java.io.IOException;
import sealstead.s3.S3Request;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.bucket.RequestedBucket;
import sealstead.wire.Reply;

/// One operation of S3: it refuses, or it does what was asked and says so.
public sealed interface S3Handler {
    /// One that is about a bucket, or about something in it. The door looks the bucket up and asks whether the request
    /// may what its row needs, and hands it over only then: such an operation cannot forget to ask.
    non-sealed interface OnBucket extends S3Handler {
        /// Refuses what AWS refuses before it asks who may, and notes what policies may ask for.
        default void beforeAsking(S3Request request, RequestedBucket bucket) throws IOException {}

        Reply handle(S3Request request, Bucket bucket) throws IOException;
    }

    /// One that has no bucket yet, or has to read its body before it is known what it needs; it asks by itself.
    /// `ArchitectureTest` names them all.
    non-sealed interface AskingItself extends S3Handler {
        /// @param bucket the one that the request names, if it names one and it is there
        Reply handle(S3Request request, RequestedBucket bucket) throws IOException;
    }
}
