package sealstead.kms;

import java.util.List;
import java.util.Map;

/// What is to be done with a key.
///
/// @param operation the operation's name, which is its IAM action and its name in the ledger
/// @param context the encryption context; empty where there is none
/// @param conditions condition keys of this operation alone, in lower case
/// @param dryRun whether to stop before the key is used
record KeyCall(String operation, Map<String, String> context, Map<String, List<String>> conditions, boolean dryRun) {
    KeyCall {
        conditions = Map.copyOf(conditions);
    }

    KeyCall(String operation, Map<String, String> context, boolean dryRun) {
        this(operation, context, Map.of(), dryRun);
    }

    /// What the caller must be allowed.
    String action() {
        return "kms:" + operation;
    }

    /// The same with one more condition key.
    KeyCall with(String condition, boolean value) {
        return new KeyCall(operation, context, Map.of(condition, List.of(Boolean.toString(value))), dryRun);
    }
}
