package sealstead.store.local;

/// Hears of faults that last: told each time that one is seen, on any thread.
public interface StoreListener {
    /// A listener that does not listen.
    StoreListener NONE = new StoreListener() {};

    /// Writes are refused.
    ///
    /// @param reason for the operator; names no file and no record
    default void failed(String reason) {}

    /// Writes are taken again.
    default void well() {}

    /// Something on the disk is not as it was written.
    ///
    /// @param reason for the operator
    default void damaged(String reason) {}

    /// What brings data is refused.
    ///
    /// @param reason for the operator
    default void roomIsLow(String reason) {}

    /// There is room on the disk.
    default void roomIsEnough() {}
}
