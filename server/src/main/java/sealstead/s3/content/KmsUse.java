package sealstead.s3.content;

import sealstead.kms.Reason;
import sealstead.kms.Use;
import sealstead.s3.S3Request;
import sealstead.s3.bucket.Bucket;

/// On whose behalf the KMS is called for a request: the caller's, through S3 of the bucket's region (forward
/// access).
public final class KmsUse {
    public Use of(S3Request request, Bucket bucket, Reason reason) {
        boolean sigV4 = !request.authentication().method().isVersion2()
                && !request.facts().isAnonymous();
        var service = bucket.isDirectory() ? "s3express" : "s3";
        return new Use(request.facts(), bucket.region(), service, bucket.name(), reason, sigV4);
    }
}
