package sealstead.s3.object;

import sealstead.kms.Reason;
import sealstead.kms.Use;
import sealstead.s3.S3Request;
import sealstead.s3.bucket.Bucket;

/// On whose behalf the KMS is called for a request: the caller's, through S3 of this region (forward access, §5.3).
public record KmsUse(String region) {
    public Use of(S3Request request, Bucket bucket, Reason reason) {
        boolean sigV4 = !request.authentication().method().isVersion2();
        return new Use(request.principal(), "s3." + region + ".amazonaws.com", bucket.name(), reason, sigV4);
    }
}
