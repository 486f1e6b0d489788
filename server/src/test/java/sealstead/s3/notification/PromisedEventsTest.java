package sealstead.s3.notification;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import sealstead.crypto.SecretBytes;
import sealstead.custody.HeldRootKey;
import sealstead.custody.SealedStore;
import sealstead.encryption.BucketEncryption;
import sealstead.encryption.Envelope;
import sealstead.encryption.ObjectKeys;
import sealstead.encryption.ServiceKeys;
import sealstead.gateway.Gateways;
import sealstead.s3.Tags;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.bucket.BucketSettings;
import sealstead.s3.bucket.Versioning;
import sealstead.s3.object.Attributes;
import sealstead.s3.object.CrashingStore;
import sealstead.s3.object.Evidence;
import sealstead.s3.object.ObjectEvents;
import sealstead.s3.object.ObjectLock;
import sealstead.s3.object.Objects;
import sealstead.s3.object.Outbound;
import sealstead.s3.object.Placement;
import sealstead.s3.object.Storage;
import sealstead.s3.object.StorageClass;
import sealstead.s3.object.StoredObject;
import sealstead.s3.object.Uploads;
import sealstead.s3.object.Version;
import sealstead.s3.object.VersionName;
import sealstead.store.Bytes;
import sealstead.store.Intents;
import sealstead.store.local.DataFolder;
import sealstead.time.WitnessedTime;

/// A process that dies at each step of a change whose event was promised.
@SuppressWarnings("NullAway.Init")
final class PromisedEventsTest {
    private static final String BUCKET = "a1a2a3a4a5a6a7a8";
    private static final String OWNER = "111122223333";
    private static final EventQueue.EventLane LANE = new EventQueue.EventLane("hook", OWNER);
    private static final List<NotificationRule> RULES = List.of(new NotificationRule(
            "all",
            "arn:aws:sns:us-east-1:" + OWNER + ":hook",
            List.of("s3:ObjectCreated:*", "s3:ObjectRemoved:*", "s3:LifecycleTransition", "s3:LifecycleExpiration:*"),
            "",
            ""));

    private final SecureRandom random = new SecureRandom();
    private final WitnessedTime time =
            new WitnessedTime(Clock.systemUTC(), System::nanoTime, WitnessedTime.Limits.DEFAULT, Optional.empty());

    @TempDir
    private Path folder;

    private DataFolder data;
    private CrashingStore store;
    private SealedStore records;
    private Memory process;

    @BeforeEach
    void open() throws IOException {
        data = DataFolder.open(folder, random);
        store = new CrashingStore(data.records());
        records = new SealedStore(store, new HeldRootKey(SecretBytes.random(random, 32)), random);
        process = new Memory();
    }

    @AfterEach
    void close() throws IOException {
        process.notifications.close();
        data.close();
    }

    /// What a process has in its memory.
    private final class Memory {
        private final Objects objects;
        private final Notifications notifications;

        Memory() throws IOException {
            notifications = new Notifications(
                    records,
                    bucket -> Optional.of(RULES),
                    this::happened,
                    Webhooks.parse("hook=http://127.0.0.1:1/"),
                    "host",
                    (webhook, text) -> "signature",
                    10_000,
                    (webhook, attempt) -> attempt.isAccepted(),
                    random,
                    time,
                    Gateways.ALONE);
            var graces = new Intents.Graces(Duration.ofHours(24), Duration.ofMinutes(1));
            var intents = new Intents(store, time.clock(), time::passed, graces);
            var uploads = new Uploads(records, intents, random, time);
            objects =
                    new Objects(records, data.blobs(), intents, uploads, random, time, Outbound.NOWHERE, notifications);
            notifications.open();
        }

        private boolean happened(Evidence evidence) throws IOException {
            return objects.happened(evidence);
        }
    }

