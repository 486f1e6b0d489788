package sealstead.store.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sealstead.store.Bytes;
import sealstead.store.Edit;
import sealstead.store.Guard;
import sealstead.store.Lane;
import sealstead.store.MetaStore;
import sealstead.store.MetaStoreContract;
import sealstead.store.Outcome;
import sealstead.store.Table;

@SuppressWarnings("NullAway.Init")
final class LocalMetaStoreTest extends MetaStoreContract {
    @TempDir
    private Path folder;

    @Override
    protected MetaStore open() throws IOException {
        return new LocalMetaStore(folder.resolve("records"), new SecureRandom());
    }

    /// Whatever waits while one group is being synced goes into the next: 32 writers that do nothing else keep the
    /// queue full, so that far fewer syncs than commits are made.
    @Test
    void writers_at_the_same_time_share_their_syncs() throws Exception {
        try (var store = new LocalMetaStore(folder.resolve("grouped"), new SecureRandom())) {
            try (var writers = Executors.newFixedThreadPool(32)) {
                var done = new ArrayList<Callable<Outcome>>();
                for (int i = 0; i < 6400; i++) {
                    var group = Bytes.utf8("group-" + i);
                    done.add(() -> store.commit(
                            new Table("grouped"),
                            group,
                            new Guard.Absent(),
                            List.of(new Edit.PutHead(Bytes.utf8("value")))));
                }
                for (var outcome : writers.invokeAll(done)) {
                    assertThat(outcome.get()).isInstanceOf(Outcome.Applied.class);
                }
            }
            assertThat(store.stats().commits()).isEqualTo(6400);
            assertThat(store.stats().syncs()).isBetween(1L, 3200L);
        }
    }

    @Test
    void a_commit_believes_the_read_before_it_unless_another_came_between() throws Exception {
        var table = new Table("counted");
        var group = Bytes.utf8("group");
        try (var store = new LocalMetaStore(folder.resolve("counted"), new SecureRandom())) {
            var nothing = store.read(table, group, EnumSet.of(Lane.HEAD));
            assertThat(put(store, table, group, nothing.unchanged(), "first")).isInstanceOf(Outcome.Applied.class);
            assertThat(store.stats().gets()).isEqualTo(1);

            assertThat(put(store, table, group, nothing.unchanged(), "late")).isInstanceOf(Outcome.Conflict.class);
            assertThat(store.stats().gets()).isEqualTo(2);

            var first = store.read(table, group, EnumSet.of(Lane.HEAD));
            assertThat(put(store, table, group, first.unchanged(), "second")).isInstanceOf(Outcome.Applied.class);
            assertThat(put(store, table, group, first.unchanged(), "third")).isInstanceOf(Outcome.Conflict.class);
            assertThat(store.read(table, group, EnumSet.of(Lane.HEAD))
                            .head()
                            .orElseThrow()
                            .value())
                    .isEqualTo(Bytes.utf8("second"));
        }
    }

    /// The second reading is kept, the third asks nobody; what a commit changes is not found in memory again.
    @Test
    void what_is_read_again_and_again_is_read_from_memory_until_it_changes() throws Exception {
        var table = new Table("hot");
        var group = Bytes.utf8("group");
        var sub = Bytes.utf8("body");
        try (var store = new LocalMetaStore(folder.resolve("hot"), new SecureRandom())) {
            var guard = store.read(table, group, EnumSet.of(Lane.HEAD)).unchanged();
            for (var value : List.of("first", "second")) {
                store.commit(
                        table,
                        group,
                        guard,
                        List.of(
                                new Edit.PutHead(Bytes.utf8(value)),
                                new Edit.PutCell(Lane.DATA, sub, Bytes.utf8(value + " body"))));
                for (int i = 0; i < 5; i++) {
                    long before = store.stats().gets();
                    var read = store.read(table, group, EnumSet.of(Lane.HEAD));
                    assertThat(read.head().orElseThrow().value()).isEqualTo(Bytes.utf8(value));
                    assertThat(store.cell(table, group, Lane.DATA, sub)).contains(Bytes.utf8(value + " body"));
                    assertThat(store.stats().gets() - before).isLessThanOrEqualTo(i < 2 ? 2 : 0);
                    guard = read.unchanged();
                }
            }
            store.commit(table, group, guard, List.of(new Edit.DeleteCells(Lane.DATA, sub, Bytes.utf8("c"))));
            assertThat(store.cell(table, group, Lane.DATA, sub)).isEmpty();
            guard = store.read(table, group, EnumSet.of(Lane.HEAD)).unchanged();
            store.commit(table, group, guard, List.of(new Edit.DeleteGroup()));
            assertThat(store.read(table, group, EnumSet.of(Lane.HEAD)).head()).isEmpty();
        }
    }

    /// One writes, many read: nobody sees an older value after a newer one, nor a head without its cell.
    @Test
    void readers_from_memory_never_go_back() throws Exception {
        var table = new Table("rising");
        var group = Bytes.utf8("group");
        var sub = Bytes.utf8("body");
        int last = 1000;
        try (var store = new LocalMetaStore(folder.resolve("rising"), new SecureRandom())) {
            try (var readers = Executors.newFixedThreadPool(4)) {
                var reading = new ArrayList<Future<Integer>>();
                for (int i = 0; i < 4; i++) {
                    reading.add(readers.submit(() -> {
                        int seen = 0;
                        while (seen < last) {
                            var head = store.read(table, group, EnumSet.of(Lane.HEAD))
                                    .head();
                            int value = head.map(there -> number(there.value())).orElse(0);
                            assertThat(value).isGreaterThanOrEqualTo(seen);
                            int body = store.cell(table, group, Lane.DATA, sub)
                                    .map(LocalMetaStoreTest::number)
                                    .orElse(0);
                            assertThat(body).isGreaterThanOrEqualTo(value);
                            seen = value;
                        }
                        return seen;
                    }));
                }
                var guard = store.read(table, group, EnumSet.of(Lane.HEAD)).unchanged();
                for (int i = 1; i <= last; i++) {
                    var value = Bytes.utf8(Integer.toString(i));
                    var outcome = store.commit(
                            table,
                            group,
                            guard,
                            List.of(new Edit.PutHead(value), new Edit.PutCell(Lane.DATA, sub, value)));
                    guard = new Guard.At(((Outcome.Applied) outcome).txid());
                }
                for (var reader : reading) {
                    assertThat(reader.get()).isEqualTo(last);
                }
            }
        }
    }

