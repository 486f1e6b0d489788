package sealstead.s3.content;

import java.io.IOException;
import sealstead.crypto.Output;
import sealstead.s3.S3Error;
import sealstead.store.BlobId;
import sealstead.store.BlobStore;
import sealstead.store.Intents;
import sealstead.wire.Refusal;

/// A blob on its way into the store: announced to the garbage collector before its first byte, and then either kept by
/// the commit that names it or given up. What does neither, because it fails in another way than by being refused, is
/// the collector's to settle, since nobody knows then whether the commit was made.
final class NewBlob {
    private final BlobStore blobs;
    private final BlobId id;
    private final Intents.Claim claim;

    /// @param claim on it, which was made before
    NewBlob(BlobStore blobs, BlobId id, Intents.Claim claim) {
        this.blobs = blobs;
        this.id = id;
        this.claim = claim;
    }

    /// What comes out of writing its bytes.
    interface Writing<T> {
        T to(Output ciphertext) throws IOException;
    }

    /// A commit that names it.
    interface Naming<T> {
        T commit() throws IOException;
    }

    BlobId id() {
        return id;
    }

    /// Writes it, all of it; it is durable then.
    <T> T write(Writing<T> writing) throws IOException {
        try (var sink = blobs.create(id)) {
            var result = writing.to(sink::write);
            sink.commit();
            return result;
        }
    }

    /// Whether it is not being collected; to be asked between reading the record that is to name it and the commit.
    boolean isStillOurs() throws IOException {
        return claim.isStillOurs();
    }

    /// Refuses what took longer than the grace period, so that its bytes are being collected.
    void checkStillOurs() throws IOException {
        if (!isStillOurs()) {
            throw S3Error.SLOW_DOWN.refusal();
        }
    }

    /// A record names it.
    void keep() {
        claim.settle();
    }

    /// Nothing will name it.
    void giveUp() throws IOException {
        blobs.delete(id);
        claim.settle();
    }

    /// Gives it up where the commit that would name it is refused.
    <T> T namedBy(Naming<T> naming) throws IOException {
        try {
            return naming.commit();
        } catch (Refusal refused) {
            giveUp();
            throw refused;
        }
    }
}
