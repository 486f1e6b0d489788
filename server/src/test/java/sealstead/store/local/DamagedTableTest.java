package sealstead.store.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sealstead.store.Bytes;
import sealstead.store.DamagedException;
import sealstead.store.Edit;
import sealstead.store.Guard;
import sealstead.store.Lane;
import sealstead.store.Page;
import sealstead.store.Table;

/// A flipped bit in a table costs the keys in its block and nothing else.
@SuppressWarnings("NullAway.Init")
@Tag("drill")
final class DamagedTableTest {
    private static final Table TABLE = new Table("object");
    private static final int KEYS = 600;

    @TempDir
    private Path folder;

    private final Heard heard = new Heard();

    private static final class Heard implements StoreListener {
        private volatile String damage = "";
        private volatile boolean failed;

        @Override
        public void damaged(String reason) {
            damage = reason;
        }

        @Override
        public void failed(String reason) {
            failed = true;
        }
    }

    private LocalMetaStore open() throws IOException {
        return new LocalMetaStore(folder.resolve("records"), Optional.empty(), heard, new SecureRandom());
    }

    private static Bytes key(int number) {
        return Bytes.utf8("bucket-a/some/folder/key-%05d".formatted(number));
    }

    private static void put(LocalMetaStore store, Bytes key) throws IOException {
        var found = store.read(TABLE, key, EnumSet.of(Lane.HEAD));
        store.commit(TABLE, key, found.unchanged(), List.of(new Edit.PutHead(Bytes.utf8("v".repeat(200)))));
    }

    /// A store with one table, in which a bit was flipped among the blocks of records, which come before filters and
    /// indexes.
    private void damage(Random random) throws IOException {
        damage(length -> random.nextInt(length * 7 / 10), random);
    }

    private void damage(IntUnaryOperator place, Random random) throws IOException {
        try (var store = open()) {
            for (int i = 0; i < KEYS; i++) {
                store.commit(TABLE, key(i), new Guard.Absent(), List.of(new Edit.PutHead(Bytes.utf8("v".repeat(200)))));
            }
        }
        open().close(); // recovery makes a table of what was in the log
        var table = tables().getFirst();
        var bytes = Files.readAllBytes(table);
        bytes[place.applyAsInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        Files.write(table, bytes);
    }

    private List<Path> tables() throws IOException {
        try (var all = Files.list(folder.resolve("records"))) {
            return new ArrayList<>(all.filter(file -> file.toString().endsWith(".sst"))
                    .sorted((a, b) ->
                            Long.compare(b.toFile().length(), a.toFile().length()))
                    .toList());
        }
    }

    private static Set<Bytes> listed(LocalMetaStore store, int limit) throws IOException {
        var keys = new HashSet<Bytes>();
        var from = Bytes.EMPTY;
        boolean inclusive = true;
        boolean damaged = false;
        while (true) {
            Page page = store.list(TABLE, from, inclusive, Optional.empty(), limit);
            damaged |= page.damaged();
            for (var row : page.rows()) {
                assertThat(keys.add(row.group())).isTrue();
                from = row.group();
                inclusive = false;
            }
            if (!page.more()) {
                assertThat(damaged).isEqualTo(keys.size() < KEYS);
                return keys;
            }
        }
    }

    @Test
    void listings_go_round_a_damaged_block_and_say_so() throws IOException {
        long seed = Long.getLong("sealstead.seed", System.nanoTime());
        System.out.println("DamagedTableTest: -Dsealstead.seed=" + seed);
        damage(new Random(seed));
        expectThatListingsHaveAllThatCanBeRead();
    }

    @Test
    void a_damaged_first_block_costs_no_key_behind_it() throws IOException {
        damage(length -> 1_000, new Random(1));
        expectThatListingsHaveAllThatCanBeRead();
    }

    private void expectThatListingsHaveAllThatCanBeRead() throws IOException {
        try (var store = open()) {
            var readable = new HashSet<Bytes>();
            for (int i = 0; i < KEYS; i++) {
                try {
                    assertThat(store.read(TABLE, key(i), EnumSet.of(Lane.HEAD)).head())
                            .isPresent();
                    readable.add(key(i));
                } catch (DamagedException lost) {
                    assertThat(lost).hasMessageContaining("cannot be read");
                }
            }
            assertThat(readable).hasSizeBetween(KEYS - 100, KEYS - 1);
            for (int limit : new int[] {1000, 7, 1}) {
                assertThat(listed(store, limit)).as("by %s", limit).isEqualTo(readable);
            }
            assertThat(heard.damage).contains("1 stretches");
            // What decides by what is not there hears of it.
            assertThatThrownBy(() -> store.scan(TABLE, Bytes.EMPTY, true, Optional.empty(), 1000))
                    .isInstanceOf(DamagedException.class);
        }
    }

    @Test
    void a_repair_keeps_all_that_can_be_read_and_names_the_rest() throws IOException {
        long seed = Long.getLong("sealstead.seed", System.nanoTime());
        System.out.println("DamagedTableTest: -Dsealstead.seed=" + seed);
        damage(new Random(seed));
        var readable = new HashSet<Bytes>();
        try (var store = open()) {
            readable.addAll(listed(store, 1000));
            // Keys amid the damaged stretch that were written after it was damaged.
            for (int i = 0; i < KEYS; i++) {
                var between = Bytes.utf8("bucket-a/some/folder/key-%05d-new".formatted(i));
                try {
                    put(store, between);
                    readable.add(between);
                } catch (DamagedException mayBeThere) {
                    // One of a hundred keys looks, to the table's filter, like one that it has.
                }
            }
        }
        var lost = TableRepair.look(folder.resolve("records"));
        assertThat(lost)
                .isNotEmpty()
                .last()
                .asString()
                .matches(
                        "what a damaged block has between (the beginning|object\\.bucket-a/some/folder/key-\\d+) and .*");
        TableRepair.copy(folder.resolve("records"), folder.resolve("copy"));
        try (var store = new LocalMetaStore(folder.resolve("copy"), new SecureRandom())) {
            var rows = store.scan(TABLE, Bytes.EMPTY, true, Optional.empty(), 10_000);
            assertThat(rows.rows()).extracting(Page.Row::group).containsExactlyInAnyOrderElementsOf(readable);
        }
        assertThat(TableRepair.look(folder.resolve("copy"))).isEmpty();
    }

    @Test
    void compaction_of_a_damaged_table_ends_no_writing() throws Exception {
        long seed = Long.getLong("sealstead.seed", System.nanoTime());
        System.out.println("DamagedTableTest: -Dsealstead.seed=" + seed);
        damage(new Random(seed));
        // Each start makes a table, several are compacted, and each covers the damaged one.
        for (int round = 0; round < 10; round++) {
            heard.damage = "";
            try (var store = open()) {
                for (var key : List.of("a", "bucket-b/" + round, "z")) {
                    put(store, Bytes.utf8(key));
                }
                if (round >= 5) {
                    while (!heard.damage.contains("not compacted")) {
                        Thread.sleep(10); // ends by the time limit of all tests
                    }
                    put(store, Bytes.utf8("bucket-c/" + round));
                    assertThat(heard.failed).as("no write was refused").isFalse();
                }
            }
        }
        try (var store = open()) {
            assertThat(store.list(TABLE, Bytes.utf8("bucket-b"), true, Optional.of(Bytes.utf8("c")), 1000)
                            .rows())
                    .hasSize(15);
        }
    }
}
