package sealstead.encryption;

import java.util.Map;
import sealstead.encryption.bucketkeys.BucketKeys;
import sealstead.kms.KeyService;
import sealstead.kms.KmsException;
import sealstead.kms.Use;

/// Proves that a caller may encrypt and decrypt with a directory bucket's key, by doing it (§4.4, §4.6): once when the
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
    public String configured(Use use, String keyId, String bucketArn) {
        if (kms.isAwsManaged(use.caller(), keyId, use.region())) {
            throw DirectoryError.AWS_MANAGED.on("KMSMasterKeyID", CustomerKey.clipped(keyId));
        }
        var context = Map.of(Context.ARN_KEY, bucketArn);
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
    public void ofSession(Use use, String bucketId, String bucketArn, String keyArn) {
        try (var key = bucketKeys.forWriting(use, bucketId, bucketArn, keyArn)) {
            bucketKeys.forReading(use, bucketArn, key.wrapped(), key.keyArn()).close();
        } catch (KmsException failure) {
            throw KmsRefusal.of(failure);
        }
    }
}
