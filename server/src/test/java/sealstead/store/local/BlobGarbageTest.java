package sealstead.store.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sealstead.store.Bytes;
import sealstead.store.Edit;
import sealstead.store.Lane;
import sealstead.store.Outcome;
import sealstead.store.Table;

/// What RocksDB keeps in blob files, at a size at which its files are full and are written again.
@SuppressWarnings("NullAway.Init")
final class BlobGarbageTest {
    private static final Table TABLE = new Table("object");
    private static final int VALUE_BYTES = 32 * 1024;
    private static final int VALUES = 5000;
    private static final EnumSet<Lane> HEAD = EnumSet.of(Lane.HEAD);
    private static final EnumSet<Lane> DATA = EnumSet.of(Lane.DATA);

    @TempDir
    private Path folder;

    private LocalMetaStore open(String name) throws IOException {
        return new LocalMetaStore(folder.resolve(name), new SecureRandom());
    }

    private static Bytes group(int number) {
        return Bytes.utf8("group-" + Integer.toHexString(number * 0x9E3779B9));
    }

    /// Noise that tells whose it is.
    private static Bytes value(int number) {
        var value = new byte[VALUE_BYTES];
        new java.util.SplittableRandom(number).nextBytes(value);
        return Bytes.wrap(value);
    }

    private static void commit(LocalMetaStore store, IntStream numbers, IntFunction<List<Edit>> edits)
            throws Exception {
        try (var writers = Executors.newVirtualThreadPerTaskExecutor()) {
            var done = numbers.<Callable<Outcome>>mapToObj(i -> () -> store.commit(
                            TABLE, group(i), store.read(TABLE, group(i), HEAD).unchanged(), edits.apply(i)))
                    .toList();
            for (var outcome : writers.invokeAll(done)) {
                assertThat(outcome.get()).isInstanceOf(Outcome.Applied.class);
            }
        }
    }

    private static void put(LocalMetaStore store, int from, int to) throws Exception {
        for (int i = from; i < to; i += 500) {
            commit(
                    store,
                    IntStream.range(i, Math.min(to, i + 500)),
                    number -> List.of(
                            new Edit.PutHead(Bytes.utf8("head")),
                            new Edit.PutCell(Lane.DATA, Bytes.EMPTY, value(number))));
        }
    }

    private static void delete(LocalMetaStore store, IntStream numbers) throws Exception {
        commit(store, numbers, number -> List.of(new Edit.DeleteGroup()));
    }

    private long blobBytes(String name) throws IOException {
        long sum = 0;
        try (var files = Files.newDirectoryStream(folder.resolve(name), "*.blob")) {
            for (var file : files) {
                sum += Files.exists(file) ? Files.size(file) : 0;
            }
        }
        return sum;
    }

    /// What the engine noted when its options were last changed.
    private boolean gathersGarbage(String name) throws IOException {
        try (var files = Files.list(folder.resolve(name))) {
            var newest = files.filter(file -> file.getFileName().toString().matches("OPTIONS-[0-9]+"))
                    .max(Comparator.naturalOrder())
                    .orElseThrow();
            return Files.readString(newest).contains("enable_blob_garbage_collection=true");
        }
    }

    @Test
    void blobs_are_written_again_only_while_there_is_garbage_among_them() throws Exception {
        try (var store = open("records")) {
            put(store, 0, VALUES);
            assertThat(gathersGarbage("records")).isFalse();

            // A fifth of each file stays, so that none can be dropped whole.
            delete(store, IntStream.range(0, VALUES).filter(i -> i % 5 != 0));
            long kept = VALUES / 5L * VALUE_BYTES;
            boolean gathered = false;
            long blobs = Long.MAX_VALUE;
            for (int round = 1; round < 60 && !(gathered && blobs < 4 * kept); round++) {
                // Garbage shows when what deleted it is compacted, and goes with later compactions.
                int first = VALUES * round;
                put(store, first, first + 2500);
                delete(store, IntStream.range(first, first + 2500));
                gathered |= gathersGarbage("records");
                blobs = blobBytes("records");
            }
            assertThat(gathered).isTrue();
            assertThat(blobs).isLessThan(4 * kept);
            for (int i = 0; i < VALUES; i += 5) {
                assertThat(store.cell(TABLE, group(i), Lane.DATA, Bytes.EMPTY)).contains(value(i));
            }
        }
    }

    /// Logs are used again, so that after a crash the rest of an older log stands behind the end of the newest.
    @Test
    void what_was_acknowledged_outlives_a_crash_after_logs_were_used_again() throws Exception {
        try (var store = open("records")) {
            for (int round = 0; round < 3; round++) {
                put(store, 0, VALUES);
            }
            delete(store, IntStream.range(0, 100));
            put(store, VALUES, VALUES + 10);
            copy(folder.resolve("records"), folder.resolve("crashed"));
        }
        // Longer than what was written to it since it became the newest.
        assertThat(newestLogBytes()).isGreaterThan(30L << 20);
        try (var store = open("crashed")) {
            var there = new ArrayList<Integer>();
            for (int i = 0; i < VALUES + 10; i++) {
                var found = store.read(TABLE, group(i), DATA);
                if (found.head().isPresent()) {
                    there.add(i);
                    assertThat(found.data().getFirst().value()).isEqualTo(value(i));
                }
            }
            assertThat(there)
                    .isEqualTo(IntStream.range(100, VALUES + 10).boxed().toList());
        }
    }

    private long newestLogBytes() throws IOException {
        try (var files = Files.newDirectoryStream(folder.resolve("crashed"), "*.log")) {
            return Files.size(StreamSupport.stream(files.spliterator(), false)
                    .max(Comparator.comparing(Path::getFileName))
                    .orElseThrow());
        }
    }

    /// As a crash leaves it. What works in the background makes and removes files; if it did meanwhile, that was no
    /// moment at which a crash could have been.
    private static void copy(Path from, Path to) throws IOException {
        while (true) {
            var before = names(from);
            Files.createDirectories(to);
            try {
                for (var name : before) {
                    if (!name.equals("LOCK")) {
                        Files.copy(from.resolve(name), to.resolve(name));
                    }
                }
            } catch (NoSuchFileException removed) {
                // and so the names are others now
            }
            if (names(from).equals(before)) {
                return;
            }
            for (var name : names(to)) {
                Files.delete(to.resolve(name));
            }
        }
    }

    private static Set<String> names(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
        }
    }
}
