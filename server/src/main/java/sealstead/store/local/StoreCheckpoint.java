package sealstead.store.local;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import sealstead.store.BlobId;

/// The records as they were at one moment and the names of all blobs that they can name, in a folder of its own. The
/// names are listed after the records are copied: a blob is there before a record names it, so that none is missing
/// among them; some may be there that no record names.
public final class StoreCheckpoint implements AutoCloseable {
    private static final String NAMES = "names";

    private final Path folder;
    private final Path records;
    private final long sequence;
    private final int[] counts = new int[LocalBlobStore.SHARDS];
    private final DataInputStream names;

    private StoreCheckpoint(Path folder, Path records, LocalBlobStore blobs) throws IOException {
        this.folder = folder;
        this.records = records;
        this.sequence = Freshness.sequence(records);
        var file = folder.resolve(NAMES);
        try (var out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
            for (int shard = 0; shard < counts.length; shard++) {
                var ids = blobs.shard(shard);
                counts[shard] = ids.size();
                for (var id : ids) {
                    out.writeInt(id.hour());
                    out.writeInt(id.random0());
                    out.writeLong(id.random1());
                }
            }
        }
        this.names = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)));
    }

    static StoreCheckpoint of(LocalMetaStore records, LocalBlobStore blobs, Path folder) throws IOException {
        Folders.deleteAll(folder);
        Folders.create(folder);
        try {
            var copy = folder.resolve("records");
            records.checkpoint(copy);
            return new StoreCheckpoint(folder, copy, blobs);
        } catch (IOException | RuntimeException failed) {
            Folders.deleteAll(folder);
            throw failed;
        }
    }

    /// The number of the last change that is in it.
    public long sequence() {
        return sequence;
    }

    /// The files of the records.
    public List<Path> files() throws IOException {
        try (var all = Files.list(records)) {
            return all.filter(file -> isRecord(String.valueOf(file.getFileName())))
                    .sorted(Comparator.comparing(Path::toString))
                    .toList();
        }
    }

    /// Whether a file of that name belongs to the records: not what the engine tells of itself.
    static boolean isRecord(String name) {
        return name.matches("CURRENT|IDENTITY|[0-9]{6,20}\\.(sst|blob|log)|(MANIFEST|OPTIONS)-[0-9]{6,20}");
    }

    /// How many blobs there are.
    public long blobs() {
        long sum = 0;
        for (int count : counts) {
            sum += count;
        }
        return sum;
    }

    /// How many shards the blobs are on.
    public int shards() {
        return counts.length;
    }

    /// The names of the blobs on the next shard, in their order; to be asked for one shard after the other.
    public List<BlobId> nextShard(int number) throws IOException {
        var ids = new ArrayList<BlobId>(counts[number]);
        for (int i = 0; i < counts[number]; i++) {
            ids.add(new BlobId(names.readInt(), names.readInt(), names.readLong()));
        }
        return ids;
    }

    /// A folder for what is made from it, gone when this is closed.
    public Path scratch() {
        return folder;
    }

    @Override
    public void close() throws IOException {
        names.close();
        Folders.deleteAll(folder);
    }
}
