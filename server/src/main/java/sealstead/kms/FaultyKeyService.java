package sealstead.kms;

import java.util.Map;
import java.util.Optional;
import sealstead.crypto.SecretBytes;
import sealstead.fault.Faults;
import sealstead.iam.Caller;
import sealstead.store.Bytes;

/// A KMS whose calls meet faults that are made on purpose.
public final class FaultyKeyService implements KeyService {
    private final KeyService kms;
    private final Faults faults;

    public FaultyKeyService(KeyService kms, Faults faults) {
        this.kms = kms;
        this.faults = faults;
    }

    /// @throws KmsException if the call is to fail
    static void meet(Faults faults, String operation) {
        var met = faults.meet(KmsWords.NAME, operation);
        if (met.isPresent()) {
            throw switch (met.get()) {
                case THROTTLE -> KmsError.throttled();
                case OUTAGE, LATENCY -> KmsError.UNAVAILABLE.because();
            };
        }
    }

    @Override
    public DataKey generateDataKey(Use use, String keyId, Map<String, String> context) {
        meet(faults, "GenerateDataKey");
        return kms.generateDataKey(use, keyId, context);
    }

    @Override
    public Optional<String> arn(Caller.Principal caller, String keyId, String region) {
        return kms.arn(caller, keyId, region);
    }

    @Override
    public boolean isAwsManaged(Caller.Principal caller, String keyId, String region) {
        return kms.isAwsManaged(caller, keyId, region);
    }

    @Override
    public SecretBytes decrypt(Use use, Bytes ciphertext, Map<String, String> context) {
        meet(faults, "Decrypt");
        return kms.decrypt(use, ciphertext, context);
    }

    @Override
    public WrappedKey encrypt(Use use, String keyId, SecretBytes dataKey, Map<String, String> context) {
        meet(faults, "Encrypt");
        return kms.encrypt(use, keyId, dataKey, context);
    }

    @Override
    public WrappedKey reEncrypt(
            Use use, Bytes ciphertext, Map<String, String> context, String newKeyId, Map<String, String> newContext) {
        meet(faults, "ReEncrypt");
        return kms.reEncrypt(use, ciphertext, context, newKeyId, newContext);
    }
}
