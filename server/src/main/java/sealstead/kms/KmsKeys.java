package sealstead.kms;

import com.github.benmanes.caffeine.cache.Cache;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sealstead.crypto.Additional;
import sealstead.crypto.CorruptObjectException;
import sealstead.crypto.KeyWrap;
import sealstead.crypto.RandomId;
import sealstead.crypto.SecretBytes;
import sealstead.custody.RecordCache;
import sealstead.custody.RootKey;
import sealstead.custody.SealedStore;
import sealstead.kms.KeyAuthorization.AllowedKey;
import sealstead.store.Bytes;
import sealstead.store.Edit;
import sealstead.store.Guard;
import sealstead.store.HeapShare;
import sealstead.store.Lane;
import sealstead.store.Outcome;
import sealstead.store.Table;
import sealstead.time.WitnessedTime;

/// The keys and their material. Each key is one group, `account/key id`; its state is read at every use, so a
/// change acts at once. Material is unwrapped once and kept: it is named by a random id and never changes.
final class KmsKeys {
    private static final Logger LOG = LoggerFactory.getLogger(KmsKeys.class);
    /// Which key of the store key wraps material.
    static final String PURPOSE = "kms";

    static final Table TABLE = Table.small("kms-key");
    private static final EnumSet<Lane> HEAD = EnumSet.of(Lane.HEAD);
    /// What AWS lets an account have in a Region; here it is for all Regions together.
    private static final int MAX_OF_ACCOUNT = 100_000;

    /// So many are destroyed together: what hangs on them is looked for in one walk, and a list of each is
    /// made.
    static final int MAX_AT_ONCE = 32;

    private static final int MAX_WAITING = 10_000;
    private static final int PART_OF_HEAP = 64;
    private static final int PART_FOR_MATERIAL = 256;

    private final SealedStore store;
    private final SecretBytes wrappingKey;
    private final SecureRandom random;
    private final WitnessedTime time;
    private final Clock clock;
    private final Cache<String, SecretBytes> material = HeapShare.<String, SecretBytes>of(
                    PART_FOR_MATERIAL, (id, key) -> HeapShare.of(id) + key.length())
            .build();
    private final RecordCache<KmsKey> cache =
            RecordCache.ofAll(PART_OF_HEAP, 6, (group, record) -> KmsKeyRecord.read(record));
    private final KmsTrail trail;
    private final int most;
    /// How many keys an account has, those among them that wait for their deletion; counted once.
    private final Map<String, AtomicInteger> counts = new ConcurrentHashMap<>();

    KmsKeys(SealedStore store, RootKey root, SecureRandom random, WitnessedTime time, KmsTrail trail) {
        this(store, root, random, time, trail, MAX_OF_ACCOUNT);
    }

    /// @param most how many an account may have
    KmsKeys(SealedStore store, RootKey root, SecureRandom random, WitnessedTime time, KmsTrail trail, int most) {
        this.most = most;
        this.trail = trail;
        this.store = store;
        this.wrappingKey = root.derive(PURPOSE);
        this.random = random;
        this.time = time;
        this.clock = time.clock();
    }

    Instant now() {
        return clock.instant();
    }

    /// A deletion that ends `days` from now.
    KmsKey.Deletion deletion(int days) {
        return new KmsKey.Deletion(now().plus(Duration.ofDays(days)), days, time.running());
    }

    SecureRandom random() {
        return random;
    }

    private static Bytes group(String account, String id) {
        return Bytes.utf8(account + "/" + id);
    }

