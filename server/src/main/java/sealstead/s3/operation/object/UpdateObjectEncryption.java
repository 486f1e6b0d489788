package sealstead.s3.operation.object;

import java.io.IOException;
import java.util.Optional;
import java.util.regex.Pattern;
import sealstead.encryption.Encryption;
import sealstead.encryption.Envelope;
import sealstead.encryption.KeyAccess;
import sealstead.encryption.Purpose;
import sealstead.s3.ConfigurationBody;
import sealstead.s3.S3Error;
import sealstead.s3.S3Request;
import sealstead.s3.access.S3Handler;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.content.KeyAccesses;
import sealstead.s3.content.ReadPlan;
import sealstead.s3.content.VersionChange;
import sealstead.s3.object.Objects;
import sealstead.s3.object.StoredObject;
import sealstead.time.WitnessedTime;
import sealstead.wire.Refusal;
import sealstead.wire.Reply;
import sealstead.xml.XmlElement;

/// PUT /{bucket}/{key}?encryption: puts the data key of a stored version under a KMS key, or under another one. The
/// bytes, the ETag, the checksum's value and the time stay, and whoever reads the object at that moment reads on.
public final class UpdateObjectEncryption implements S3Handler.OnBucket {
    private static final Pattern KEY_ARN =
            Pattern.compile("arn:aws[-a-z0-9]*:kms:[-a-z0-9]*:[0-9]{12}:key/.+", Pattern.DOTALL);
    private static final int MAX_ARN = 2048;

    private final Encryption encryption;
    private final Objects objects;
    private final WitnessedTime time;

    public UpdateObjectEncryption(Encryption encryption, Objects objects, WitnessedTime time) {
        this.encryption = encryption;
        this.objects = objects;
        this.time = time;
    }

    /// What the document asks for.
    private record Target(String keyArn, boolean bucketKey) {}

    @Override
    public Reply handle(S3Request request, Bucket bucket) throws IOException {
        var target = read(ConfigurationBody.required(request).root());
        var access = KeyAccesses.of(request, bucket, Purpose.UPDATE_OBJECT_ENCRYPTION);
        if (!access.requester().sigV4()) {
            throw invalid(
                    "Requests that modify an object encryption configuration require Amazon Web Services Signature"
                            + " Version 4. Modify the request to use Amazon Web Services Signature Version 4, and then try"
                            + " again.");
        }
        if (!target.keyArn().split(":", -1)[4].equals(bucket.owner())) {
            throw S3Error.ACCESS_DENIED.saying(
                    "The Amazon Web Services KMS key in the request must be owned by the same"
                            + " account as the bucket. Modify the request to specify a KMS key from the same account, and then"
                            + " try again.");
        }
        VersionChange.apply(objects, bucket, request, object -> moved(access, object, target));
        return Reply.empty(200);
    }

    private StoredObject moved(KeyAccess access, StoredObject object, Target target) throws IOException {
        checkSource(object);
        var envelope = encryption.rewrap(access, object.envelope(), target.keyArn(), target.bucketKey());
        var checksum = object.checksum();
        if (checksum.filter(kept -> !kept.sealed()).isPresent()) {
            try (var sealer = new ReadPlan(access, object).resume(encryption)) {
                checksum = Optional.of(checksum.get().sealedBy(sealer));
            }
        }
        return object.with(envelope, checksum);
    }

    private void checkSource(StoredObject object) {
        boolean supported = object.envelope().scheme() == Envelope.Scheme.SSE_S3
                || object.envelope().scheme() == Envelope.Scheme.SSE_KMS;
        if (!supported) {
            throw invalid("The UpdateObjectEncryption operation doesn't support source objects with the encryption type"
                    + " DSSE-KMS or SSE-C. Only source objects encrypted with SSE-S3 or SSE-KMS are supported.");
        }
        if (object.lock().forbidsRemoval(time.passed(), false)) {
            throw S3Error.ACCESS_DENIED.saying("The encryption type for the specified object can't be updated because"
                    + " that object is protected by S3 Object Lock. If the object has a governance-mode retention"
                    + " period or a legal hold, you must first remove the Object Lock status on the object before you"
                    + " issue your UpdateObjectEncryption request. You can't use the UpdateObjectEncryption operation"
                    + " with objects that have an Object Lock compliance mode retention period applied to them.");
        }
    }

    private static Target read(XmlElement document) {
        if (document.one("SSE-C").isPresent() || document.one("DSSE-KMS").isPresent()) {
            throw invalid(
                    "The UpdateObjectEncryption operation doesn't support updating the encryption type to DSSE-KMS"
                            + " or SSE-C. Modify the request to specify SSE-KMS for the updated encryption type, and then try"
                            + " again.");
        }
        var kms = document.one("SSE-KMS")
                .orElseThrow(() -> invalid("Requests that modify an object encryption configuration require a valid new"
                        + " encryption type. Valid values are SSEKMS. Modify the request to specify SSE-KMS for the"
                        + " updated encryption type, and then try again."));
        document.only("SSE-KMS");
        kms.only("KMSKeyArn", "BucketKeyEnabled");
        var arn = kms.text("KMSKeyArn").orElse("");
        if (arn.isEmpty()) {
            throw invalid(
                    "Requests that modify an object's encryption type to SSE-KMS require an Amazon Web Services KMS"
                            + " key Amazon Resource Name (ARN). Modify the request to specify a KMS key ARN, and then try"
                            + " again.");
        }
        if (arn.length() > MAX_ARN || !KEY_ARN.matcher(arn).matches()) {
            throw invalid("Requests that modify an object's encryption type to SSE-KMS require a valid Amazon Web"
                    + " Services KMS key Amazon Resource Name (ARN). Confirm that you have a correctly formatted KMS"
                    + " key ARN in your request, and then try again.");
        }
        return new Target(arn, isEnabled(kms.text("BucketKeyEnabled").orElse("false")));
    }

    private static boolean isEnabled(String bucketKey) {
        return switch (bucketKey) {
            case "true" -> true;
            case "false" -> false;
            default ->
                throw invalid(
                        "The BucketKeyEnabled value isn't valid. Valid values are true or false. Modify the request"
                                + " to specify a valid value, and then try again.");
        };
    }

    private static Refusal invalid(String message) {
        return S3Error.INVALID_REQUEST.saying(message);
    }
}