    /// In tables, in the log, and in logs that are kept to be written again.
    @Test
    void what_was_deleted_is_in_no_file_after_it_was_erased() throws Exception {
        var table = new Table("keys");
        var bulk = new Table("other");
        var records = folder.resolve("erased");
        var secrets = new ArrayList<byte[]>();
        try (var store = new LocalMetaStore(records, new SecureRandom())) {
            for (int round = 0; round < 3; round++) {
                for (int i = 0; i < 4; i++) {
                    secrets.add(random(40));
                    var group = Bytes.utf8("key-" + round + "-" + i);
                    commit(store, table, group, new Edit.PutHead(Bytes.wrap(secrets.getLast())));
                }
                for (int i = 0; i < 40; i++) {
                    var cell = new Edit.PutCell(Lane.CELLS, Bytes.utf8("c"), Bytes.wrap(random(1 << 20)));
                    commit(store, bulk, Bytes.utf8(round + "-" + i), new Edit.PutHead(Bytes.utf8("x")), cell);
                }
            }
            for (int round = 0; round < 3; round++) {
                for (int i = 0; i < 4; i++) {
                    var group = Bytes.utf8("key-" + round + "-" + i);
                    commit(store, table, group, i == 0 ? new Edit.PutHead(Bytes.utf8("n")) : new Edit.DeleteGroup());
                }
            }
            assertThat(secretsIn(records, secrets)).isPositive();
            try (var reader = Executors.newSingleThreadExecutor()) {
                var over = new java.util.concurrent.atomic.AtomicBoolean();
                var reading = reader.submit(() -> {
                    int reads = 0;
                    while (!over.get()) {
                        assertThat(store.scan(table, Bytes.EMPTY, true, java.util.Optional.empty(), 100)
                                        .rows())
                                .hasSize(3);
                        reads++;
                    }
                    return reads;
                });
                store.erase(table);
                over.set(true);
                assertThat(reading.get()).isPositive();
            }
            assertThat(secretsIn(records, secrets)).isZero();
            assertThat(store.read(bulk, Bytes.utf8("0-0"), EnumSet.of(Lane.HEAD))
                            .head())
                    .isPresent();
            commit(store, table, Bytes.utf8("new"), new Edit.PutHead(Bytes.utf8("n")));
        }
    }

    private static void commit(MetaStore store, Table table, Bytes group, Edit... edits) throws IOException {
        var guard = store.read(table, group, EnumSet.of(Lane.HEAD)).unchanged();
        assertThat(store.commit(table, group, guard, List.of(edits))).isInstanceOf(Outcome.Applied.class);
    }

    private static byte[] random(int bytes) {
        var random = new byte[bytes];
        new SecureRandom().nextBytes(random);
        return random;
    }

    /// How many of them are in a file.
    private static long secretsIn(Path folder, List<byte[]> secrets) throws IOException {
        long found = 0;
        try (var files = Files.list(folder)) {
            for (var file : files.toList()) {
                var text = Files.readString(file, StandardCharsets.ISO_8859_1);
                for (var secret : secrets) {
                    found += text.contains(new String(secret, StandardCharsets.ISO_8859_1)) ? 1 : 0;
                }
            }
        }
        return found;
    }

    private static int number(Bytes value) {
        return Integer.parseInt(value.toUtf8());
    }

    /// Many that read and write a few groups at once: no addition is lost, however reads and commits meet.
    @Test
    void additions_of_many_writers_are_all_there() throws Exception {
        var table = new Table("sums");
        int groups = 3;
        try (var store = new LocalMetaStore(folder.resolve("sums"), new SecureRandom())) {
            try (var writers = Executors.newFixedThreadPool(16)) {
                var additions = new ArrayList<Callable<Void>>();
                for (int i = 0; i < 1500; i++) {
                    var group = Bytes.utf8("group-" + i % groups);
                    additions.add(() -> {
                        addOne(store, table, group);
                        return null;
                    });
                }
                for (var addition : writers.invokeAll(additions)) {
                    addition.get();
                }
            }
            for (int i = 0; i < groups; i++) {
                assertThat(store.read(table, Bytes.utf8("group-" + i), EnumSet.of(Lane.HEAD))
                                .head()
                                .orElseThrow()
                                .value()
                                .toUtf8())
                        .isEqualTo("500");
            }
        }
    }

    private static void addOne(MetaStore store, Table table, Bytes group) throws IOException {
        Outcome outcome;
        do {
            var before = store.read(table, group, EnumSet.of(Lane.HEAD));
            int sum = before.head()
                    .map(head -> Integer.parseInt(head.value().toUtf8()))
                    .orElse(0);
            outcome = put(store, table, group, before.unchanged(), Integer.toString(sum + 1));
        } while (outcome instanceof Outcome.Conflict);
    }

    private static Outcome put(MetaStore store, Table table, Bytes group, Guard guard, String value)
            throws IOException {
        return store.commit(table, group, guard, List.of(new Edit.PutHead(Bytes.utf8(value))));
    }
}
