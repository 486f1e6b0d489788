package sealstead.s3.object;

import java.util.List;
import sealstead.s3.S3Error;
import sealstead.s3.S3Request;
import sealstead.s3.bucket.Bucket;

/// Headers of a write that would change what is stored and that are not implemented: refused by name, never ignored.
public final class UnsupportedHeaders {
    private static final List<String> NAMES = List.of(WriteConditions.OFFSET, "x-amz-object-lock-event-hold");

    private UnsupportedHeaders() {}

    public static void check(S3Request request, Bucket bucket) {
        check(request, bucket, "");
    }

    /// @param known one of the headers that the operation knows by itself
    public static void check(S3Request request, Bucket bucket, String known) {
        for (var name : NAMES) {
            if (!name.equals(known)
                    && request.header(name).filter(value -> !value.isEmpty()).isPresent()) {
                throw S3Error.notImplementedHeader(name);
            }
        }
        StorageClass.of(request, bucket);
    }
}
