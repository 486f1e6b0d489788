package sealstead.moving;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import sealstead.store.BlobId;
import sealstead.store.BlobMissingException;
import sealstead.store.BlobReader;
import sealstead.store.BlobStore;
import sealstead.store.Bytes;

/// Copies blobs as they are, under their names.
final class BlobCopy {
    private static final int PIECE_BYTES = 256 * 1024;

    private final BlobStore source;
    private final BlobStore target;

    BlobCopy(BlobStore source, BlobStore target) {
        this.source = source;
        this.target = target;
    }

    /// Copies a blob if the target has none of that name and length. Whether what it has is the same is another
    /// question, see [#content].
    ///
    /// @return how many bytes were copied
    long bring(BlobId id) throws IOException {
        BlobReader from;
        try {
            from = source.open(id);
        } catch (BlobMissingException gone) {
            return 0;
        }
        try (from) {
            long length = from.length();
            var there = target.length(id);
            if (there.isPresent() && there.getAsLong() == length) {
                return 0;
            }
            if (there.isPresent()) {
                target.delete(id);
            }
            try (var sink = target.create(id)) {
                var piece = new byte[(int) Math.min(PIECE_BYTES, length)];
                for (long at = 0; at < length; at += piece.length) {
                    int n = (int) Math.min(piece.length, length - at);
                    from.read(at, piece, 0, n);
                    sink.write(piece, 0, n);
                }
                sink.commit();
            }
            return length;
        }
    }

    /// What one side has; its digest is of the blob's name (16 bytes) and its bytes.
    static Optional<Content> content(BlobStore blobs, BlobId id) throws IOException {
        BlobReader from;
        try {
            from = blobs.open(id);
        } catch (BlobMissingException none) {
            return Optional.empty();
        }
        try (from) {
            var digest = Content.sha256();
            digest.update(ByteBuffer.allocate(BlobId.BYTES)
                    .putInt(id.hour())
                    .putInt(id.random0())
                    .putLong(id.random1())
                    .flip());
            long length = from.length();
            var piece = new byte[(int) Math.min(PIECE_BYTES, length)];
            for (long at = 0; at < length; at += piece.length) {
                int n = (int) Math.min(piece.length, length - at);
                from.read(at, piece, 0, n);
                digest.update(piece, 0, n);
            }
            return Optional.of(new Content(1, length, Bytes.wrap(digest.digest())));
        }
    }
}
