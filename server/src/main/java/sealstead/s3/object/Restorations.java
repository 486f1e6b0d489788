package sealstead.s3.object;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import sealstead.custody.RecordReader;
import sealstead.custody.RecordWriter;
import sealstead.custody.SealedStore;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.bucket.Buckets;
import sealstead.store.Bytes;
import sealstead.store.Edit;
import sealstead.store.Guard;
import sealstead.store.Page;
import sealstead.store.Table;

/// The versions whose restoration is under way or done, so that nobody has to walk all objects to find them: a
/// row each, written before the version is changed and deleted after. What holds is the version's own record; a
/// row only says where to look, when a restoration ends and when its copy expires.
public final class Restorations {
    private static final Table TABLE = new Table("restoration");
    private static final ObjectEvents.Event COMPLETED =
            ObjectEvents.Event.ofServer(ObjectEvents.Type.RESTORE_COMPLETED);
    private static final ObjectEvents.Event DELETED = ObjectEvents.Event.ofServer(ObjectEvents.Type.RESTORE_DELETE);
    /// A row of this age whose version knows nothing of a restoration has lost it in a crash.
    private static final Duration LOST = Duration.ofHours(1);

    private final SealedStore records;
    private final Buckets buckets;
    private final Objects objects;
    private final ObjectEvents events;
    private final Duration delay;
    private final Duration day;

    /// @param delay how long a restoration takes
    /// @param day how long a day of `Days` lasts
    public Restorations(
            SealedStore records, Buckets buckets, Objects objects, ObjectEvents events, Duration delay, Duration day) {
        this.records = records;
        this.buckets = buckets;
        this.objects = objects;
        this.events = events;
        this.delay = delay;
        this.day = day;
    }

    /// A restoration that begins now.
    public Storage.Restoration beginning(Instant now, int days, Storage.Tier tier) {
        var ready = now.plus(delay);
        return new Storage.Restoration(ready, expiry(ready, days), tier);
    }

    public Instant expiry(Instant from, int days) {
        return Storage.Restoration.expiry(from, days, day);
    }

    /// @param told whether it was told that the restoration has ended
    record Row(String bucket, String versionId, Instant since, boolean told) {
        Row ended() {
            return new Row(bucket, versionId, since, true);
        }
    }

    /// Tells that the copy of a version has expired which nobody had cleared away yet.
    public void expired(Bucket bucket, String key, StoredObject object) throws IOException {
        events.happened(bucket, DELETED, key, object);
    }

    /// Notes that a version is about to be restored.
    public void note(Bucket bucket, String key, StoredObject object) throws IOException {
        var group = group(bucket.id(), key, object.name().order());
        var row = new Row(bucket.name(), object.name().id(), objects.now(), false);
        records.update(TABLE, group, head -> new SealedStore.Update<>(row, new Edit.PutHead(write(row))));
    }

    private static Bytes group(String bucketId, String key, long order) {
        return Bytes.concat(
                Bytes.wrap(ByteBuffer.allocate(Long.BYTES).putLong(order).array()), Objects.group(bucketId, key));
    }

    /// Tells of restorations that have ended and takes back what has expired.
    public void run(LongConsumer progress) throws IOException {
        var failed = new ArrayList<Exception>(1);
        records.walk(TABLE, Bytes.EMPTY, Optional.empty(), row -> {
            try {
                visit(row);
            } catch (IOException | RuntimeException one) {
                // Whatever one bucket has, it costs no other its turn.
                if (failed.isEmpty()) {
                    failed.add(one);
                }
            }
            progress.accept(1);
        });
        if (!failed.isEmpty()) {
            throw new IOException("a restoration could not be looked after", failed.getFirst());
        }
    }

    private void visit(Page.Row at) throws IOException {
        var row = read(at.head().value());
        var rest = at.group().slice(Long.BYTES, at.group().size());
        var key = Objects.key(rest);
        var bucket = buckets.find(row.bucket()).filter(one -> one.id().equals(Objects.bucketId(rest)));
        if (bucket.isEmpty()) {
            forget(at);
            return;
        }
        var version = objects.version(bucket.get().id(), key, row.versionId())
                .filter(StoredObject.class::isInstance)
                .map(StoredObject.class::cast)
                .filter(one -> group(bucket.get().id(), key, one.name().order()).equals(at.group()));
        if (version.isEmpty()) {
            forget(at);
            return;
        }
        var now = objects.now();
        var restoration = version.get().storage().restoration();
        if (restoration.isEmpty()) {
            if (row.since().plus(LOST).isBefore(now)) {
                forget(at);
            }
            return;
        }
        if (!restoration.get().isOngoing(now) && !row.told()) {
            // Told before it is noted: at least once.
            events.happened(bucket.get(), COMPLETED, key, version.get());
            records.commit(
                    TABLE, at.group(), new Guard.At(at.head().txid()), List.of(new Edit.PutHead(write(row.ended()))));
            return;
        }
        if (restoration.get().isExpired(now)) {
            expire(bucket.get(), key, version.get(), at);
        }
    }

    private void expire(Bucket bucket, String key, StoredObject object, Page.Row at) throws IOException {
        var found = objects.find(bucket.id(), key);
        var same = objects.version(bucket.id(), key, object.name().id()).filter(object::equals);
        var archived = object.with(Storage.of(object.storage().storageClass()));
        // Otherwise another has changed it: the next round looks again.
        if (same.isPresent() && objects.change(bucket, key, found, archived, DELETED)) {
            forget(at);
        }
    }

    /// Deletes a row unless it was written anew meanwhile, for another restoration.
    private void forget(Page.Row at) throws IOException {
        records.commit(TABLE, at.group(), new Guard.At(at.head().txid()), List.of(new Edit.DeleteGroup()));
    }

    static Bytes write(Row row) {
        return new RecordWriter()
                .text(1, row.bucket())
                .text(2, row.versionId())
                .number(3, row.since().toEpochMilli())
                .flag(4, row.told())
                .toBytes();
    }

    static Row read(Bytes record) {
        var in = new RecordReader(record);
        var bucket = "";
        var version = "";
        var since = Instant.EPOCH;
        boolean told = false;
        while (in.next()) {
            switch (in.tag()) {
                case 1 -> bucket = in.text();
                case 2 -> version = in.text();
                case 3 -> since = Instant.ofEpochMilli(in.number());
                case 4 -> told = in.flag();
                default -> {}
            }
        }
        return new Row(bucket, version, since, told);
    }
}
