package sealstead.kms;

import java.util.List;
import java.util.Map;

/// What is to be done with a key.
///
/// @param action what the caller must be allowed, of those of the operation's row
/// @param context the encryption context; empty where there is none
/// @param conditions condition keys of this operation alone, in lower case
/// @param dryRun whether to stop before the key is used
record KeyCall(String action, Map<String, String> context, Map<String, List<String>> conditions, boolean dryRun) {
    KeyCall {
        conditions = Map.copyOf(conditions);
    }

    static KeyCall of(KmsOperation row, Map<String, String> context, boolean dryRun) {
        return new KeyCall(row.action(), context, Map.of(), dryRun);
    }

    /// The half of a ReEncrypt that opens.
    static KeyCall reEncryptFrom(Map<String, String> context) {
        return new KeyCall(KmsOperation.RE_ENCRYPT.actions().getFirst(), context, Map.of(), false);
    }

    /// The half of a ReEncrypt that seals.
    static KeyCall reEncryptTo(Map<String, String> context, boolean dryRun) {
        return new KeyCall(KmsOperation.RE_ENCRYPT.actions().getLast(), context, Map.of(), dryRun);
    }

    /// Its name in the ledger and in the audit trail.
    String operation() {
        return action.substring("kms:".length());
    }

    /// The same with one more condition key.
    KeyCall with(String condition, boolean value) {
        return new KeyCall(action, context, Map.of(condition, List.of(Boolean.toString(value))), dryRun);
    }
}
