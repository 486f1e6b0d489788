package sealstead.store.hbase;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import sealstead.store.BlobId;
import sealstead.store.BlobReader;
import sealstead.store.BlobSink;
import sealstead.store.BlobStore;
import sealstead.store.OpenBlobs;

/// [BlobStore] as files of a Hadoop file system, `<two hex digits of the random part>/<id>` in a folder. A blob is
/// written beside them and gets its name when it is whole and on disks, which the file system does at one moment.
///
/// What is deleted while it is read here goes when the last reader has closed it.
final class HadoopBlobStore implements BlobStore {
    private static final int SHARDS = 256;
    private static final String NAME = "[0-9a-f]{32}";

    private final BlobFolder folder;
    private final OpenBlobs reading = new OpenBlobs();
    /// Of each shard, whether it is there.
    private final AtomicIntegerArray shards = new AtomicIntegerArray(SHARDS);

    HadoopBlobStore(BlobFolder folder) {
        this.folder = folder;
    }

    private Path shard(int shard) {
        return new Path(folder.folder(), "%02x".formatted(shard));
    }

    private Path path(BlobId id) {
        return new Path(shard(id.shard()), id.toString());
    }

    @Override
    public BlobSink create(BlobId id) throws IOException {
        var path = new Path(folder.onItsWay(), id.toString());
        var out = folder.ask("begin a blob", files -> folder.create(path));
        return new HadoopSink(folder, out, path, path(id), () -> makeShard(id.shard()));
    }

    private void makeShard(int shard) throws IOException {
        if (shards.get(shard) == 0) {
            folder.ask("make a shard", files -> files.mkdirs(shard(shard)));
            shards.set(shard, 1);
        }
    }

    @Override
    public BlobReader open(BlobId id) throws IOException {
        var readers = reading.open(id, () -> remove(id));
        try {
            return new HadoopReader(folder, id, path(id), readers);
        } catch (IOException | RuntimeException failed) {
            readers.close();
            throw failed;
        }
    }

    @Override
    public OptionalLong length(BlobId id) throws IOException {
        if (reading.isDeleted(id)) {
            return OptionalLong.empty();
        }
        var found = folder.find(
                "look at a blob", files -> files.getFileStatus(path(id)).getLen());
        return found.map(OptionalLong::of).orElseGet(OptionalLong::empty);
    }

    @Override
    public void delete(BlobId id) throws IOException {
        if (!reading.delete(id)) {
            remove(id);
        }
    }

    /// A file system says no to what is not there, which is a success.
    private void remove(BlobId id) throws IOException {
        folder.find("delete a blob", files -> files.delete(path(id), false));
    }

    @Override
    public void walk(BlobVisitor visitor) throws IOException {
        for (int shard = 0; shard < SHARDS; shard++) {
            walk(shard(shard), visitor);
        }
    }

    private void walk(Path shard, BlobVisitor visitor) throws IOException {
        var found = folder.find("list blobs", files -> files.listStatusIterator(shard));
        while (found.isPresent()) {
            var all = found.get();
            var next = folder.find(
                    "list blobs", files -> all.hasNext() ? Optional.of(all.next()) : Optional.<FileStatus>empty());
            if (next.isEmpty() || next.get().isEmpty()) {
                return;
            }
            var name = next.get().get().getPath().getName();
            if (name.matches(NAME)) {
                visitor.visit(BlobId.parse(name));
            }
        }
    }

    /// The file system is the engine's.
    @Override
    public void close() {}
}
