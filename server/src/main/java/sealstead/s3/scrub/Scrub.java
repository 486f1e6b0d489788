package sealstead.s3.scrub;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import sealstead.custody.SealedStore;
import sealstead.encryption.Encryption;
import sealstead.encryption.Purpose;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.bucket.Buckets;
import sealstead.s3.bucket.BucketsById;
import sealstead.s3.content.OwnedContent;
import sealstead.s3.object.Objects;
import sealstead.s3.object.Part;
import sealstead.s3.object.Placement;
import sealstead.s3.object.StoredBody;
import sealstead.s3.object.StoredObject;
import sealstead.s3.object.Upload;
import sealstead.s3.object.UploadedPart;
import sealstead.s3.object.Uploads;
import sealstead.s3.object.Version;
import sealstead.store.BlobId;
import sealstead.store.BlobStore;
import sealstead.store.Bytes;
import sealstead.store.Page;
import sealstead.store.Table;
import sealstead.wire.Refusal;

/// Looks whether everything is there and opens: every record with its cells, the ciphertext of every object and
/// part in its length, every segment of what is sealed under the service's own keys, and blobs that nobody
/// names. It changes nothing.
///
/// What is under a KMS key is opened only if that is asked for, on behalf of the root of the bucket's account,
/// since each is a call of the KMS with its audit event; what is under a customer's key is looked at from
/// outside.
public final class Scrub {
    private static final Table OBJECTS = Objects.TABLE;
    private static final Table UPLOADS = Uploads.TABLE;
    /// Names are kept for the operator, counts for all.
    private static final int MAX_FINDINGS = 1000;
    /// How many names of blobs are compared with their owners at once, at 64 bytes or so each.
    private static final int BLOBS_AT_ONCE = 500_000;

    private final SealedStore records;
    private final BlobStore blobs;
    private final Buckets buckets;
    private final Objects objects;
    private final Uploads uploads;
    private final OwnedContent owned;
    private final Clock clock;
    private final FoundDamage damage;
    private volatile Optional<Report> last = Optional.empty();

    public Scrub(
            SealedStore records,
            BlobStore blobs,
            Buckets buckets,
            Objects objects,
            Uploads uploads,
            Encryption encryption,
            FoundDamage damage,
            Clock clock) {
        this.damage = damage;
        this.records = records;
        this.blobs = blobs;
        this.buckets = buckets;
        this.objects = objects;
        this.uploads = uploads;
        this.owned = new OwnedContent(objects, encryption, clock, Purpose.SCRUB);
        this.clock = clock;
    }

    /// What can be wrong.
    public enum Kind {
        /// A record or one of its cells does not open.
        RECORD,
        /// The ciphertext of an object or part is not there.
        MISSING,
        /// It is there in another length.
        LENGTH,
        /// A segment of it does not open.
        CIPHERTEXT,
        /// Its key cannot be had: the KMS refuses it, or it is gone.
        KEY,
        /// A blob that no object, upload or intent names: it costs room and nothing else.
        UNOWNED
    }

    /// @param where bucket and key with version or part; a table and a group in hex; or a blob
    public record Finding(Kind kind, String where, String detail) {}

    /// What a look found.
    ///
    /// @param opened objects and parts of which every segment was opened
    /// @param fromOutside those that were looked at without their key
    /// @param findings the first thousand
    public record Report(
            Instant began,
            Instant ended,
            long records,
            long objects,
            long parts,
            long blobs,
            long opened,
            long fromOutside,
            long bytes,
            Map<Kind, Long> counts,
            List<Finding> findings) {
        public Report {
            counts = Map.copyOf(counts);
            findings = List.copyOf(findings);
        }

        /// Whether nothing is lost; what has no owner is no loss.
        public boolean isWhole() {
            return counts.keySet().stream().allMatch(Kind.UNOWNED::equals);
        }
    }

