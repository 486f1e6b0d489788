package sealstead.store;

/// How a commit ended.
public sealed interface Outcome {
    /// Durable: it survives `kill -9` and power loss.
    record Applied(TxId txid) implements Outcome {}

    /// The guard did not hold; nothing was written. `current` carries the head only.
    record Conflict(Group current) implements Outcome {}
}
