package sealstead.s3.operation.bucket;

import java.io.IOException;
import sealstead.iam.policy.CanonicalUser;
import sealstead.s3.ConfigurationBody;
import sealstead.s3.S3Error;
import sealstead.s3.S3Request;
import sealstead.s3.access.S3Handler;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.bucket.Buckets;
import sealstead.s3.bucket.Ownership;
import sealstead.wire.Reply;
import sealstead.xml.MalformedXmlException;

/// PUT /{bucket}?ownershipControls: who owns new objects.
public final class PutBucketOwnershipControls implements S3Handler.OnBucket {
    private final Buckets buckets;

    public PutBucketOwnershipControls(Buckets buckets) {
        this.buckets = buckets;
    }

    @Override
    public Reply handle(S3Request request, Bucket bucket) throws IOException {
        var ownership = ConfigurationBody.required(request)
                .root()
                .only("Rule")
                .one("Rule")
                .flatMap(rule -> rule.only("ObjectOwnership").text("ObjectOwnership"))
                .flatMap(Ownership::named)
                .orElseThrow(MalformedXmlException::new);
        buckets.change(bucket, now -> {
            var changed = now.settings().with(ownership);
            boolean shared = now.settings()
                    .acl()
                    .filter(acl -> acl.grantsToOthers(CanonicalUser.of(now.owner())))
                    .isPresent();
            if (!changed.hasAcls() && shared) {
                throw S3Error.INVALID_BUCKET_ACL.refusal();
            }
            return now.with(changed);
        });
        return Reply.empty(200);
    }
}