    /// How to look.
    ///
    /// @param bucket the id of the only one whose objects and uploads are looked at; empty for all that is
    ///     stored
    /// @param open whether ciphertext is opened; otherwise only its length is looked at
    /// @param kms whether also what is under KMS keys
    /// @param percent how many of the objects that may be opened are, chosen at random anew for each look
    /// @param bytesPerSecond how fast ciphertext is read; 0 for as fast as it goes
    public record Options(Optional<String> bucket, boolean open, boolean kms, double percent, long bytesPerSecond) {
        /// All that needs no KMS.
        public static Options everything(long bytesPerSecond) {
            return new Options(Optional.empty(), true, false, 100, bytesPerSecond);
        }

        /// Whether this look finds whatever the other could find.
        public boolean isAsThoroughAs(Options other) {
            return (bucket.isEmpty() || bucket.equals(other.bucket))
                    && (open || !other.open)
                    && (kms || !other.kms)
                    && percent >= 100;
        }
    }

    /// The last look at everything that came to its end.
    public Optional<Report> last() {
        return last;
    }

    /// @param intended what the garbage collector knows: blobs that may have no owner yet, or no more
    public Report run(Options options, Intended intended, LongConsumer progress) throws IOException {
        var look = new Look(options, progress);
        look.all();
        if (options.bucket.isEmpty()) {
            look.unowned(intended);
        }
        damage.ended(options, look.damaged);
        var report = look.report();
        if (options.isAsThoroughAs(Options.everything(0))) {
            last = Optional.of(report);
        }
        return report;
    }

    /// Those of some blobs that an object or an upload names; what damaged records name is not known.
    public Set<BlobId> named(Set<BlobId> asked) throws IOException {
        var named = new HashSet<BlobId>();
        for (var table : List.of(UPLOADS, OBJECTS)) {
            records.inspect(table, new SealedStore.Inspector() {
                @Override
                public void whole(Page.Row row) throws IOException {
                    if (row.head().value().size() > 0) {
                        objects.named(table, row.group()).stream()
                                .filter(asked::contains)
                                .forEach(named::add);
                    }
                }

                @Override
                public void damaged(Bytes group, IOException why) {
                    // A look at everything tells of it.
                }
            });
        }
        return named;
    }

    /// Tells every blob that an intent names.
    @FunctionalInterface
    public interface Intended {
        void walk(BlobStore.BlobVisitor visitor) throws IOException;
    }

    private final class Look {
        private final Options options;
        private final LongConsumer progress;
        private final Instant began = clock.instant();
        private final long beganNanos = System.nanoTime();
        private final Random sample = new Random();
        private final Map<Kind, Long> counts = new EnumMap<>(Kind.class);
        private final List<Finding> findings = new ArrayList<>();
        private final BucketsById byId = new BucketsById(buckets);
        private final FoundDamage.Found damaged = damage.begin();
        private long recordCount;
        private long objectCount;
        private long partCount;
        private long blobCount;
        private long opened;
        private long fromOutside;
        private long bytes;

        Look(Options options, LongConsumer progress) {
            this.options = options;
            this.progress = progress;
        }

        Report report() {
            return new Report(
                    began,
                    clock.instant(),
                    recordCount,
                    objectCount,
                    partCount,
                    blobCount,
                    opened,
                    fromOutside,
                    bytes,
                    counts,
                    findings);
        }

        /// @param subject the name of what is damaged; empty if it is no damage
        private void found(Kind kind, String subject, String where, String detail) {
            counts.merge(kind, 1L, Long::sum);
            var finding = new Finding(kind, where, detail);
            if (findings.size() < MAX_FINDINGS) {
                findings.add(finding);
            }
            if (!subject.isEmpty()) {
                damaged.found(subject, finding);
            }
        }

        /// The same for as long as its bytes are: whoever replaces them makes another object.
        private static String subject(String bucketId, StoredObject object) {
            return "object " + bucketId + "/" + object.envelope().objectId();
        }

