package sealstead.tracing;

import io.opentelemetry.api.common.AttributeKey;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import sealstead.crypto.SecretBytes;
import sealstead.iam.Caller;
import sealstead.kms.DataKey;
import sealstead.kms.KeyService;
import sealstead.kms.Ledger;
import sealstead.kms.Use;
import sealstead.kms.WrappedKey;
import sealstead.store.Bytes;

/// A KMS whose calls are steps. Neither a key nor a context is told: a context names the object.
final class TracedKeys implements KeyService {
    static final AttributeKey<String> KEY_ARN = AttributeKey.stringKey("sealstead.kms.key_arn");
    private static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("sealstead.kms.outcome");
    private static final AttributeKey<String> REASON = AttributeKey.stringKey("sealstead.kms.reason");
    private static final AttributeKey<Boolean> SAVED = AttributeKey.booleanKey("sealstead.kms.saved_by_bucket_key");

    private static final String CALL = "KMS ";

    private final KeyService kms;

    TracedKeys(KeyService kms) {
        this.kms = kms;
    }

    /// What the ledger counts, it counts within the call; what was saved is a step that takes no time.
    static void counted(Ledger.Entry call) {
        boolean saved = call.outcome() == Ledger.Outcome.SAVED;
        var step = saved ? TraceStep.current().begin(CALL + call.operation()) : TraceStep.current();
        if (!step.isSeen()) {
            return;
        }
        step.with(KEY_ARN, call.keyArn())
                .with(OUTCOME, call.outcome().name().toLowerCase(Locale.ROOT))
                .with(REASON, call.reason().name().toLowerCase(Locale.ROOT))
                .with(SAVED, saved);
        if (saved) {
            step.end();
        }
    }

    @Override
    public DataKey generateDataKey(Use use, String keyId, Map<String, String> context) {
        return TraceStep.in(CALL + "GenerateDataKey", step -> kms.generateDataKey(use, keyId, context));
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
        return TraceStep.in(CALL + "Decrypt", step -> kms.decrypt(use, ciphertext, context));
    }

    @Override
    public WrappedKey encrypt(Use use, String keyId, SecretBytes dataKey, Map<String, String> context) {
        return TraceStep.in(CALL + "Encrypt", step -> kms.encrypt(use, keyId, dataKey, context));
    }

    @Override
    public WrappedKey reEncrypt(
            Use use, Bytes ciphertext, Map<String, String> context, String newKeyId, Map<String, String> newContext) {
        return TraceStep.in(CALL + "ReEncrypt", step -> kms.reEncrypt(use, ciphertext, context, newKeyId, newContext));
    }
}