    private static Bucket bucket(boolean versioned) {
        return new Bucket(
                "told",
                BUCKET,
                OWNER,
                "us-east-1",
                Instant.EPOCH,
                BucketEncryption.base(),
                new ServiceKeys(List.of()),
                Instant.EPOCH,
                versioned ? BucketSettings.NEW.with(Versioning.ENABLED) : BucketSettings.NEW,
                Optional.empty());
    }

    private StoredObject object() {
        var id = new byte[16];
        random.nextBytes(id);
        var envelope = new Envelope(
                HexFormat.of().formatHex(id),
                BUCKET,
                4,
                60,
                new ObjectKeys.ServiceKey("0011223344556677", Bytes.wrap(new byte[89])));
        return new StoredObject(
                VersionName.unversioned(0),
                Instant.EPOCH,
                "d41d8cd98f00b204e9800998ecf8427e",
                new Attributes(Map.of("content-type", "text/plain"), Map.of("owner", "test")),
                Tags.NONE,
                ObjectLock.NONE,
                Optional.empty(),
                envelope,
                new Placement.Within(Bytes.wrap(new byte[60])),
                "",
                Storage.STANDARD);
    }

    private static ObjectEvents.Event event(ObjectEvents.Type type) {
        return ObjectEvents.Event.ofServer(type);
    }

    /// What is done to a key at which an object is.
    enum Change {
        PUT_OVER(false),
        PUT_ABOVE(true),
        DELETE(false),
        MARK(true),
        EXPIRE(false),
        REMOVE_VERSION(true),
        TRANSIT(true);

        private final boolean versioned;

        Change(boolean versioned) {
            this.versioned = versioned;
        }

        Bucket bucket() {
            return PromisedEventsTest.bucket(versioned);
        }

        /// @return whether it applied
        boolean make(Objects objects, String key, StoredObject next) throws IOException {
            var bucket = bucket();
            var found = objects.find(BUCKET, key);
            var current = found.object().orElseThrow();
            return switch (this) {
                case PUT_OVER, PUT_ABOVE -> isPut(objects, bucket, key, next);
                case DELETE, MARK ->
                    objects.delete(bucket, key, found, event(ObjectEvents.Type.REMOVED_DELETE))
                            .applied();
                case EXPIRE -> objects.expire(bucket, key, found).applied();
                case REMOVE_VERSION ->
                    objects.remove(bucket, key, found, current, false, event(ObjectEvents.Type.REMOVED_DELETE))
                            .applied();
                case TRANSIT ->
                    objects.change(
                            bucket,
                            key,
                            found,
                            current.with(current.storage().in(StorageClass.GLACIER)),
                            event(ObjectEvents.Type.TRANSITION));
            };
        }
    }

    private static boolean isPut(Objects objects, Bucket bucket, String key, StoredObject object) throws IOException {
        var content = new Objects.Content.Stored();
        var created = event(ObjectEvents.Type.CREATED_PUT);
        return objects.put(bucket, key, objects.find(BUCKET, key), object, content, created)
                .isPresent();
    }

    private Optional<Version> current(String key) throws IOException {
        return process.objects.find(BUCKET, key).current();
    }

    /// The events of a key that a process would deliver which begins now, oldest first.
    private List<String> told(String key) throws IOException {
        var queue = new EventQueue(records, process::happened, random, time.clock(), 10_000);
        queue.count();
        return queue.oldest(LANE, 10_000).stream()
                .map(waiting -> waiting.document().toUtf8())
                .filter(document -> document.contains("\"" + key + "\""))
                .map(document -> document.replaceAll(".*\"eventName\":\"([^\"]*)\".*", "$1"))
                .toList();
    }