    /// The key, unless its time is over.
    Optional<KmsKey> find(String account, String id) {
        try {
            return store.head(TABLE, group(account, id), cache).filter(key -> !key.isGone(time));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /// A key as it would be made, with its first material; nothing is kept yet.
    KmsKey draft(String account, String region, String description, String policy, Map<String, String> tags) {
        return draft(account, region, description, policy, tags, false);
    }

    private KmsKey draft(
            String account,
            String region,
            String description,
            String policy,
            Map<String, String> tags,
            boolean awsManaged) {
        var id = RandomId.uuid(random).toString();
        var now = clock.instant();
        return new KmsKey(
                new KmsKey.Origin(account, region, id, now, awsManaged),
                new KmsKey.Settings(description, true, KmsKey.Deletion.NONE, policy, tags),
                new KmsKey.Rotation(awsManaged ? 365 : 0, now),
                List.of(newMaterial(account, id, KeyMaterial.Origin.INITIAL)),
                List.of());
    }

    /// Makes a key of the account's own.
    ///
    /// @throws KmsException `LimitExceededException` if it has as many as it may have
    void create(KmsKey key) {
        if (count(key.account()).get() >= most) {
            throw KmsError.LIMIT_EXCEEDED.because("The account has as many KMS keys as are allowed.");
        }
        put(key);
    }

    private void put(KmsKey key) {
        var count = count(key.account());
        if (!commit(key, new Guard.Absent())) {
            throw new IllegalStateException("a key id was used twice");
        }
        count.incrementAndGet();
    }

    void countAgain() {
        counts.clear();
    }

    private AtomicInteger count(String account) {
        var known = counts.get(account);
        if (known != null) {
            return known;
        }
        var all = group(account, "");
        var count = new AtomicInteger();
        try {
            store.walkUnopened(TABLE, all, Optional.of(all.prefixSuccessor()), row -> count.incrementAndGet());
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        var other = counts.putIfAbsent(account, count);
        return other == null ? count : other;
    }

    /// Makes an AWS managed key.
    KmsKey createManaged(String account, String region, String description, String policy) {
        var key = draft(account, region, description, policy, Map.of(), true);
        put(key);
        return key;
    }

    /// Changes the key as it is now, done again if another change came first.
    KmsKey change(AllowedKey allowed, UnaryOperator<KmsKey> change) {
        return change(allowed.key(), change);
    }

    /// Has a key destroyed that nobody ever saw.
    void discard(KmsKey unseen) {
        change(unseen, key -> key.withDeletion(deletion(0)));
    }

    private KmsKey change(KmsKey key, UnaryOperator<KmsKey> change) {
        UnaryOperator<KmsKey> unlessGone = now -> {
            if (now.isGone(time)) {
                throw KmsError.noSuchKey(key.arn());
            }
            return change.apply(now);
        };
        try {
            return store.update(
                            TABLE, group(key.account(), key.id()), KmsKeyRecord::read, unlessGone, KmsKeyRecord::write)
                    .orElseThrow(() -> KmsError.noSuchKey(key.arn()));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private boolean commit(KmsKey key, Guard guard) {
        try {
            return store.commit(
                            TABLE,
                            group(key.account(), key.id()),
                            guard,
                            List.of(new Edit.PutHead(KmsKeyRecord.write(key))))
                    instanceof Outcome.Applied;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    KmsKey rotate(AllowedKey allowed, KeyMaterial.Origin origin) {
        return rotate(allowed.key(), origin);
    }

    private KmsKey rotate(KmsKey key, KeyMaterial.Origin origin) {
        var rotated = rotatedIfDue(key, origin);
        if (rotated.materials().size() > key.materials().size()) {
            trail.rotated(rotated, origin, clock.instant());
        }
        return rotated;
    }

    private KmsKey rotatedIfDue(KmsKey key, KeyMaterial.Origin origin) {
        return change(key, now -> {
            boolean automatic = origin == KeyMaterial.Origin.AUTOMATIC;
            if (automatic && !now.isRotationDue(time.passed())) {
                return now;
            }
            var rotated = now.plus(newMaterial(now.account(), now.id(), origin));
            return automatic ? rotated.withRotation(now.rotation().days(), time.passed()) : rotated;
        });
    }

    private KeyMaterial newMaterial(String account, String id, KeyMaterial.Origin origin) {
        var materialId = RandomId.BITS_256.hex(random);
        try (var secret = SecretBytes.random(random, 32)) {
            var wrapped = KeyWrap.wrap(wrappingKey, additional(account, id, materialId), secret, random);
            return new KeyMaterial(materialId, clock.instant(), origin, Bytes.wrap(wrapped));
        }
    }

    /// The secret of one version, which stays the cache's.
    SecretBytes open(AllowedKey allowed, KeyMaterial version) {
        var key = allowed.key();
        if (version.isRetired()) {
            throw KmsError.retired(key.arn(), version.id());
        }
        var held = material.getIfPresent(version.id());
        if (held == null) {
            try {
                held = KeyWrap.unwrap(
                        wrappingKey,
                        additional(key.account(), key.id(), version.id()),
                        version.wrapped().readOnlyArray());
            } catch (CorruptObjectException corrupt) {
                throw KmsError.INTERNAL.because("The key's material cannot be read.");
            }
            material.put(version.id(), held);
            // What was destroyed between the reading of the record and now must not stay here.
            if (!isKept(key, version)) {
                material.invalidate(version.id());
                throw KmsError.retired(key.arn(), version.id());
            }
        }
        return held;
    }

    private boolean isKept(KmsKey key, KeyMaterial version) {
        try {
            return store.head(TABLE, group(key.account(), key.id()), cache).stream()
                    .flatMap(now -> now.materials().stream())
                    .anyMatch(now -> now.id().equals(version.id()) && !now.isRetired());
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    static void checkRetirable(KmsKey key, String materialId) {
        KeyOperations.checkNotPending(key);
        if (key.current().id().equals(materialId)) {
            throw new IllegalArgumentException("the current version of a key is never retired");
        }
    }

    /// Destroys the bytes of one version, which is not the current one.
    ///
    /// @return whether they were there
    boolean retire(KmsKey key, String materialId) {
        var when = clock.instant();
        var retired = change(key, now -> {
            checkRetirable(now, materialId);
            return now.retiring(materialId, when);
        });
        forget(materialId);
        boolean done = retired.materials().stream()
                .anyMatch(material ->
                        material.id().equals(materialId) && material.retired().equals(when));
        if (done) {
            trail.retired(retired, materialId, when);
        }
        return done;
    }

    /// It is not wiped, since a call that is under way may be using it just now, and would seal under zeros;
    /// the garbage collector takes it.
    void forget(String materialId) {
        material.invalidate(materialId);
    }

    /// What the material of a version is bound to.
    static byte[] additional(String account, String id, String materialId) {
        return Additional.data("kms-material", account, id, materialId);
    }

    /// One page of an account's keys in a region, those that exist.
    List<KmsKey> list(String account, String region, String after, int limit) {
        var from = new SealedStore.Position(group(account, after), after.isEmpty());
        var to = Optional.of(Bytes.utf8(account + "0")); // '0' is the character after '/'
        try {
            return store.choose(
                            TABLE,
                            from,
                            to,
                            limit,
                            row -> Optional.of(KmsKeyRecord.read(row.head().value()))
                                    .filter(key -> key.region().equals(region) && !key.isGone(time)))
                    .chosen();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /// Visits an account's keys in a region, those that exist.
    void walkWhole(String account, String region, Consumer<KmsKey> visitor) {
        var all = group(account, "");
        try {
            store.walkWhole(TABLE, all, Optional.of(all.prefixSuccessor()), row -> {
                var key = KmsKeyRecord.read(row.head().value());
                if (key.region().equals(region) && !key.isGone(time)) {
                    visitor.accept(key);
                }
            });
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /// The key that an operator names by its ARN, or by its id alone.
    Optional<KmsKey> named(String name) throws IOException {
        var found = new ArrayList<KmsKey>();
        store.walk(TABLE, Bytes.EMPTY, Optional.empty(), row -> {
            var key = KmsKeyRecord.read(row.head().value());
            if (key.arn().equals(name) || key.id().equals(name)) {
                found.add(key);
            }
        });
        return found.stream().filter(key -> !key.isGone(time)).findFirst();
    }

    /// Rotates what is due and destroys what is past its window, some at a time, the accounts in turns.
    /// What fails with one key costs only that key: it waits for the next round.
    ///
    /// @throws IOException at the end, if any waits
    void maintain(KeyEnd end) throws IOException {
        var waiting = new HashSet<Bytes>();
        rotateDue(waiting);
        boolean more = true;
        while (more) {
            var due = due(waiting);
            more = destroy(due, end, waiting) && due.size() == MAX_AT_ONCE && waiting.size() < MAX_WAITING;
        }
        if (!waiting.isEmpty()) {
            throw new IOException(waiting.size() + " KMS keys could not be rotated or destroyed; the log says why");
        }
    }

    private void rotateDue(Set<Bytes> waiting) throws IOException {
        store.walk(TABLE, Bytes.EMPTY, Optional.empty(), row -> {
            var key = KmsKeyRecord.read(row.head().value());
            if (!key.isGone(time) && key.isRotationDue(time.passed())) {
                try {
                    rotate(key, KeyMaterial.Origin.AUTOMATIC);
                } catch (RuntimeException failed) {
                    waits(row.group(), key.arn(), failed, waiting);
                }
            }
        });
    }

    private static void waits(Bytes group, String arn, Exception failed, Set<Bytes> waiting) {
        LOG.error("{} waits: {}", arn, failed.toString());
        if (waiting.size() < MAX_WAITING) {
            waiting.add(group);
        }
    }

    /// @param turn how many of its account go before it
    private record Due(Bytes group, int turn) {}

    /// The keys that are destroyed next: as many of one account as of another, as far as there are.
    private List<Bytes> due(Set<Bytes> waiting) throws IOException {
        var next = new PriorityQueue<>(Comparator.comparingInt(Due::turn).reversed());
        var turns = new Object() {
            private String account = "";
            private int count;
        };
        store.walk(TABLE, Bytes.EMPTY, Optional.empty(), row -> {
            var key = KmsKeyRecord.read(row.head().value());
            if (!key.isGone(time) || waiting.contains(row.group())) {
                return;
            }
            if (!key.account().equals(turns.account)) {
                turns.account = key.account();
                turns.count = 0;
            }
            next.add(new Due(row.group(), turns.count++));
            if (next.size() > MAX_AT_ONCE) {
                next.remove();
            }
        });
        return next.stream().map(Due::group).toList();
    }

    /// @return whether any was destroyed
    private boolean destroy(List<Bytes> groups, KeyEnd end, Set<Bytes> waiting) throws IOException {
        var due = new LinkedHashMap<Bytes, KeyEnd.Key>();
        for (var group : groups) {
            store.read(TABLE, group, HEAD)
                    .head()
                    .map(head -> KmsKeyRecord.read(head.value()))
                    .filter(key -> key.isGone(time))
                    .ifPresent(key -> due.put(group, KeyEnd.Key.of(key)));
        }
        if (due.isEmpty()) {
            return false;
        }
        var ready = end.ending(List.copyOf(due.values()));
        boolean any = false;
        for (var key : due.entrySet()) {
            var arn = key.getValue().arn();
            if (!ready.contains(arn)) {
                waits(key.getKey(), arn, new IOException("it is not ready"), waiting);
                continue;
            }
            try {
                if (destroy(key.getKey())) {
                    any = true;
                    end.ended(key.getValue(), now());
                }
            } catch (IOException | RuntimeException failed) {
                waits(key.getKey(), arn, failed, waiting);
            }
        }
        return any;
    }

    /// The key as it is kept: also one whose window is over, until it is destroyed.
    Optional<KmsKey> kept(String arn) throws IOException {
        var parts = arn.split(":", -1);
        return store.read(TABLE, group(parts[4], parts[5].substring("key/".length())), HEAD)
                .head()
                .map(head -> KmsKeyRecord.read(head.value()));
    }

    /// Its record is read again, and believed by itself.
    private boolean destroy(Bytes group) throws IOException {
        var read = store.read(TABLE, group, HEAD);
        var key = read.head().map(head -> KmsKeyRecord.read(head.value())).filter(now -> now.isGone(time));
        var edits = List.<Edit>of(new Edit.DeleteGroup());
        if (key.isEmpty() || !(store.commit(TABLE, group, read.unchanged(), edits) instanceof Outcome.Applied)) {
            return false;
        }
        count(key.get().account()).decrementAndGet();
        trail.destroyed(key.get(), clock.instant());
        key.get().materials().forEach(version -> forget(version.id()));
        return true;
    }
}
