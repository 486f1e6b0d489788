package sealstead.kms;

import java.util.List;
import java.util.Map;
import sealstead.iam.policy.Conditions;

/// What is to be done with a key.
///
/// @param action what the caller must be allowed, of those of the operation's row
/// @param context the encryption context; empty where there is none
/// @param conditions the condition keys of this operation alone
/// @param dryRun whether to stop before the key is used
record KeyCall(String action, Map<String, String> context, Conditions conditions, boolean dryRun) {
    static KeyCall of(KmsOperation row, Map<String, String> context, boolean dryRun) {
        return new KeyCall(row.action(), context, Conditions.NONE, dryRun);
    }

    /// The half of a ReEncrypt that opens.
    static KeyCall reEncryptFrom(Map<String, String> context) {
        return new KeyCall(KmsOperation.RE_ENCRYPT.actions().getFirst(), context, Conditions.NONE, false);
    }

    /// The half of a ReEncrypt that seals.
    static KeyCall reEncryptTo(Map<String, String> context, boolean dryRun) {
        return new KeyCall(KmsOperation.RE_ENCRYPT.actions().getLast(), context, Conditions.NONE, dryRun);
    }

    /// Its name in the ledger and in the audit trail.
    String operation() {
        return action.substring("kms:".length());
    }

    /// The same with one more condition key.
    KeyCall with(String condition, boolean value) {
        return new KeyCall(action, context, Conditions.of(Map.of(condition, List.of(Boolean.toString(value)))), dryRun);
    }
}
