package sealstead.s3.object;

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
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import sealstead.crypto.SecretBytes;
import sealstead.custody.HeldRootKey;
import sealstead.custody.RootKey;
import sealstead.custody.SealedStore;
import sealstead.encryption.BucketEncryption;
import sealstead.encryption.Envelope;
import sealstead.encryption.ObjectKeys;
import sealstead.encryption.ServiceKeyRing;
import sealstead.s3.Tags;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.bucket.BucketSettings;
import sealstead.s3.bucket.Buckets;
import sealstead.s3.bucket.DirectoryBucket;
import sealstead.s3.bucket.Zone;
import sealstead.store.BlobId;
import sealstead.store.BlobMissingException;
import sealstead.store.Bytes;
import sealstead.store.Collector;
import sealstead.store.Intents;
import sealstead.store.MetaStore;
import sealstead.store.local.DataFolder;
import sealstead.time.WitnessedTime;
import sealstead.wire.Headers;
import sealstead.wire.Refusal;

/// A rename that dies at any of its commits, or that others meet between any two of them: the object is at one of
/// the two keys, never at both and never at none.
@SuppressWarnings("NullAway.Init")
final class RenamesTest {
    private static final Duration GRACE = Duration.ofHours(1);
    private static final int MAX_COMMITS = 12;

    @TempDir
    private Path folder;

    private final SecureRandom random = new SecureRandom();
    private final Moving clock = new Moving();
    private final RootKey root = new HeldRootKey(SecretBytes.random(random, 32));
    private DataFolder data;
    private CrashingStore crashing;
    private Buckets buckets;
    private Bucket bucket;
    /// Where nothing dies.
    private Objects objects;
    private Intents intents;

    private static final class Moving extends Clock {
        private Instant now = Instant.parse("2026-01-01T00:30:00Z");

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

        long nanos() {
            return Duration.between(Instant.EPOCH, now).toNanos();
        }
    }

    @BeforeEach
    void open() throws IOException {
        data = DataFolder.open(folder.resolve("data"), random);
        crashing = new CrashingStore(data.records());
        buckets = new Buckets(
                new SealedStore(data.records(), root, random),
                new ServiceKeyRing(root, random, clock),
                random,
                clock,
                Duration.ZERO);
        var name = "b--use1-az4--x-s3";
        assertThat(buckets.create(
                        name,
                        "111122223333",
                        "us-east-1",
                        BucketSettings.NEW,
                        BucketEncryption.base(),
                        Optional.of(new DirectoryBucket(new Zone("use1-az4", Zone.Type.AVAILABILITY_ZONE), "")),
                        Tags.NONE))
                .isEmpty();
        bucket = buckets.find(name).orElseThrow();
        intents = intents(data.records());
        objects = objects(data.records(), intents);
    }

    @AfterEach
    void close() throws IOException {
        data.close();
    }

    private Intents intents(MetaStore store) {
        return new Intents(store, clock, clock, new Intents.Graces(GRACE, GRACE));
    }

    private Objects objects(MetaStore store, Intents announced) {
        var records = new SealedStore(store, root, random);
        var time = new WitnessedTime(clock, clock::nanos, WitnessedTime.Limits.DEFAULT, Optional.empty());
        var uploads = new Uploads(records, announced, random, time);
        return new Objects(records, data.blobs(), announced, uploads, random, time);
    }

    private Objects dying() {
        return objects(crashing, intents(crashing));
    }

    enum Kind {
        INLINE,
        BLOB,
        /// The creation intent is still there when the object is renamed.
        BLOB_UNSETTLED
    }

    private StoredObject put(String key, Kind kind) throws IOException {
        var blob = BlobId.random(random, clock.instant());
        var object = object(kind == Kind.INLINE ? new Placement.Inline() : new Placement.Blob(blob));
        var content = kind == Kind.INLINE
                ? new Objects.Content.Inline(Bytes.utf8("ciphertext"))
                : new Objects.Content.Stored();
        if (kind == Kind.INLINE) {
            put(key, object, content);
            return object;
        }
        var claim = objects.claim(bucket.id(), key, blob);
        try (var sink = data.blobs().create(blob)) {
            sink.write(new byte[100], 0, 100);
            sink.commit();
        }
        put(key, object, content);
        if (kind == Kind.BLOB) {
            claim.settle();
        }
        return object;
    }

    private void put(String key, StoredObject object, Objects.Content content) throws IOException {
        var event = ObjectEvents.Event.ofServer(ObjectEvents.Type.CREATED_PUT);
        while (objects.put(bucket, key, objects.find(bucket.id(), key), object, content, event)
                .isEmpty()) {
            // again
        }
    }

