package sealstead.kms;

import java.util.Map;
import java.util.Optional;
import sealstead.crypto.SecretBytes;
import sealstead.iam.Caller;
import sealstead.store.Bytes;

/// The KMS as the encryption of objects sees it: four calls, and what names stand for. The embedded KMS implements it,
/// and an external one can.
public interface KeyService {
    /// A new data key of 256 bits.
    ///
    /// @param keyId key id, key ARN, alias name or alias ARN; names without an account are the caller's own
    /// @throws KmsException if the key is not there, not enabled, or not the caller's to use
    DataKey generateDataKey(Use use, String keyId, Map<String, String> context);

    /// The ARN of the key that a name stands for, if there is one. Nobody is asked whether it may be used, and no call
    /// is counted.
    Optional<String> arn(Caller.Principal caller, String keyId, String region);

    /// Whether a name stands for an AWS managed key. No call is counted.
    boolean isAwsManaged(Caller.Principal caller, String keyId, String region);

    /// The data key inside `ciphertext`.
    ///
    /// @throws KmsException as above, and `InvalidCiphertextException` if context or ciphertext is another
    SecretBytes decrypt(Use use, Bytes ciphertext, Map<String, String> context);

    /// A data key that is there already, under a KMS key.
    ///
    /// @param keyId as for [#generateDataKey]
    /// @throws KmsException as above
    WrappedKey encrypt(Use use, String keyId, SecretBytes dataKey, Map<String, String> context);

    /// The data key inside `ciphertext` under another KMS key or another context; it never leaves the KMS in clear.
    ///
    /// @throws KmsException as above, for either key
    WrappedKey reEncrypt(
            Use use, Bytes ciphertext, Map<String, String> context, String newKeyId, Map<String, String> newContext);
}
