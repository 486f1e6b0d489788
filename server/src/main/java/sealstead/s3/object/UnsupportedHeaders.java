package sealstead.s3.object;

import java.util.List;
import java.util.Set;
import sealstead.s3.S3Error;
import sealstead.s3.S3Request;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.bucket.OwnerAcl;

/// Headers of a write that would change what is stored and that are not implemented: refused by name, never ignored.
public final class UnsupportedHeaders {
    private static final List<String> NAMES = List.of(WriteConditions.OFFSET, "x-amz-object-lock-event-hold");
    private static final Set<String> STORAGE_CLASSES = Set.of(
            "REDUCED_REDUNDANCY",
            "STANDARD_IA",
            "ONEZONE_IA",
            "INTELLIGENT_TIERING",
            "GLACIER",
            "DEEP_ARCHIVE",
            "GLACIER_IR",
            "SNOW",
            "EXPRESS_ONEZONE",
            "FSX_OPENZFS");

    private UnsupportedHeaders() {}

    public static void check(S3Request request, Bucket bucket) {
        check(request, bucket, "");
    }

    /// @param known one of the headers that the operation knows by itself
    static void check(S3Request request, Bucket bucket, String known) {
        for (var name : NAMES) {
            if (!name.equals(known)
                    && request.header(name).filter(value -> !value.isEmpty()).isPresent()) {
                throw S3Error.notImplementedHeader(name);
            }
        }
        OwnerAcl.checkHeaders(request, bucket.settings().ownership());
        request.header("x-amz-storage-class")
                .filter(name -> !name.equals(bucket.storageClass()))
                .ifPresent(name -> {
                    if (!bucket.isDirectory() && STORAGE_CLASSES.contains(name)) {
                        throw S3Error.notImplementedHeader("x-amz-storage-class");
                    }
                    throw S3Error.INVALID_STORAGE_CLASS.refusal().with("StorageClassRequested", name);
                });
    }
}
