package sealstead.store;

import java.io.IOException;
import java.util.OptionalLong;

/// Immutable ciphertext under names we choose: written once, read by range, deleted. No rename, append or list.
/// Every engine passes the contract tests (`BlobStoreContract`).
public interface BlobStore extends AutoCloseable {
    /// Begins a blob; nothing of it can be read before [BlobSink#commit].
    BlobSink create(BlobId id) throws IOException;

    /// Opens a blob for positional reads. The reader stays valid when the blob is deleted meanwhile, where the engine
    /// allows it.
    ///
    /// @throws BlobMissingException if there is none
    BlobReader open(BlobId id) throws IOException;

    /// How many bytes a blob has; absent if there is none.
    OptionalLong length(BlobId id) throws IOException;

    /// Takes the names of blobs one by one.
    @FunctionalInterface
    interface BlobVisitor {
        void visit(BlobId id) throws IOException;
    }

    /// Visits every blob there is, in any order; one that comes or goes meanwhile is visited or not. For
    /// looking after a store, never for a request: garbage is found by intents.
    void walk(BlobVisitor visitor) throws IOException;

    /// Removes the blob; one that does not exist is a success.
    void delete(BlobId id) throws IOException;

    @Override
    void close() throws IOException;
}
