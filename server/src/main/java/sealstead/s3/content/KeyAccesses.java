package sealstead.s3.content;

import java.time.Instant;
import sealstead.encryption.KeyAccess;
import sealstead.encryption.Purpose;
import sealstead.encryption.Requester;
import sealstead.iam.Caller;
import sealstead.iam.RequestContext;
import sealstead.s3.S3Request;
import sealstead.s3.bucket.Bucket;

/// How requests and pieces of the server's own work reach for the keys of objects: as the caller, through S3 of the
/// bucket's region (forward access).
public final class KeyAccesses {
    private KeyAccesses() {}

    /// To those of the object that a request names.
    public static KeyAccess of(S3Request request, Bucket bucket, Purpose purpose) {
        return of(request, bucket, request.key(), purpose);
    }

    public static KeyAccess of(S3Request request, Bucket bucket, String key, Purpose purpose) {
        return new KeyAccess(bucket.objectName(key), requester(request), purpose);
    }

    static Requester requester(S3Request request) {
        boolean sigV4 = !request.authentication().method().isVersion2()
                && !request.context().isAnonymous();
        return new Requester(request.context(), sigV4);
    }

    /// As `principal`, who has asked for nothing just now.
    public static KeyAccess ofJob(Caller.Principal principal, Instant now, Bucket bucket, String key, Purpose purpose) {
        var requester = Requester.ofJob(RequestContext.ofJob(principal, now, bucket.region()));
        return new KeyAccess(bucket.objectName(key), requester, purpose);
    }

    /// As the root of the account that owns a bucket.
    public static KeyAccess ofOwner(Instant now, Bucket bucket, String key, Purpose purpose) {
        return ofJob(Caller.Principal.root(bucket.owner(), ""), now, bucket, key, purpose);
    }
}