    private StoredObject object(Placement placement) {
        var id = new byte[16];
        random.nextBytes(id);
        var envelope = new Envelope(
                HexFormat.of().formatHex(id), bucket.id(), 10, 66, new ObjectKeys.ServiceKey("key", Bytes.EMPTY));
        return new StoredObject(
                VersionName.unversioned(0),
                clock.instant(),
                "0".repeat(32),
                new Attributes(Map.of(), Map.of()),
                Tags.NONE,
                ObjectLock.NONE,
                Optional.empty(),
                envelope,
                placement,
                "",
                Storage.STANDARD);
    }

    private void rename(Objects of, String token) throws IOException {
        new Renaming(of, buckets, random)
                .rename(new Renaming.Wanted(
                        bucket,
                        "source",
                        "destination",
                        RenameConditions.of(new Headers()),
                        token.isEmpty() ? Optional.empty() : Optional.of(token),
                        "parameters"));
    }

    private Optional<String> at(String key) throws IOException {
        return objects.find(bucket.id(), key)
                .object()
                .map(object -> object.envelope().objectId());
    }

    private List<String> listed() throws IOException {
        var start = Objects.group(bucket.id(), "");
        var keys = new ArrayList<String>();
        for (var row : objects.list(start, true, start.prefixSuccessor(), 1000).rows()) {
            boolean isThere = row.head().value().size() > 0
                    && ObjectRecord.read(row.head().value()) instanceof StoredObject
                    && !objects.hasLeft(bucket.id(), row);
            if (isThere) {
                keys.add(Objects.key(row.group()));
            }
        }
        return keys;
    }

    private int collect() throws IOException {
        try (var collector = new Collector(data.records(), data.blobs(), intents, objects)) {
            int deleted = collector.collect();
            objects.sweepRenames(collector.cleared(), more -> {});
            return deleted;
        }
    }

    private boolean isStored(StoredObject object) throws IOException {
        if (!(object.placement() instanceof Placement.Blob(var blob))) {
            return true;
        }
        try (var reader = data.blobs().open(blob)) {
            return reader.length() == 100;
        } catch (BlobMissingException gone) {
            return false;
        }
    }

    private void checkAtOne(StoredObject object, boolean replaces, Optional<String> replaced) throws IOException {
        var id = Optional.of(object.envelope().objectId());
        boolean moved = at("destination").equals(id);
        assertThat(at("source").equals(id)).isNotEqualTo(moved);
        if (!moved) {
            assertThat(at("destination")).isEqualTo(replaced);
        } else {
            assertThat(at("source")).isEmpty();
        }
        var expected = new ArrayList<String>();
        if (moved || replaces) {
            expected.add("destination");
        }
        if (!moved) {
            expected.add("source");
        }
        assertThat(listed()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "INLINE, false, true",
        "INLINE, true, false",
        "BLOB, true, false",
        "BLOB, false, true",
        "BLOB_UNSETTLED, false, false",
        "BLOB_UNSETTLED, true, true"
    })
    void wherever_it_dies_the_object_is_at_one_key_and_stays(Kind kind, boolean replaces, boolean lastApplies)
            throws IOException {
        boolean finished = false;
        for (int commits = 0; !finished; commits++) {
            assertThat(commits).isLessThan(MAX_COMMITS);
            Optional<StoredObject> old = replaces ? Optional.of(put("destination", kind)) : Optional.empty();
            var replaced = old.map(object -> object.envelope().objectId());
            var object = put("source", kind);
            var token = "token-" + commits;
            crashing.dieAfter(commits, lastApplies);
            try {
                rename(dying(), token);
                finished = true;
            } catch (IOException died) {
                assertThat(died).hasMessage("died");
            }
            crashing.dieAfter(Integer.MAX_VALUE, false);
            objects = objects(data.records(), intents);
            checkAtOne(object, replaces, replaced);

            // Either the sweep or the client that asks again goes on from there.
            clock.now = clock.now.plus(Duration.ofMinutes(2));
            if (commits % 2 == 0) {
                objects.sweepRenames(Instant.EPOCH, more -> {});
                checkAtOne(object, replaces, replaced);
                assertThat(objects.find(bucket.id(), "source").rename()).isEmpty();
            }
            rename(objects, token);
            rename(objects, token);
            assertThat(at("destination")).contains(object.envelope().objectId());
            assertThat(listed()).containsExactly("destination");

            clock.now = clock.now.plus(GRACE.multipliedBy(3));
            collect();
            assertThat(isStored(object)).isTrue();
            if (old.isPresent() && kind != Kind.INLINE) {
                assertThat(isStored(old.get())).isFalse();
            }
            delete("destination");
            clock.now = clock.now.plus(GRACE.multipliedBy(3));
            collect();
            assertThat(isStored(object)).isEqualTo(kind == Kind.INLINE);
            clock.now = clock.now.plus(GRACE.multipliedBy(20));
            collect();
            assertThat(data.records()
                            .scan(new sealstead.store.Table("rename"), Bytes.EMPTY, true, Optional.empty(), 10)
                            .rows())
                    .as("entries that nobody needs any more")
                    .isEmpty();
        }
    }

