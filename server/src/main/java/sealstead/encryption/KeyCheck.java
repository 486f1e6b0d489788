package sealstead.encryption;

import java.util.Map;
import sealstead.encryption.bucketkeys.BucketKeys;
import sealstead.iam.RequestContext;
import sealstead.kms.KeyService;
import sealstead.kms.KmsException;
import sealstead.kms.Use;
import sealstead.wire.Clipped;

/// Proves that a caller may encrypt and decrypt with a directory bucket's key, by doing it: once when the
/// key is configured, and for each new session, where the bucket key that this makes or finds then serves.
public final class KeyCheck {
    private final KeyService kms;
    private final BucketKeys bucketKeys;

    public KeyCheck(KeyService kms, BucketKeys bucketKeys) {
        this.kms = kms;
        this.bucketKeys = bucketKeys;
    }

    /// Refuses a key that is not there, not enabled, an AWS managed one or not the caller's to use.
    ///
    /// @param keyId a key id or key ARN
    /// @return the key's ARN
    public String configured(RequestContext requestContext, EncryptedBucket bucket, String keyId) {
        var use = use(requestContext, bucket, Purpose.PUT_BUCKET_ENCRYPTION);
        if (kms.isAwsManaged(use.caller(), keyId, use.region())) {
            throw DirectoryError.AWS_MANAGED.about("KMSMasterKeyID", Clipped.of(keyId));
        }
        var context = Map.of(Context.ARN_KEY, bucket.arn());
        try {
            var data = kms.generateDataKey(use, keyId, context);
            data.plaintext().close();
            kms.decrypt(use, data.ciphertext(), context).close();
            return data.keyArn();
        } catch (KmsException failure) {
            throw KmsRefusal.of(failure);
        }
    }

    /// Refuses a session whose maker may not use its key. Within the window of the bucket key the KMS is not asked
    /// again.
    public void ofSession(RequestContext requestContext, EncryptedBucket bucket, String keyArn) {
        var use = use(requestContext, bucket, Purpose.CREATE_SESSION);
        try (var key = bucketKeys.forWriting(use, bucket.id(), bucket.arn(), keyArn)) {
            bucketKeys
                    .forReading(use, bucket.arn(), key.wrapped(), key.keyArn())
                    .close();
        } catch (KmsException failure) {
            throw KmsRefusal.of(failure);
        }
    }

    private static Use use(RequestContext requestContext, EncryptedBucket bucket, Purpose purpose) {
        return new Use(requestContext, bucket.region(), bucket.service(), bucket.name(), purpose);
    }
}
