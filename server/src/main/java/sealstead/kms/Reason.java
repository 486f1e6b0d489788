package sealstead.kms;

/// Why a KMS call was made.
public interface Reason {
    /// As the ledger of calls tells it: upper-case words with underscores between.
    String name();

    /// Whether the audit trail tells of what is done for it.
    default boolean isAudited() {
        return true;
    }
}
