package sealstead.s3.access;

import java.io.IOException;
import java.util.Set;
import sealstead.s3.S3Error;
import sealstead.s3.S3Request;
import sealstead.s3.bucket.RequestedBucket;
import sealstead.wire.Refusal;

/// Hides from who may not list a bucket which keys it has not. A copy's missing key is its source's.
public final class MissingKeys {
    private static final Set<String> CODES = Set.of("NoSuchKey", "NoSuchVersion");

    private final BucketAccess access;

    public MissingKeys(BucketAccess access) {
        this.access = access;
    }

    /// What the caller is told: that the key is missing, or that access is denied.
    public Refusal seenBy(S3Request request, RequestedBucket bucket, Refusal missing) throws IOException {
        if (!CODES.contains(missing.code())) {
            return missing;
        }
        boolean copy = request.operation().copies();
        boolean may = copy ? access.mayListSource(request) : access.mayList(request, bucket);
        return may ? missing : S3Error.ACCESS_DENIED.refusal();
    }
}
