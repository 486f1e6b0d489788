package sealstead.s3.object;

import java.io.IOException;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import sealstead.crypto.CorruptObjectException;
import sealstead.crypto.SealedSource;
import sealstead.custody.SealedStore;
import sealstead.s3.bucket.Buckets;
import sealstead.store.BlobId;
import sealstead.store.BlobMissingException;
import sealstead.store.BlobReader;
import sealstead.store.BlobStore;
import sealstead.store.Bytes;
import sealstead.store.Edit;
import sealstead.store.Guard;
import sealstead.store.Intents;
import sealstead.store.Lane;
import sealstead.store.Outcome;
import sealstead.store.Owners;
import sealstead.store.Page;
import sealstead.store.Table;

/// The objects of all buckets: one group each, named by the bucket's id and the key, so that a scan of a bucket is in
/// S3's order of keys.
public final class Objects implements Owners, Buckets.Emptiness {
    private static final Table TABLE = new Table("object");
    private static final EnumSet<Lane> HEAD = EnumSet.of(Lane.HEAD);

    private final SealedStore records;
    private final BlobStore blobs;
    private final Intents intents;

    public Objects(SealedStore records, BlobStore blobs, Intents intents) {
        this.records = records;
        this.blobs = blobs;
        this.intents = intents;
    }

    /// An object as it was read, with the guard under which it is still so.
    record Found(Optional<StoredObject> object, Guard unchanged) {}

    static Bytes group(String bucketId, String key) {
        return Bytes.concat(Bytes.wrap(HexFormat.of().parseHex(bucketId)), Bytes.utf8(key));
    }

    Found find(String bucketId, String key) throws IOException {
        return found(records.read(TABLE, group(bucketId, key), HEAD));
    }

    private static Found found(sealstead.store.Group group) {
        return new Found(
                group.head().filter(head -> head.value().size() > 0).map(head -> ObjectRecord.read(head.value())),
                group.unchanged());
    }

    /// Makes `object` the current one, in place of what `found` saw.
    ///
    /// @param inline its ciphertext, if it is kept with its record
    /// @return false if another commit came first
    boolean put(String bucketId, String key, Found found, StoredObject object, Optional<Bytes> inline)
            throws IOException {
        var group = group(bucketId, key);
        var edits = new java.util.ArrayList<Edit>();
        edits.add(new Edit.PutHead(ObjectRecord.write(object)));
        if (inline.isPresent()) {
            edits.add(new Edit.PutCell(Lane.DATA, cell(object), inline.get()));
        }
        if (found.object().isPresent()) {
            var old = found.object().get();
            switch (old.placement()) {
                case Placement.Inline() -> edits.add(new Edit.DeleteCell(Lane.DATA, cell(old)));
                case Placement.Blob(var blob) -> intents.retire(TABLE, group, blob);
            }
        }
        return records.commit(TABLE, group, found.unchanged(), edits) instanceof Outcome.Applied;
    }

    /// Removes what `found` saw.
    ///
    /// @return false if another commit came first
    boolean delete(String bucketId, String key, Found found) throws IOException {
        if (found.object().isEmpty()) {
            return true;
        }
        var group = group(bucketId, key);
        if (found.object().get().placement() instanceof Placement.Blob(var blob)) {
            intents.retire(TABLE, group, blob);
        }
        return records.commit(TABLE, group, found.unchanged(), List.of(new Edit.DeleteGroup()))
                instanceof Outcome.Applied;
    }

    private static Bytes cell(StoredObject object) {
        return Bytes.wrap(HexFormat.of().parseHex(object.envelope().objectId()));
    }

    Intents.Claim claim(String bucketId, String key, BlobId blob) throws IOException {
        return intents.begin(TABLE, group(bucketId, key), blob);
    }

    BlobStore blobs() {
        return blobs;
    }

    int mostInlineBytes() {
        return records.caps().maxInlineBytes();
    }

    /// The ciphertext of an object, open for reading; absent if the object was replaced or removed meanwhile, and the
    /// reader must look again.
    Optional<Ciphertext> open(String bucketId, String key, StoredObject object) throws IOException {
        return switch (object.placement()) {
            case Placement.Inline() ->
                records.cell(TABLE, group(bucketId, key), Lane.DATA, cell(object))
                        .map(InlineCiphertext::new);
            case Placement.Blob(var blob) -> {
                try {
                    yield Optional.of(new BlobCiphertext(blobs.open(blob)));
                } catch (BlobMissingException gone) {
                    yield Optional.empty();
                }
            }
        };
    }

    /// Ciphertext that holds something open.
    interface Ciphertext extends SealedSource, AutoCloseable {
        @Override
        void close() throws IOException;
    }

    private record InlineCiphertext(Bytes bytes) implements Ciphertext {
        @Override
        public long length() {
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

    private record BlobCiphertext(BlobReader reader) implements Ciphertext {
        @Override
        public long length() throws IOException {
            return reader.length();
        }

        @Override
        public void read(long position, byte[] buffer, int offset, int length) throws IOException {
            reader.read(position, buffer, offset, length);
        }

        @Override
        public void close() throws IOException {
            reader.close();
        }
    }

    /// Objects of a bucket in order of their keys, from `from` on.
    Page scan(String bucketId, Bytes from, boolean inclusive, Bytes to, int limit) throws IOException {
        return records.scan(TABLE, from, inclusive, Optional.of(to), limit);
    }

    @Override
    public boolean isEmpty(String bucketId) throws IOException {
        var start = group(bucketId, "");
        var from = start;
        boolean inclusive = true;
        while (true) {
            var page = scan(bucketId, from, inclusive, start.prefixSuccessor(), 100);
            if (page.rows().stream().anyMatch(row -> row.head().value().size() > 0)) {
                return false;
            }
            if (!page.more()) {
                return true;
            }
            from = page.rows().getLast().group();
            inclusive = false;
        }
    }

    @Override
    public Ownership ask(Table table, Bytes group, BlobId blob) throws IOException {
        if (!table.equals(TABLE)) {
            throw new IOException("blobs of the table " + table.name() + " have no owner here");
        }
        var found = found(records.read(TABLE, group, HEAD));
        boolean references = found.object()
                .filter(object -> object.placement().equals(new Placement.Blob(blob)))
                .isPresent();
        return new Ownership(references, found.unchanged());
    }
}
