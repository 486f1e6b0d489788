package sealstead.store.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.DBOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteOptions;
import sealstead.crypto.CipherPool;
import sealstead.store.Bytes;
import sealstead.store.Edit;
import sealstead.store.Guard;
import sealstead.store.Lane;
import sealstead.store.Table;

/// A mark is no hindrance to a store that lost nothing, however its process ended.
@SuppressWarnings("NullAway.Init")
@Tag("drill")
final class FreshnessTest {
    private static final Table TABLE = new Table("fresh");
    private static final byte[] KEY = new byte[32];

    @TempDir
    private Path folder;

    private LocalMetaStore open(MarkKey key) throws IOException {
        return new LocalMetaStore(
                folder.resolve("records"),
                Optional.of(new Marking(folder.resolve("mark"), key)),
                StoreListener.NONE,
                new SecureRandom());
    }

    private LocalMetaStore open() throws IOException {
        return open(content -> CipherPool.hmac(KEY, content));
    }

    private static void put(LocalMetaStore store, int number) throws IOException {
        store.commit(TABLE, Bytes.of((byte) number), new Guard.Absent(), List.of(new Edit.PutHead(Bytes.utf8("v"))));
    }

    private static boolean has(LocalMetaStore store, int number) throws IOException {
        return store.read(TABLE, Bytes.of((byte) number), EnumSet.of(Lane.HEAD))
                .head()
                .isPresent();
    }

    @Test
    void a_start_that_dies_at_any_step_does_not_stand_in_the_way_of_the_next() throws IOException {
        int died = 0;
        for (int run = 0; run < 3; run++) {
            for (int step = 0; step < 12; step++) {
                var left = new AtomicInteger(step);
                try (var store = open(content -> {
                    if (left.getAndDecrement() == 0) {
                        throw new IllegalStateException("died");
                    }
                    return CipherPool.hmac(KEY, content);
                })) {
                    put(store, 0);
                } catch (IllegalStateException | IOException dead) {
                    died++;
                }
            }
            try (var store = open()) {
                put(store, run);
                assertThat(has(store, run)).isTrue();
            }
        }
        assertThat(died).isGreaterThan(12);
    }

    @Test
    void a_mark_that_was_written_half_falls_back_to_the_one_before() throws IOException {
        int[] places = {0, 4096, 2048};
        for (int slot = 0; slot < places.length; slot++) {
            try (var store = open()) {
                put(store, slot);
            }
            var mark = Files.readAllBytes(folder.resolve("mark"));
            mark[places[slot] + 40] ^= 1;
            Files.write(folder.resolve("mark"), mark);
            try (var store = open()) {
                assertThat(has(store, slot)).isTrue();
            }
        }
    }

    /// After a power cut the mark may be older than the log.
    @Test
    void rot_behind_a_mark_that_was_not_synced_is_found_in_the_log_itself() throws IOException {
        byte[] mark;
        try (var store = open()) {
            put(store, 1);
            mark = Files.readAllBytes(folder.resolve("mark"));
            for (int i = 2; i < 50; i++) {
                put(store, i);
            }
        }
        var log = LogScan.logs(folder.resolve("records")).getLast();
        var intact = Files.readAllBytes(log);
        int end = intact.length;
        while (intact[end - 1] == 0) {
            end--;
        }
        Files.write(folder.resolve("mark"), mark);
        var rotten = intact.clone();
        rotten[end / 2] ^= 1;
        Files.write(log, rotten);
        assertThatThrownBy(this::open)
                .isInstanceOf(StoreSetBackException.class)
                .hasMessageContaining("is damaged behind change");
        Files.write(log, intact);
        try (var store = open()) {
            assertThat(has(store, 49)).isTrue();
        }
    }

