package sealstead.s3.object;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import sealstead.crypto.CorruptObjectException;
import sealstead.crypto.Output;
import sealstead.crypto.SealedSource;
import sealstead.encryption.ObjectOpener;
import sealstead.store.BlobId;
import sealstead.store.BlobMissingException;
import sealstead.store.BlobPins;
import sealstead.store.BlobReader;
import sealstead.store.BlobStore;
import sealstead.store.Bytes;

/// The ciphertext of an object, in one piece or in parts, ready to be opened at any position.
public sealed interface StoredBody extends AutoCloseable {
    /// Writes `count` plaintext bytes from `first` to `out`.
    void copy(ObjectOpener opener, long first, long count, Output out) throws IOException;

    /// The length of the ciphertext as it is there.
    long storedBytes() throws IOException;

    @Override
    void close() throws IOException;

    static StoredBody inline(Bytes ciphertext) {
        return new Inline(ciphertext);
    }

    /// Absent if the blob has gone.
    static Optional<StoredBody> blob(BlobStore blobs, BlobId id) throws IOException {
        try {
            return Optional.of(new Blob(new BlobCiphertext(blobs.open(id))));
        } catch (BlobMissingException gone) {
            return Optional.empty();
        }
    }

    /// Blobs are opened one after the other while they are read; until then they are held.
    ///
    /// @param inline the ciphertext of those that have no blob
    /// @param held what keeps the blobs of an object that is replaced meanwhile
    static StoredBody parts(BlobStore blobs, Manifest manifest, Map<Part, Bytes> inline, Optional<BlobPins.Pin> held) {
        return new Parts(blobs, manifest, inline, held);
    }

    record Inline(Bytes bytes) implements StoredBody, SealedSource {
        @Override
        public void copy(ObjectOpener opener, long first, long count, Output out) throws IOException {
            opener.copy(this, first, count, out);
        }

        @Override
        public long length() {
            return bytes.size();
        }

        @Override
        public long storedBytes() {
            return bytes.size();
        }

        @Override
        public void read(long position, byte[] buffer, int offset, int length) throws IOException {
            if (position + length > bytes.size()) {
                throw new CorruptObjectException();
            }
            System.arraycopy(bytes.readOnlyArray(), (int) position, buffer, offset, length);
        }

        @Override
        public void close() {}
    }

    record Blob(BlobCiphertext ciphertext) implements StoredBody {
        @Override
        public void copy(ObjectOpener opener, long first, long count, Output out) throws IOException {
            opener.copy(ciphertext, first, count, out);
        }

        @Override
        public long storedBytes() throws IOException {
            return ciphertext.length();
        }

        @Override
        public void close() throws IOException {
            ciphertext.reader().close();
        }
    }

    record Parts(BlobStore blobs, Manifest manifest, Map<Part, Bytes> inline, Optional<BlobPins.Pin> held)
            implements StoredBody {
        public Parts {
            inline = Map.copyOf(inline);
        }

        @Override
        public void copy(ObjectOpener opener, long first, long count, Output out) throws IOException {
            long start = 0;
            long end = first + count;
            for (var part : manifest.parts()) {
                long from = Math.max(first, start);
                long to = Math.min(end, start + part.bytes());
                if (from < to) {
                    copy(opener, part, from - start, to - from, out);
                }
                start += part.bytes();
            }
        }

        private void copy(ObjectOpener opener, Part part, long first, long count, Output out) throws IOException {
            var kept = inline.get(part);
            if (kept != null) {
                opener.copy(part.name(), new Inline(kept), part.bytes(), first, count, out);
                return;
            }
            try (var reader = blobs.open(part.blob().orElseThrow(CorruptObjectException::new))) {
                opener.copy(part.name(), new BlobCiphertext(reader), part.bytes(), first, count, out);
            }
        }

        @Override
        public long storedBytes() {
            return manifest.parts().stream().mapToLong(Part::storedBytes).sum();
        }

        @Override
        public void close() {
            held.ifPresent(BlobPins.Pin::close);
        }
    }

    /// A blob as a source of sealed bytes.
    record BlobCiphertext(BlobReader reader) implements SealedSource {
        @Override
        public long length() throws IOException {
            return reader.length();
        }

        @Override
        public void read(long position, byte[] buffer, int offset, int length) throws IOException {
            reader.read(position, buffer, offset, length);
        }
    }
}
