package sealstead.store.local;

/// Hears of faults that last: told each time that one is seen, on any thread.
public interface StoreListener {
    /// Writes are refused.
    ///
    /// @param reason for the operator; names no file and no record
    void failed(String reason);

    /// Writes are taken again.
    void well();

    /// A listener to whom nobody listens.
    StoreListener NONE = new StoreListener() {
        @Override
        public void failed(String reason) {}

        @Override
        public void well() {}
    };
}
