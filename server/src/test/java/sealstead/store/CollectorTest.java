package sealstead.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sealstead.store.local.DataFolder;

/// Garbage is collected, and nothing else, wherever a writer or the collector stops.
@SuppressWarnings("NullAway.Init")
@Tag("drill")
final class CollectorTest {
    private static final Table TABLE = new Table("owner");
    private static final Duration GRACE = Duration.ofHours(24);
    private static final Duration RETIRED = Duration.ofMinutes(1);
    private static final Bytes OWNER = Bytes.utf8("object");

    @TempDir
    private Path folder;

    private final SecureRandom random = new SecureRandom();
    private final Hours clock = new Hours();
    private DataFolder data;
    private Intents intents;
    private Collector collector;

    private static final class Hours extends Clock {
        private Instant now = Instant.parse("2026-01-01T00:30:00Z");

        void move(Duration by) {
            now = now.plus(by);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    @BeforeEach
    void open() throws IOException {
        data = DataFolder.open(folder.resolve("data"), random);
        intents = new Intents(data.records(), clock, clock, new Intents.Graces(GRACE, RETIRED));
        collector = new Collector(data.records(), data.blobs(), intents, this::ask);
    }

    @AfterEach
    void close() throws IOException {
        collector.close();
        data.close();
    }

    private Owners.Ownership ask(Table table, Bytes group, Set<BlobId> asked) throws IOException {
        var owner = data.records().read(table, group, EnumSet.of(Lane.HEAD));
        var named = new HashSet<BlobId>();
        owner.head()
                .filter(head -> head.value().size() > 0)
                .ifPresent(head -> named.add(BlobId.parse(head.value().toUtf8())));
        named.retainAll(asked);
        return new Owners.Ownership(named, owner.unchanged());
    }

    private BlobId blob() throws IOException {
        var id = BlobId.random(random, clock.instant());
        try (var sink = data.blobs().create(id)) {
            sink.write(new byte[] {1}, 0, 1);
            sink.commit();
        }
        return id;
    }

    private boolean commit(Bytes owner, BlobId blob) throws IOException {
        var guard = data.records().read(TABLE, owner, EnumSet.of(Lane.HEAD)).unchanged();
        return commit(owner, guard, blob);
    }

    private boolean commit(Bytes owner, Guard guard, BlobId blob) throws IOException {
        return data.records().commit(TABLE, owner, guard, List.of(new Edit.PutHead(Bytes.utf8(blob.toString()))))
                instanceof Outcome.Applied;
    }

    private boolean exists(BlobId id) throws IOException {
        try {
            data.blobs().open(id).close();
            return true;
        } catch (BlobMissingException gone) {
            return false;
        }
    }

    /// For engines that cannot read on behind a deletion.
    @Test
    void what_is_read_through_pinned_blobs_is_collected_when_the_last_reader_has_closed_it() throws IOException {
        var id = blob();
        intents.retire(TABLE, OWNER, List.of(id));
        var pinned = new PinnedBlobs(data.blobs(), intents.pins());
        assertThatThrownBy(() -> pinned.open(BlobId.random(random, clock.instant())))
                .isInstanceOf(BlobMissingException.class);
        clock.move(RETIRED.plus(Duration.ofHours(1)));
        try (var reader = pinned.open(id)) {
            pinned.open(id).close();
            assertThat(collector.collect()).isZero();
            assertThat(reader.length()).isOne();
            assertThat(exists(id)).isTrue();
        }
        assertThat(collector.collect()).isOne();
        assertThat(exists(id)).isFalse();
    }

    @Test
    void a_blob_whose_writer_died_is_collected_after_the_grace_and_not_before() throws IOException {
        var id = BlobId.random(random, clock.instant());
        intents.begin(TABLE, OWNER, id);
        try (var sink = data.blobs().create(id)) {
            sink.write(new byte[] {1}, 0, 1);
            sink.commit();
        }
        clock.move(GRACE);
        assertThat(collector.collect()).isZero();
        assertThat(exists(id)).isTrue();
        clock.move(Duration.ofHours(1));
        assertThat(collector.collect()).isEqualTo(1);
        assertThat(exists(id)).isFalse();
        assertThat(collector.collect()).isZero();
    }

    @Test
    void a_committed_blob_stays_whether_its_intent_was_settled_or_not() throws IOException {
        for (boolean settled : new boolean[] {true, false}) {
            var owner = Bytes.utf8("owner-" + settled);
            var id = BlobId.random(random, clock.instant());
            var claim = intents.begin(TABLE, owner, id);
            try (var sink = data.blobs().create(id)) {
                sink.write(new byte[] {1}, 0, 1);
                sink.commit();
            }
            assertThat(claim.isStillOurs()).isTrue();
            assertThat(commit(owner, id)).isTrue();
            if (settled) {
                claim.settle();
            }
            clock.move(GRACE.multipliedBy(3));
            assertThat(collector.collect()).isZero();
            assertThat(exists(id)).isTrue();
        }
    }

    @Test
    void a_replaced_blob_is_kept_for_its_readers_and_then_collected() throws IOException {
        var first = blob();
        var second = blob();
        commit(OWNER, first);
        intents.retire(TABLE, OWNER, List.of(first));
        commit(OWNER, second);
        clock.move(RETIRED.minusSeconds(1));
        collector.collect();
        assertThat(exists(first)).isTrue();
        clock.move(Duration.ofSeconds(2));
        assertThat(collector.collect()).isEqualTo(1);
        assertThat(exists(first)).isFalse();
        assertThat(exists(second)).isTrue();
    }

    /// Another process that comes after the readers were asked may read what becomes due after that.
    @Test
    void a_round_takes_nothing_that_was_not_due_when_the_readers_were_asked() throws IOException {
        var first = blob();
        commit(OWNER, first);
        intents.retire(TABLE, OWNER, List.of(first));
        commit(OWNER, blob());
        Collector.Readers slow = () -> {
            clock.move(RETIRED.multipliedBy(2));
            return Instant.MAX;
        };
        try (var shared = new Collector(data.records(), data.blobs(), intents, this::ask, slow)) {
            assertThat(shared.collect()).isZero();
            assertThat(exists(first)).isTrue();
            assertThat(shared.collect()).isOne();
        }
    }

    @Test
    void a_replaced_blob_is_kept_as_long_as_a_reader_holds_it() throws IOException {
        var first = blob();
        commit(OWNER, first);
        intents.retire(TABLE, OWNER, List.of(first));
        commit(OWNER, blob());
        var held = intents.pins().pin(first);
        var twice = intents.pins().pin(first);
        clock.move(GRACE.multipliedBy(2));
        assertThat(collector.collect()).isZero();
        twice.close();
        twice.close();
        assertThat(collector.collect()).isZero();
        assertThat(exists(first)).isTrue();
        held.close();
        assertThat(collector.collect()).isEqualTo(1);
        assertThat(exists(first)).isFalse();
    }

    @Test
    void a_blob_whose_writer_is_slower_than_the_grace_of_retired_ones_is_looked_at_again() throws IOException {
        var first = blob();
        commit(OWNER, first);
        intents.retire(TABLE, OWNER, List.of(first));
        clock.move(RETIRED.plusSeconds(2));
        assertThat(collector.collect()).isZero();
        commit(OWNER, blob()); // the writer that announced it, late
        clock.move(GRACE.plusSeconds(2));
        assertThat(collector.collect()).isEqualTo(1);
        assertThat(exists(first)).isFalse();
    }

    @Test
    void intents_that_count_hours_are_still_settled() throws IOException {
        var old = blob();
        var group = Bytes.wrap(java.nio.ByteBuffer.allocate(22)
                .put((byte) 3)
                .putInt((int) (clock.instant().getEpochSecond() / 3600) + 1)
                .putInt(old.hour())
                .putInt(old.random0())
                .putLong(old.random1())
                .put((byte) 'r')
                .array());
        var value = Intents.value(Intents.PENDING, TABLE, OWNER, List.of(old));
        data.records().commit(Intents.TABLE, group, new Guard.Absent(), List.of(new Edit.PutHead(value)));
        assertThat(collector.collect()).isZero();
        clock.move(Duration.ofHours(1));
        assertThat(collector.collect()).isEqualTo(1);
        assertThat(exists(old)).isFalse();
    }

    @Test
    void room_that_is_wanted_now_is_made_of_what_was_retired_and_of_nothing_else() throws IOException {
        var retired = blob();
        commit(OWNER, retired);
        intents.retire(TABLE, OWNER, List.of(retired));
        commit(OWNER, blob());
        var written = BlobId.random(random, clock.instant());
        intents.begin(TABLE, Bytes.utf8("other"), written);
        try (var sink = data.blobs().create(written)) {
            sink.write(new byte[] {1}, 0, 1);
            sink.commit();
        }
        assertThat(collector.collect(true, more -> {})).isEqualTo(1);
        assertThat(exists(retired)).isFalse();
        assertThat(exists(written)).isTrue();
    }

    @Test
    void one_blob_that_cannot_be_deleted_costs_no_other_its_turn() throws IOException {
        var stuck = blob();
        for (int i = 0; i < 100; i++) {
            var owner = Bytes.utf8("o" + i);
            var id = i == 50 ? stuck : blob();
            commit(owner, id);
            intents.retire(TABLE, owner, List.of(id));
            commit(owner, blob());
        }
        clock.move(RETIRED.plusSeconds(2));
        var broken = new Collector(data.records(), data.blobs(), intents, (table, group, asked) -> {
            if (asked.contains(stuck)) {
                throw new IOException("a damaged record");
            }
            return ask(table, group, asked);
        });
        try (broken) {
            assertThatThrownBy(broken::collect).hasMessageContaining("could not be settled");
            assertThat(broken.figures().deletedBlobs()).isEqualTo(99);
            assertThat(broken.figures().backlog()).isEqualTo(1);
        }
        assertThat(collector.collect()).isEqualTo(1);
    }

    @Test
    void a_heir_is_fenced_as_well() throws IOException {
        var heir = Bytes.utf8("heir");
        var id = BlobId.random(random, clock.instant());
        intents.begin(TABLE, OWNER, id);
        try (var sink = data.blobs().create(id)) {
            sink.write(new byte[] {1}, 0, 1);
            sink.commit();
        }
        var late = data.records().read(TABLE, heir, EnumSet.of(Lane.HEAD)).unchanged();
        clock.move(GRACE.plusHours(2));
        var asking = new Collector(data.records(), data.blobs(), intents, (table, group, asked) -> {
            var own = ask(table, group, asked);
            var other = ask(TABLE, heir, asked);
            return new Owners.Ownership(
                    own.referenced(), own.unchanged(), List.of(new Owners.Heir(TABLE, heir, other.unchanged())));
        });
        try (asking) {
            assertThat(asking.collect()).isEqualTo(1);
        }
        assertThat(commit(heir, late, id)).isFalse();
    }

    @Test
    void a_writer_that_read_before_the_fence_fails_its_guard() throws IOException {
        var id = BlobId.random(random, clock.instant());
        intents.begin(TABLE, OWNER, id);
        var late = data.records().read(TABLE, OWNER, EnumSet.of(Lane.HEAD)).unchanged();
        clock.move(GRACE.plusHours(2));
        assertThat(collector.collect()).isEqualTo(1);
        assertThat(commit(OWNER, late, id)).isFalse();
    }

    @Test
    void a_writer_that_reads_after_the_fence_finds_its_claim_condemned() throws IOException {
        var id = BlobId.random(random, clock.instant());
        var claim = intents.begin(TABLE, OWNER, id);
        clock.move(GRACE.plusHours(2));
        collector.collect();
        assertThat(claim.isStillOurs()).isFalse();
    }

    @Test
    void a_slow_writer_that_keeps_its_claim_fresh_is_left_alone() throws IOException {
        var id = BlobId.random(random, clock.instant());
        var claim = intents.begin(TABLE, OWNER, id);
        try (var sink = data.blobs().create(id)) {
            sink.write(new byte[] {1}, 0, 1);
            sink.commit();
        }
        clock.move(GRACE.minusHours(1));
        assertThat(claim.isStillOurs()).isTrue();
        assertThat(commit(OWNER, id)).isTrue();
        clock.move(GRACE);
        collector.collect();
        assertThat(exists(id)).isTrue();
    }

    @Test
    void a_fence_reads_as_nothing_and_goes_away_after_a_while() throws IOException {
        intents.begin(TABLE, OWNER, BlobId.random(random, clock.instant()));
        clock.move(GRACE.plusHours(2));
        collector.collect();
        var fenced = data.records().read(TABLE, OWNER, EnumSet.of(Lane.HEAD)).head();
        assertThat(fenced.orElseThrow().value().size()).isZero();
        clock.move(GRACE.multipliedBy(8));
        collector.collect();
        assertThat(data.records().read(TABLE, OWNER, EnumSet.of(Lane.HEAD)).head())
                .isEmpty();
    }

    @Test
    void a_head_never_names_a_blob_that_was_deleted() throws IOException {
        long seed = Long.getLong("sealstead.seed", System.nanoTime());
        System.out.println("CollectorTest: -Dsealstead.seed=" + seed);
        var dice = new Random(seed);
        for (int i = 0; i < 300; i++) {
            var owner = Bytes.utf8("o" + dice.nextInt(5));
            var current = data.records().read(TABLE, owner, EnumSet.of(Lane.HEAD));
            var id = BlobId.random(random, clock.instant());
            var claim = intents.begin(TABLE, owner, id);
            try (var sink = data.blobs().create(id)) {
                sink.write(new byte[] {1}, 0, 1);
                sink.commit();
            }
            clock.move(Duration.ofHours(dice.nextInt(30)));
            if (dice.nextBoolean()) {
                collector.collect();
            }
            if (dice.nextInt(4) == 0) {
                continue; // the writer dies here
            }
            var old = current.head().map(head -> head.value().toUtf8()).filter(text -> !text.isEmpty());
            if (old.isPresent()) {
                intents.retire(TABLE, owner, List.of(BlobId.parse(old.get())));
            }
            if (claim.isStillOurs() && commit(owner, current.unchanged(), id) && dice.nextBoolean()) {
                claim.settle();
            }
            for (var row : data.records()
                    .scan(TABLE, Bytes.EMPTY, true, java.util.Optional.empty(), 100)
                    .rows()) {
                var named = row.head().value().toUtf8();
                if (!named.isEmpty()) {
                    assertThat(exists(BlobId.parse(named))).isTrue();
                }
            }
        }
    }

    @Test
    void a_data_folder_belongs_to_one_process_and_to_formats_we_know() throws IOException {
        assertThatThrownBy(() -> DataFolder.open(folder.resolve("data"), random))
                .hasMessageContaining("in use");
        data.close();
        java.nio.file.Files.writeString(folder.resolve("data/format"), "sealstead-data 99\n");
        assertThatThrownBy(() -> DataFolder.open(folder.resolve("data"), random))
                .hasMessageContaining("format 99");
        java.nio.file.Files.writeString(folder.resolve("data/format"), "sealstead-data 1\n");
        data = DataFolder.open(folder.resolve("data"), random);
    }
}