        void all() throws IOException {
            if (options.bucket.isPresent()) {
                var from = Objects.group(options.bucket.get(), "");
                for (var table : List.of(OBJECTS, UPLOADS)) {
                    records.inspect(table, from, Optional.of(Objects.afterBucket(from)), inspector(table));
                }
                return;
            }
            for (var table : records.tables()) {
                if (!table.name().equals("gc")) { // which is not sealed
                    records.inspect(table, inspector(table));
                }
            }
        }

        private SealedStore.Inspector inspector(Table table) {
            return new SealedStore.Inspector() {
                @Override
                public void whole(Page.Row row) throws IOException {
                    if (Thread.currentThread().isInterrupted()) {
                        throw new IOException("interrupted between two records");
                    }
                    recordCount++;
                    progress.accept(1);
                    if (row.head().value().size() == 0) {
                        return;
                    }
                    if (table.equals(OBJECTS)) {
                        objects(row);
                    } else if (table.equals(UPLOADS)) {
                        upload(row);
                    }
                }

                @Override
                public void damaged(Bytes group, IOException why) {
                    found(
                            Kind.RECORD,
                            "record " + table.name() + "/" + group,
                            table.name() + " " + name(table, group),
                            why.toString());
                }
            };
        }

        private String name(Table table, Bytes group) {
            if (!table.equals(OBJECTS) || group.size() <= Objects.BUCKET_ID_BYTES) {
                return group.toString();
            }
            return bucketName(group) + "/" + Objects.key(group);
        }

        private String bucketName(Bytes group) {
            var id = Objects.bucketId(group);
            return bucket(id).map(Bucket::name).orElse("bucket " + id);
        }

        private Optional<Bucket> bucket(String id) {
            try {
                return byId.find(id);
            } catch (IOException damaged) {
                return Optional.empty(); // told by the look at the table of buckets; it is named by its id
            }
        }

        private void objects(Page.Row row) throws IOException {
            var bucketId = Objects.bucketId(row.group());
            var key = Objects.key(row.group());
            objects.versions(row, version -> version(bucketId, key, version));
        }

        private void version(String bucketId, String key, Version version) throws IOException {
            if (!(version instanceof StoredObject object)) {
                return;
            }
            objectCount++;
            var where = bucketName(Objects.group(bucketId, key)) + "/" + key + " version "
                    + object.name().id();
            if (!isThere(bucketId, key, object, where)) {
                return;
            }
            boolean may = options.open
                    && (options.percent >= 100 || sample.nextDouble() * 100 < options.percent)
                    && switch (object.envelope().scheme()) {
                        case SSE_S3 -> true;
                        case SSE_KMS, DSSE_KMS -> options.kms;
                        case SSE_C -> false;
                    };
            var bucket = bucket(bucketId);
            if (!may || bucket.isEmpty()) {
                if (may) {
                    damaged.passedOver(subject(bucketId, object));
                }
                fromOutside++;
                return;
            }
            open(bucket.get(), key, object, where);
        }

        /// Whether the ciphertext is there in its length.
        private boolean isThere(String bucketId, String key, StoredObject object, String where) throws IOException {
            var body = objects.open(bucketId, key, object);
            if (body.isEmpty()) {
                if (isStill(bucketId, key, object)) {
                    found(
                            Kind.MISSING,
                            subject(bucketId, object),
                            where,
                            object.placement() instanceof Placement.Blob(var blob)
                                    ? "blob " + blob
                                    : "beside its record");
                }
                return false;
            }
            try (var there = body.get()) {
                if (there instanceof StoredBody.Parts parts) {
                    return areThere(
                            parts.manifest().parts(),
                            subject(bucketId, object),
                            where,
                            () -> isStill(bucketId, key, object));
                }
                long stored = there.storedBytes();
                if (stored != object.envelope().storedBytes()) {
                    found(
                            Kind.LENGTH,
                            subject(bucketId, object),
                            where,
                            stored + " bytes instead of " + object.envelope().storedBytes());
                    return false;
                }
            }
            return true;
        }

