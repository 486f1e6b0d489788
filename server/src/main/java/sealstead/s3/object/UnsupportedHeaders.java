package sealstead.s3.object;

import java.util.List;
import java.util.Set;
import sealstead.s3.S3Error;
import sealstead.s3.S3Request;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.bucket.Ownership;

/// Headers of a write that would change what is stored and that are not implemented: refused by name, never ignored.
public final class UnsupportedHeaders {
    private static final List<String> NAMES = List.of("x-amz-write-offset-bytes", "x-amz-object-lock-event-hold");
    private static final List<String> GRANTS =
            List.of("x-amz-grant-full-control", "x-amz-grant-read", "x-amz-grant-read-acp", "x-amz-grant-write-acp");
    private static final Set<String> HARMLESS_ACLS = Set.of("private", "bucket-owner-full-control");
    private static final Set<String> STORAGE_CLASSES = Set.of(
            "REDUCED_REDUNDANCY",
            "STANDARD_IA",
            "ONEZONE_IA",
            "INTELLIGENT_TIERING",
            "GLACIER",
            "DEEP_ARCHIVE",
            "OUTPOSTS",
            "GLACIER_IR",
            "SNOW",
            "EXPRESS_ONEZONE",
            "FSX_OPENZFS");

    private UnsupportedHeaders() {}

    public static void check(S3Request request, Bucket bucket) {
        for (var name : NAMES) {
            if (request.header(name).filter(value -> !value.isEmpty()).isPresent()) {
                throw S3Error.notImplementedHeader(name);
            }
        }
        for (var name : GRANTS) {
            if (request.headers().has(name)) {
                throw aclRefused(bucket, name);
            }
        }
        if (request.header("x-amz-acl")
                .filter(acl -> !HARMLESS_ACLS.contains(acl))
                .isPresent()) {
            throw aclRefused(bucket, "x-amz-acl");
        }
        request.header("x-amz-storage-class")
                .filter(name -> !name.equals("STANDARD"))
                .ifPresent(name -> {
                    if (STORAGE_CLASSES.contains(name)) {
                        throw S3Error.notImplementedHeader("x-amz-storage-class");
                    }
                    throw S3Error.INVALID_STORAGE_CLASS.refusal().with("StorageClassRequested", name);
                });
    }

    /// With ACLs off S3 refuses them; with ACLs on they would grant something, which is not implemented.
    private static RuntimeException aclRefused(Bucket bucket, String header) {
        return bucket.settings().ownership() == Ownership.BUCKET_OWNER_ENFORCED
                ? S3Error.ACL_NOT_SUPPORTED.refusal()
                : S3Error.notImplementedHeader(header);
    }
}
