package sealstead.store;

/// Room on the disk, to be asked for before a body is read.
public interface Room {
    /// @param bytes that are about to be written; 0 if it is not known how many
    /// @throws StoreFullException if there is no room for them
    void require(long bytes) throws StoreFullException;
}