    /// @param followed whether another change of the same object comes before anybody looks what is to be delivered
    private void dieAtEachStep(Change change, boolean followed) throws IOException {
        boolean whole = false;
        for (int step = 0; !whole; step++) {
            for (boolean applies : new boolean[] {false, true}) {
                var key = change + "-" + step + "-" + applies;
                assertThat(isPut(process.objects, change.bucket(), key, object()))
                        .isTrue();
                var before = current(key);
                store.dieAfter(step, applies);
                try {
                    whole = change.make(process.objects, key, object());
                } catch (IOException died) {
                    whole = false;
                }
                store.dieAfter(Integer.MAX_VALUE, false);
                process.notifications.close();
                process = new Memory();
                boolean happened = !current(key).equals(before);
                if (followed) {
                    isPut(process.objects, change.bucket(), key, object());
                    isPut(process.objects, change.bucket(), key, object());
                }
                var told = told(key);
                assertThat(told).as(key).startsWith("ObjectCreated:Put");
                assertThat(told).as(key).hasSize((happened ? 2 : 1) + (followed ? 2 : 0));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Change.class)
    void what_happened_is_told_and_what_did_not_is_not(Change change) throws IOException {
        dieAtEachStep(change, false);
    }

    @ParameterizedTest
    @EnumSource(Change.class)
    void an_object_that_changes_again_does_not_take_its_event_along(Change change) throws IOException {
        dieAtEachStep(change, true);
    }

    /// A commit that loses against another's leaves no event.
    @Test
    void who_comes_second_is_not_told() throws IOException {
        var bucket = bucket(true);
        var late = process.objects.find(BUCKET, "key");
        assertThat(isPut(process.objects, bucket, "key", object())).isTrue();
        var created = event(ObjectEvents.Type.CREATED_PUT);
        assertThat(process.objects.put(bucket, "key", late, object(), new Objects.Content.Stored(), created))
                .isEmpty();
        assertThat(told("key")).hasSize(1);
    }

    @Test
    void of_more_open_events_than_are_remembered_the_evidence_is_taken_out() throws IOException {
        var queue = new EventQueue(records, evidence -> false, random, time.clock(), 10, 1);
        for (int i = 0; i < 3; i++) {
            var evidence = Evidence.of(BUCKET, "key " + i, object(), ObjectEvents.Type.CREATED_PUT);
            var promised = queue.promise("hook", OWNER, "{}".getBytes(StandardCharsets.UTF_8), evidence);
            queue.tried(promised.orElseThrow(), true);
        }
        // Whoever begins now sees nothing happened but of what needs no evidence.
        var next = new EventQueue(records, evidence -> false, random, time.clock(), 10);
        next.count();
        assertThat(next.oldest(LANE, 10)).hasSize(2);
        assertThat(next.lanes("hook")).containsExactly(LANE);
    }

    @Test
    void an_account_has_so_many_bytes_waiting_and_gets_them_back() throws IOException {
        var queue = new EventQueue(records, evidence -> true, random, time.clock(), 2);
        var large = "x".repeat(2 * EventQueue.MEAN_BYTES - 200).getBytes(StandardCharsets.UTF_8);
        var evidence = Evidence.of(BUCKET, "key", object(), ObjectEvents.Type.CREATED_PUT);
        for (int i = 0; i < 5; i++) {
            var promised = queue.promise("hook", OWNER, large, evidence).orElseThrow();
            assertThat(queue.add("hook", OWNER, large)).isFalse();
            queue.tried(promised, true);
            queue.settle(evidence.group());
            queue.remove(queue.oldest(LANE, 1).getFirst());
        }
        assertThat(queue.lanes("hook")).isEmpty();
    }

    /// What is about to be committed is not told yet, and what is behind it waits for it.
    @Test
    void what_is_held_keeps_its_place() throws IOException {
        var queue = new EventQueue(records, evidence -> true, random, time.clock(), 10);
        var evidence = Evidence.of(BUCKET, "key", object(), ObjectEvents.Type.CREATED_PUT);
        var promised = queue.promise("hook", OWNER, "{first}".getBytes(StandardCharsets.UTF_8), evidence);
        queue.add("hook", OWNER, "{second}".getBytes(StandardCharsets.UTF_8));
        assertThat(queue.oldest(LANE, 10)).isEmpty();
        queue.tried(promised.orElseThrow(), true);
        assertThat(queue.oldest(LANE, 10))
                .extracting(waiting -> waiting.document().toUtf8())
                .containsExactly("{first}", "{second}");
    }
}
