package sealstead.store.local;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.SstFileReader;

/// Sets right what keeps RocksDB from opening its files at all: which manifest is the current one, a manifest, and the
/// end of a table, without which none of its blocks can be found. Only what can be proven is changed: the name of a
/// manifest that is there, a bit with which a checksum holds again, a manifest of which there is a copy.
final class FileMend {
    private static final String CURRENT = "CURRENT";
    private static final String MANIFEST = "MANIFEST-";

    static final int FOOTER_BYTES = 53;
    /// Behind a block: how it is compressed, and its checksum.
    private static final int TRAILER_BYTES = 5;
    /// Blocks are no longer than this; more bits are not tried.
    private static final int MAX_BLOCK_BYTES = 24 * 1024;

    private static final Pattern BLOCK = Pattern.compile("offset (\\d{1,15}) size (\\d{1,9})");

    private FileMend() {}

    /// Mends the store in `folder` in place.
    ///
    /// @param copy of its manifest
    /// @param aside where each file is kept as it was, before it is changed
    /// @return what was set right, in words
    static List<String> mend(Path folder, ManifestCopy copy, Path aside) throws IOException {
        RocksDB.loadLibrary();
        var mended = new ArrayList<String>();
        if (!Files.isDirectory(folder)) {
            return mended;
        }
        manifest(folder, copy, aside).ifPresent(mended::add);
        for (var table : files(folder, "*.sst")) {
            if (!isFound(table)) {
                mendTable(table, aside).ifPresent(mended::add);
            }
        }
        return mended;
    }

    private static List<Path> files(Path folder, String glob) throws IOException {
        var all = new ArrayList<Path>();
        try (var files = Files.newDirectoryStream(folder, glob)) {
            files.forEach(all::add);
        }
        all.sort(Comparator.naturalOrder());
        return all;
    }

    private static Optional<String> manifest(Path folder, ManifestCopy copy, Path aside) throws IOException {
        var there = files(folder, MANIFEST + "*");
        var current = folder.resolve(CURRENT);
        var manifest = there.stream()
                .filter(each -> names(current, each))
                .findFirst()
                .or(() -> there.isEmpty() ? Optional.empty() : Optional.of(there.getLast()));
        var said = new ArrayList<String>();
        if (manifest.isEmpty()) {
            if (!Files.exists(current) && files(folder, "*.sst").isEmpty()) {
                return Optional.empty(); // there was never an engine
            }
            manifest = copy.restore();
            if (manifest.isEmpty()) {
                return Optional.empty();
            }
            said.add("the manifest was made again of its copy");
        } else {
            // One that ends in the middle of a fragment was cut off by a crash, and RocksDB takes it as it is.
            if (LogScan.wholeBytes(manifest.get(), LogScan.Form.MANIFEST) < Files.size(manifest.get())) {
                keep(manifest.get(), aside);
                int bits = LogMend.mend(manifest.get(), LogScan.Form.MANIFEST);
                if (bits > 0) {
                    said.add("flipped bits of the manifest were set right: " + bits);
                }
                if (copy.restore(manifest.get())) {
                    said.add("the manifest was made again of its copy");
                }
            }
        }
        if (!names(current, manifest.get())) {
            keep(current, aside);
            Folders.write(
                    current, folder.resolve(CURRENT + ".dbtmp"), manifest.get().getFileName() + "\n");
            said.add("the file CURRENT names the manifest again");
        }
        return said.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", said));
    }

    private static boolean names(Path current, Path manifest) {
        try {
            return Files.readString(current, StandardCharsets.ISO_8859_1).equals(manifest.getFileName() + "\n");
        } catch (IOException missing) {
            return false;
        }
    }

    /// What keeps the engine from finding the blocks of a table and reading its first and last; empty if nothing does.
    private static Optional<String> fault(Path table) {
        try (var options = new Options();
                var reading = new ReadOptions().setFillCache(false);
                var reader = new SstFileReader(options)) {
            reader.open(table.toString());
            try (var first = reader.newIterator(reading);
                    var last = reader.newIterator(reading)) {
                first.seekToFirst();
                first.status();
                last.seekToLast();
                last.status();
            }
            return Optional.empty();
        } catch (RocksDBException damaged) {
            return Optional.of(String.valueOf(damaged.getMessage()));
        }
    }

    /// Whether the engine can find the blocks of a table at all.
    static boolean isFound(Path table) {
        try (var options = new Options();
                var reader = new SstFileReader(options)) {
            reader.open(table.toString());
            return true;
        } catch (RocksDBException damaged) {
            return false;
        }
    }

    /// Tries each bit of the block that does not verify, or of the table's footer: with the right one its magic number,
    /// its handles and the checksums of the blocks that they name hold again.
    private static Optional<String> mendTable(Path table, Path aside) throws IOException {
        var trial = table.resolveSibling(table.getFileName() + ".dbtmp");
        Files.copy(table, trial, StandardCopyOption.REPLACE_EXISTING);
        try (var channel = FileChannel.open(trial, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            long size = channel.size();
            var block = BLOCK.matcher(fault(trial).orElse(""));
            boolean mended = false;
            if (block.find()) {
                long at = Long.parseLong(block.group(1));
                long bytes = Long.parseLong(block.group(2)) + TRAILER_BYTES;
                mended = bytes <= MAX_BLOCK_BYTES && isMended(trial, channel, at, Math.min(size, at + bytes));
            }
            mended = mended || isMended(trial, channel, Math.max(0, size - FOOTER_BYTES), size);
            if (!mended) {
                return Optional.empty();
            }
            channel.force(true);
            keep(table, aside);
            Files.move(trial, table, StandardCopyOption.ATOMIC_MOVE);
            Folders.sync(Folders.parentOf(table));
            return Optional.of("a flipped bit at the end of the table " + table.getFileName() + " was set right");
        } finally {
            Files.deleteIfExists(trial);
        }
    }

    private static boolean isMended(Path trial, FileChannel channel, long from, long to) throws IOException {
        var one = ByteBuffer.allocate(1);
        for (long at = from; at < to; at++) {
            channel.read(one.clear(), at);
            byte was = one.get(0);
            for (int bit = 0; bit < Byte.SIZE; bit++) {
                channel.write(one.clear().put(0, (byte) (was ^ (1 << bit))), at);
                if (fault(trial).isEmpty()) {
                    return true;
                }
            }
            channel.write(one.clear().put(0, was), at);
        }
        return false;
    }

    private static void keep(Path file, Path aside) throws IOException {
        var kept = aside.resolve(file.getFileName());
        if (Files.exists(file) && !Files.exists(kept)) {
            Folders.copy(file, kept);
            Folders.sync(aside);
        }
    }
}