    enum Other {
        PUTS_AT_SOURCE,
        DELETES_SOURCE,
        PUTS_AT_DESTINATION,
        DELETES_DESTINATION,
        RENAMES_TOO,
        COLLECTS
    }

    @ParameterizedTest
    @EnumSource
    void whoever_comes_between_two_steps_finds_it_before_or_after(Other other) throws IOException {
        boolean finished = false;
        for (int step = 0; !finished; step++) {
            assertThat(step).isLessThan(MAX_COMMITS);
            delete("source");
            delete("destination");
            var object = put("source", Kind.BLOB_UNSETTLED);
            var id = object.envelope().objectId();
            var came = new ArrayList<StoredObject>();
            int when = step;
            var met = new boolean[1];
            crashing.beforeEachCommit(commit -> {
                if (commit == when) {
                    met[0] = true;
                    act(other, came);
                }
            });
            boolean missing = false;
            try {
                rename(dying(), "");
            } catch (Refusal refused) {
                assertThat(refused.code()).isEqualTo("NoSuchKey");
                missing = true;
            }
            finished = !met[0];
            crashing.beforeEachCommit(commit -> {});
            var others = came.stream().map(made -> made.envelope().objectId()).toList();
            var source = at("source");
            var destination = at("destination");
            if (finished) {
                assertThat(destination).contains(id);
                assertThat(source).isEmpty();
                continue;
            }
            switch (other) {
                case PUTS_AT_SOURCE -> {
                    boolean renamedFirst = destination.equals(Optional.of(id)) && source.equals(first(others));
                    boolean putFirst = destination.equals(first(others)) && source.isEmpty();
                    assertThat(renamedFirst || putFirst).as("step %s", step).isTrue();
                }
                case DELETES_SOURCE -> {
                    assertThat(source).isEmpty();
                    assertThat(destination).isEqualTo(missing ? Optional.empty() : Optional.of(id));
                }
                case PUTS_AT_DESTINATION -> {
                    assertThat(source).isEmpty();
                    assertThat(destination.orElseThrow()).isIn(id, others.getFirst());
                }
                case DELETES_DESTINATION -> {
                    assertThat(source).isEmpty();
                    if (destination.isPresent()) {
                        assertThat(destination).contains(id);
                    }
                }
                case RENAMES_TOO, COLLECTS -> {
                    assertThat(source).isEmpty();
                    assertThat(destination).contains(id);
                }
            }
            clock.now = clock.now.plus(GRACE.multipliedBy(3));
            collect();
            boolean reachable =
                    at("source").equals(Optional.of(id)) || at("destination").equals(Optional.of(id));
            assertThat(isStored(object)).as("step %s", step).isEqualTo(reachable);
        }
    }

    private static Optional<String> first(List<String> ids) {
        return ids.stream().findFirst();
    }

    private void act(Other other, List<StoredObject> came) throws IOException {
        switch (other) {
            case PUTS_AT_SOURCE -> came.add(put("source", Kind.BLOB_UNSETTLED));
            case PUTS_AT_DESTINATION -> came.add(put("destination", Kind.BLOB_UNSETTLED));
            case DELETES_SOURCE -> delete("source");
            case DELETES_DESTINATION -> delete("destination");
            case RENAMES_TOO -> {
                try {
                    rename(objects, "");
                } catch (Refusal gone) {
                    assertThat(gone.code()).isEqualTo("NoSuchKey");
                }
            }
            case COLLECTS -> {
                clock.now = clock.now.plus(GRACE.multipliedBy(3));
                collect();
            }
        }
    }

    private void delete(String key) throws IOException {
        var event = ObjectEvents.Event.ofServer(ObjectEvents.Type.REMOVED_DELETE);
        while (!objects.delete(bucket, key, objects.find(bucket.id(), key), event)
                .applied()) {
            // again
        }
    }

    @org.junit.jupiter.api.Test
    void a_rename_that_was_given_up_arrives_no_more() throws IOException {
        put("source", Kind.INLINE);
        var renames = objects.renames();
        var found = objects.find(bucket.id(), "source");
        var move = new Renames.Renaming(bucket.id(), "source", "destination", "f".repeat(32));
        renames.begin(move, "", List.of());
        assertThat(renames.leave(move, found)).isTrue();
        var destination = objects.find(bucket.id(), "destination");
        assertThat(renames.isLeaving(move)).isTrue();
        renames.giveUp(move);
        assertThat(objects.arrive(bucket, move, destination)).isFalse();
        assertThat(listed()).containsExactly("source");
        assertThatThrownBy(() -> objects.find(bucket.id(), "destination").head().orElseThrow())
                .isInstanceOf(java.util.NoSuchElementException.class);
        assertThat(Set.copyOf(listed())).hasSize(1);
    }
}
