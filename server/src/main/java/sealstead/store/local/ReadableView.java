package sealstead.store.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.FlushOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/// An engine's folder as it can be read although blocks of some tables cannot be found at all: the same files, with an
/// empty table in the place of each of those. Tables and blobs are linked, what the engine writes to is copied.
///
/// @param folder the folder itself if every table can be found
/// @param lost names of the tables that cannot be found
/// @param isApart whether it is a folder of its own, which goes when this is closed
record ReadableView(Path folder, List<String> lost, boolean isApart) implements AutoCloseable {
    /// No record has such a key.
    private static final byte[] NO_KEY = {0};

    static ReadableView of(Path folder) throws IOException {
        RocksDB.loadLibrary();
        var lost = unfindable(folder);
        return lost.isEmpty() ? new ReadableView(folder, lost, false) : emptied(linked(folder), lost);
    }

    /// One of its own in any case, with what a repair would set right, so that nothing in `folder` is changed by who
    /// opens it.
    static ReadableView apart(Path folder) throws IOException {
        RocksDB.loadLibrary();
        var view = linked(folder);
        var aside = aside(folder);
        Folders.delete(aside);
        Folders.create(aside);
        FileMend.mend(view, new ManifestCopy(view, folder), aside);
        Folders.delete(aside);
        return emptied(view, unfindable(view));
    }

    /// What one that was cut off left beside `folder`. Its tables are links, which would keep records alive that the
    /// store has erased since.
    static void deleteLeft(Path folder) throws IOException {
        new ManifestCopy(place(folder)).delete();
        Folders.deleteAll(place(folder));
        Folders.deleteAll(aside(folder));
    }

    private static Path place(Path folder) {
        return folder.resolveSibling(folder.getFileName() + ".view");
    }

    private static Path aside(Path folder) {
        return folder.resolveSibling(folder.getFileName() + ".view.aside");
    }

    private static List<String> unfindable(Path folder) throws IOException {
        var lost = new ArrayList<String>();
        try (var tables = Files.newDirectoryStream(folder, "*.sst")) {
            for (var table : tables) {
                if (!FileMend.isFound(table)) {
                    lost.add(table.getFileName().toString());
                }
            }
        }
        return List.copyOf(lost);
    }

    private static Path linked(Path folder) throws IOException {
        var view = place(folder);
        Folders.delete(view); // what one that was cut off left
        Folders.create(view);
        try (var files = Files.newDirectoryStream(folder)) {
            for (var file : files) {
                add(file, view);
            }
        }
        return view;
    }

    private static ReadableView emptied(Path view, List<String> lost) throws IOException {
        if (!lost.isEmpty()) {
            var sizes = RocksFamilies.sizesOfTables(view);
            for (var table : lost) {
                Files.delete(view.resolve(table));
                writeEmpty(view.resolve(table), sizes.getOrDefault(table, 0L));
            }
        }
        return new ReadableView(view, lost, true);
    }

    private static void add(Path file, Path view) throws IOException {
        var name = file.getFileName().toString();
        var here = view.resolve(name);
        if (name.endsWith(".sst") || name.endsWith(".blob")) {
            Files.createLink(here, file);
        } else if (!name.equals("LOCK")) {
            Files.copy(file, here);
        }
    }

    /// Another engine makes it: a table for ingestion would say so of itself and not be read in this place. The
    /// manifest knows how long a table is; what is between its blocks and its footer is never read.
    private static void writeEmpty(Path table, long size) throws IOException {
        var other = table.resolveSibling("empty");
        Folders.delete(other);
        Folders.create(other);
        try (var options = new Options()
                        .setCreateIfMissing(true)
                        .setTableFormatConfig(
                                new BlockBasedTableConfig().setFormatVersion(RocksFamilies.TABLE_FORMAT));
                var db = RocksDB.open(options, other.toString());
                var flush = new FlushOptions().setWaitForFlush(true)) {
            db.delete(NO_KEY);
            db.flush(flush);
            try (var made = Files.newDirectoryStream(other, "*.sst")) {
                var bytes = Files.readAllBytes(made.iterator().next());
                int footer = bytes.length - FileMend.FOOTER_BYTES;
                if (size < bytes.length || size > Integer.MAX_VALUE) {
                    throw new IOException("the table " + table.getFileName() + " has " + size
                            + " bytes, and none without records can be that long");
                }
                var padded = Arrays.copyOf(bytes, (int) size);
                Arrays.fill(padded, footer, padded.length, (byte) 0);
                System.arraycopy(bytes, footer, padded, padded.length - FileMend.FOOTER_BYTES, FileMend.FOOTER_BYTES);
                Files.write(table, padded);
            }
        } catch (RocksDBException broken) {
            throw new IOException("cannot write an empty table: " + broken.getMessage(), broken);
        }
        Folders.delete(other);
    }

    @Override
    public void close() throws IOException {
        if (isApart) {
            new ManifestCopy(folder).delete();
            Folders.delete(folder);
        }
    }
}
