package sealstead.store;

/// What must be true of a group's head for a commit to apply.
public sealed interface Guard {
    /// The group has no head.
    record Absent() implements Guard {}

    /// The group's last commit was `txid`.
    record At(TxId txid) implements Guard {}
}
