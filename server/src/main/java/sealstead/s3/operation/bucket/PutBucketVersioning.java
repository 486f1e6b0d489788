package sealstead.s3.operation.bucket;

import java.io.IOException;
import sealstead.s3.ConfigurationBody;
import sealstead.s3.S3Error;
import sealstead.s3.S3Request;
import sealstead.s3.access.S3Handler;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.bucket.Buckets;
import sealstead.s3.bucket.DocumentKind;
import sealstead.s3.bucket.Versioning;
import sealstead.wire.Reply;
import sealstead.xml.MalformedXmlException;

/// PUT /{bucket}?versioning: enables or suspends it. MFA delete cannot be enabled: there is no second factor.
public final class PutBucketVersioning implements S3Handler.OnBucket {
    private final Buckets buckets;

    public PutBucketVersioning(Buckets buckets) {
        this.buckets = buckets;
    }

    @Override
    public Reply handle(S3Request request, Bucket bucket) throws IOException {
        var root = ConfigurationBody.required(request).root().only("Status", "MfaDelete");
        if (request.headers().has("x-amz-mfa")
                || root.text("MfaDelete")
                        .filter(value -> !value.equals("Disabled"))
                        .isPresent()) {
            throw S3Error.NOT_IMPLEMENTED.saying("MFA delete is not implemented.");
        }
        var status = root.text("Status");
        if (status.isEmpty()) {
            throw S3Error.ILLEGAL_VERSIONING_CONFIGURATION.refusal();
        }
        var versioning = switch (status.get()) {
            case "Enabled" -> Versioning.ENABLED;
            case "Suspended" -> Versioning.SUSPENDED;
            default -> throw new MalformedXmlException();
        };
        buckets.change(bucket, now -> {
            if (now.settings().lock().enabled() && versioning != Versioning.ENABLED) {
                throw S3Error.INVALID_BUCKET_STATE.saying(
                        "An Object Lock configuration is present on this bucket, so the versioning state cannot be"
                                + " changed.");
            }
            if (now.settings().documents().containsKey(DocumentKind.REPLICATION) && versioning != Versioning.ENABLED) {
                throw S3Error.INVALID_BUCKET_STATE.saying(
                        "A replication configuration is present on this bucket, so you cannot change the versioning"
                                + " state. To change the versioning state, first delete the replication"
                                + " configuration.");
            }
            return now.with(now.settings().with(versioning));
        });
        return Reply.empty(200);
    }
}