        private boolean areThere(List<Part> parts, String subject, String where, Still still) throws IOException {
            boolean whole = true;
            for (var part : parts) {
                if (part.blob().isEmpty()) {
                    continue;
                }
                partCount++;
                var length = blobs.length(part.blob().get());
                if ((length.isEmpty() || length.getAsLong() != part.storedBytes()) && still.isSo()) {
                    whole = false;
                    found(
                            length.isEmpty() ? Kind.MISSING : Kind.LENGTH,
                            subject,
                            where + " part " + part.name().number(),
                            "blob " + part.blob().get()
                                    + (length.isEmpty()
                                            ? ""
                                            : " has " + length.getAsLong() + " bytes instead of "
                                                    + part.storedBytes()));
                }
            }
            return whole;
        }

        interface Still {
            boolean isSo() throws IOException;
        }

        /// What was replaced between two looks is not lost.
        private boolean isStill(String bucketId, String key, StoredObject object) throws IOException {
            var id = object.envelope().objectId();
            return objects.version(bucketId, key, object.name().id())
                    .filter(now -> now instanceof StoredObject same
                            && same.envelope().objectId().equals(id))
                    .isPresent();
        }

        private void open(Bucket bucket, String key, StoredObject object, String where) throws IOException {
            try {
                if (owned.copy(bucket, key, object, (buffer, offset, length) -> read(length))) {
                    opened++;
                    damaged.opened(subject(bucket.id(), object));
                }
            } catch (Refusal refused) {
                found(Kind.KEY, subject(bucket.id(), object), where, refused.message());
            } catch (IOException unreadable) {
                var now = buckets.find(bucket.name()).filter(same -> same.id().equals(bucket.id()));
                if (now.isPresent() && !now.get().serviceKeys().equals(bucket.serviceKeys())) {
                    // A service key came while the look was under way, and the object may be under it.
                    open(now.get(), key, object, where);
                } else if (isStill(bucket.id(), key, object)) {
                    found(Kind.CIPHERTEXT, subject(bucket.id(), object), where, unreadable.toString());
                }
            }
        }

        private void read(int length) {
            bytes += length;
            if (options.bytesPerSecond > 0) {
                long due = beganNanos + (long) (bytes * 1e9 / options.bytesPerSecond);
                long early = due - System.nanoTime();
                if (early > 1_000_000) {
                    LockSupport.parkNanos(early);
                }
            }
        }

        private void upload(Page.Row row) throws IOException {
            var upload = Uploads.read(row);
            if (upload.state() == Upload.State.DONE) {
                return;
            }
            var bucketId = Objects.bucketId(row.group());
            var where = bucketName(row.group()) + "/" + upload.key() + " upload " + upload.id();
            var found = uploads.findIfThere(bucketId, upload.key(), upload.id());
            if (found.isEmpty()) {
                return;
            }
            var parts = uploads.withParts(bucketId, upload.key(), upload.id()).parts().stream()
                    .map(UploadedPart::part)
                    .toList();
            areThere(
                    parts,
                    "upload " + bucketId + "/" + upload.id(),
                    where,
                    () -> uploads.findIfThere(bucketId, upload.key(), upload.id())
                            .filter(now -> now.unchanged().equals(found.get().unchanged()))
                            .isPresent());
        }

        /// Blobs that nobody names, as many at once as fit into memory.
        void unowned(Intended intended) throws IOException {
            var some = new HashSet<BlobId>();
            blobs.walk(blob -> {
                blobCount++;
                some.add(blob);
                if (some.size() >= BLOBS_AT_ONCE) {
                    sift(some, intended);
                    some.clear();
                }
            });
            sift(some, intended);
        }

        private void sift(Set<BlobId> some, Intended intended) throws IOException {
            if (some.isEmpty()) {
                return;
            }
            // In this order a blob on its way from an intent to a record, or back, is seen at one of the two.
            intended.walk(some::remove);
            some.removeAll(Scrub.this.named(some));
            intended.walk(some::remove);
            for (var blob : some) {
                if (blobs.length(blob).isPresent()) {
                    found(Kind.UNOWNED, "", "blob " + blob, blobs.length(blob).getAsLong() + " bytes");
                }
            }
        }
    }
}