    /// RocksDB drops the rest of a block with a damaged record, reads on in the next, and may then say that its
    /// last change is one that it has not.
    @Test
    void one_flipped_bit_anywhere_in_a_log_of_many_blocks_is_noticed() throws IOException {
        long seed = Long.getLong("sealstead.seed", System.nanoTime());
        System.out.println("FreshnessTest: -Dsealstead.seed=" + seed);
        var random = new Random(seed);
        try (var store = open()) {
            for (int i = 0; i < 400; i++) {
                var value = new byte[random.nextInt(600)];
                random.nextBytes(value);
                store.commit(
                        TABLE,
                        Bytes.utf8("many" + i),
                        new Guard.Absent(),
                        List.of(new Edit.PutHead(Bytes.wrap(value))));
            }
            // one that is cut into fragments
            var large = new byte[100_000];
            random.nextBytes(large);
            store.commit(TABLE, Bytes.utf8("large"), new Guard.Absent(), List.of(new Edit.PutHead(Bytes.wrap(large))));
            put(store, 1);
        }
        var log = LogScan.logs(folder.resolve("records")).getLast();
        var intact = Files.readAllBytes(log);
        int end = intact.length;
        while (intact[end - 1] == 0) {
            end--;
        }
        assertThat(end).isGreaterThan(6 * LogScan.BLOCK_BYTES);
        var places =
                new ArrayList<>(List.of(0, 4, 6, 7, 11, 19, LogScan.BLOCK_BYTES, LogScan.BLOCK_BYTES + 4, end - 1));
        while (places.size() < 80) {
            places.add(random.nextInt(end));
        }
        int padding = 0;
        for (int place : places) {
            var rotten = intact.clone();
            rotten[place] ^= (byte) (1 << random.nextInt(8));
            Files.write(log, rotten);
            if (isPadding(intact, place)) {
                padding++;
                continue;
            }
            assertThatThrownBy(this::open)
                    .as("a flip at %s of %s", place, end)
                    .isInstanceOf(StoreSetBackException.class);
        }
        assertThat(padding).isLessThan(5);
        Files.write(log, intact);
        try (var store = open()) {
            assertThat(has(store, 1)).isTrue();
        }
    }

    /// Logs that nobody needs any more stay for a while to be written again; some between them are gone.
    @Test
    void logs_that_are_kept_to_be_written_again_are_no_loss() throws Exception {
        long seed = Long.getLong("sealstead.seed", System.nanoTime());
        System.out.println("FreshnessTest: -Dsealstead.seed=" + seed);
        var random = new Random(seed);
        var records = folder.resolve("engine");
        RocksDB.loadLibrary();
        var handles = new ArrayList<ColumnFamilyHandle>();
        try (var each = new ColumnFamilyOptions().setWriteBufferSize(64 * 1024);
                var options = new DBOptions()
                        .setCreateIfMissing(true)
                        .setCreateMissingColumnFamilies(true)
                        .setMaxTotalWalSize(8 * 64 * 1024)
                        .setRecycleLogFileNum(8);
                var synced = new WriteOptions().setSync(true);
                var db = RocksDB.open(
                        options,
                        records.toString(),
                        List.of(
                                new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, each),
                                new ColumnFamilyDescriptor(Bytes.utf8("rare").readOnlyArray(), each)),
                        handles)) {
            int gaps = 0;
            for (int round = 0; round < 150; round++) {
                for (int i = 0; i < 10; i++) {
                    var value = new byte[8_000];
                    random.nextBytes(value);
                    var family = handles.get(random.nextInt(10) == 0 ? 1 : 0);
                    db.put(
                            family,
                            synced,
                            Bytes.utf8("key" + random.nextInt(100)).readOnlyArray(),
                            value);
                }
                var logs = LogScan.logs(records).stream().map(LogScan::number).toList();
                gaps += logs.size() > 1 && hasGap(records) ? 1 : 0;
                int behind = round;
                assertThatCode(() -> Freshness.check(records, Optional.empty()))
                        .as("round %s: %s", behind, logs)
                        .doesNotThrowAnyException();
            }
            assertThat(gaps).as("what the test is for").isPositive();
            handles.forEach(ColumnFamilyHandle::close);
        }
    }

    /// Whether all logs together, needed or not, are not one stretch of changes.
    private static boolean hasGap(Path records) throws IOException {
        return LogScan.loss(records, 0).isPresent();
    }

    /// Whether a place is behind the last fragment of its block, where none fits any more.
    private static boolean isPadding(byte[] log, int place) {
        int rest = LogScan.BLOCK_BYTES - place % LogScan.BLOCK_BYTES;
        return rest <= 11 && log[place] == 0;
    }

    @Test
    void a_mark_of_another_key_is_none() throws IOException {
        open().close();
        assertThatThrownBy(() -> open(content -> CipherPool.hmac(new byte[] {1}, content)))
                .isInstanceOf(StoreSetBackException.class);
    }
}
