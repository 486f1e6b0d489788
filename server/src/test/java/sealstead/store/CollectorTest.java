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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sealstead.store.local.DataFolder;

/// Garbage is collected, and nothing else, wherever a writer or the collector stops.
@SuppressWarnings("NullAway.Init")
final class CollectorTest {
    private static final Table TABLE = new Table("owner");
    private static final Duration GRACE = Duration.ofHours(24);
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
        intents = new Intents(data.records(), clock, GRACE);
        collector = new Collector(data.records(), data.blobs(), intents, this::ask);
    }

    @AfterEach
    void close() throws IOException {
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
        clock.move(GRACE.minusHours(1));
        collector.collect();
        assertThat(exists(first)).isTrue();
        clock.move(Duration.ofHours(3));
        assertThat(collector.collect()).isEqualTo(1);
        assertThat(exists(first)).isFalse();
        assertThat(exists(second)).isTrue();
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
