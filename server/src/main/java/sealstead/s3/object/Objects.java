package sealstead.s3.object;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.random.RandomGenerator;
import sealstead.custody.RecordCache;
import sealstead.custody.SealedStore;
import sealstead.s3.S3Error;
import sealstead.s3.bucket.Bucket;
import sealstead.store.BlobId;
import sealstead.store.BlobStore;
import sealstead.store.Bytes;
import sealstead.store.Edit;
import sealstead.store.Group;
import sealstead.store.Guard;
import sealstead.store.Intents;
import sealstead.store.Lane;
import sealstead.store.Outcome;
import sealstead.store.Owners;
import sealstead.store.Page;
import sealstead.store.Table;
import sealstead.time.WitnessedTime;
import sealstead.wire.Refusal;

/// The objects of all buckets: one group for each key, named by the bucket's id and the key, so that a scan of
/// a bucket is in S3's order of keys. The head is the newest version; older ones are cells, newest first; the
/// manifest of a multipart object is a cell named by its object id, a small ciphertext a cell of the DATA lane
/// by the same name unless it is small enough to stand in the record.
///
/// Here is the only place that removes a version, and so the only one that must ask whether it is locked.
public final class Objects implements Owners {
    public static final Table TABLE = new Table("object");
    /// What every group begins with.
    public static final int BUCKET_ID_BYTES = 8;
    private static final EnumSet<Lane> HEAD = EnumSet.of(Lane.HEAD);

    /// By estimate 2 KiB each.
    private static final int PART_OF_HEAP = 24;

    private final RecordCache<Optional<ObjectHead>> cache =
            RecordCache.ofRepeated(PART_OF_HEAP, 4, (group, record) -> read(record));
    private final SealedStore records;
    private final BlobStore blobs;
    private final Intents intents;
    private final Uploads uploads;
    private final RandomGenerator random;
    private final WitnessedTime time;
    private final Clock clock;
    private final Contents contents;
    private final Renames renames;
    private final Outbound outbound;
    private final ObjectEvents events;

    /// Objects that are carried nowhere and of which nobody is told.
    public Objects(
            SealedStore records,
            BlobStore blobs,
            Intents intents,
            Uploads uploads,
            RandomGenerator random,
            WitnessedTime time) {
        this(records, blobs, intents, uploads, random, time, Outbound.NOWHERE, ObjectEvents.NOBODY);
    }

    /// @param outbound is told what goes to other buckets
    /// @param events promises what a bucket's configuration asks for
    public Objects(
            SealedStore records,
            BlobStore blobs,
            Intents intents,
            Uploads uploads,
            RandomGenerator random,
            WitnessedTime time,
            Outbound outbound,
            ObjectEvents events) {
        this.outbound = outbound;
        this.events = events;
        this.records = records;
        this.blobs = blobs;
        this.intents = intents;
        this.uploads = uploads;
        this.random = random;
        this.time = time;
        this.clock = time.clock();
        this.contents = new Contents(TABLE, records, blobs, intents);
        this.renames = new Renames(records, intents, random, time);
    }

    /// A key as it was read, with the guard under which it is still so.
    ///
    /// @param head absent as well if the object is on the way to another key and has arrived there
    /// @param rename a rename that must be settled before the key is changed: a change that meets one settles
    ///     it and does not apply, as if another commit had come first
    public record Found(Optional<ObjectHead> head, Guard unchanged, Optional<RenameMark> rename) {
        public Optional<Version> current() {
            return head.map(ObjectHead::current);
        }

        /// The current object; absent as well if the key was deleted.
        public Optional<StoredObject> object() {
            return current().filter(StoredObject.class::isInstance).map(StoredObject.class::cast);
        }
    }

    /// What a new version brings with it, to be written in the same commit.
    public sealed interface Content {
        /// Ciphertext that is kept beside the record.
        record Inline(Bytes ciphertext) implements Content {}

        /// Nothing: the ciphertext is in a blob, which is durable already, or within the record.
        record Stored() implements Content {}

        record Parts(Manifest manifest) implements Content {}
    }

    public static Bytes group(String bucketId, String key) {
        return Bytes.concat(Bytes.wrap(HexFormat.of().parseHex(bucketId)), Bytes.utf8(key));
    }

    public Found find(String bucketId, String key) throws IOException {
        var group = group(bucketId, key);
        while (true) {
            var read = records.recall(TABLE, group, cache);
            var found = found(read.head().flatMap(head -> head), read.unchanged());
            if (!isLeaving(found.rename())) {
                return found;
            }
            if (renames.hasArrived(found.rename().get().move(bucketId, key))) {
                return new Found(Optional.empty(), found.unchanged(), found.rename());
            }
            // It may have arrived and been finished between the two reads; then the source has gone.
            if (records.read(TABLE, group, HEAD).unchanged().equals(found.unchanged())) {
                return found;
            }
        }
    }

    private static boolean isLeaving(Optional<RenameMark> mark) {
        return mark.filter(rename -> rename.state() != RenameMark.State.ARRIVED).isPresent();
    }

    private static Found found(Group group) {
        return found(group.head().flatMap(there -> read(there.value())), group.unchanged());
    }

    private static Found found(Optional<ObjectHead> head, Guard unchanged) {
        return new Found(head, unchanged, head.flatMap(ObjectHead::rename));
    }

    /// The time that records go by.
    public Instant now() {
        return clock.instant();
    }

    /// The first group behind those of a bucket.
    ///
    /// @param bucket the group of its empty key
    public static Bytes afterBucket(Bytes bucket) {
        var next = bucket.toArray();
        for (int i = next.length - 1; i >= 0; i--) {
            if (++next[i] != 0) {
                return Bytes.wrap(next);
            }
        }
        return Bytes.wrap(new byte[] {-1, -1, -1, -1, -1, -1, -1, -1, -1});
    }

    /// The bucket of a group, by its id.
    public static String bucketId(Bytes group) {
        return group.slice(0, BUCKET_ID_BYTES).toString();
    }

    /// The key of a group.
    public static String key(Bytes group) {
        return group.slice(BUCKET_ID_BYTES, group.size()).toUtf8();
    }

    /// Absent where nothing is but the fence of a rename.
    private static Optional<ObjectHead> read(Bytes record) {
        return record.size() == 0 ? Optional.empty() : Optional.of(ObjectRecord.readHead(record));
    }

    /// Whether the object of a row has left for another key already.
    public boolean hasLeft(String bucketId, Page.Row row) throws IOException {
        var mark = ObjectRecord.mark(row.head().value());
        if (!isLeaving(mark)) {
            return false;
        }
        var key = key(row.group());
        return find(bucketId, key).head().isEmpty();
    }

    /// Settles the rename that stands in the way of a change, if one does.
    private boolean settled(String bucketId, String key, Found found) throws IOException {
        if (found.rename().isPresent()) {
            renames.settle(found.rename().get().move(bucketId, key));
        }
        return found.rename().isPresent();
    }

    Renames renames() {
        return renames;
    }

    /// Settles renames that crashed.
    ///
    /// @param cleared no intent that was due before this is left
    public void sweepRenames(Instant cleared, LongConsumer progress) throws IOException {
        renames.sweep(cleared, progress);
    }

    /// The third commit of a rename: what is at its source, which does not change meanwhile, becomes the current object
    /// of its destination. Blobs are not touched; what is kept with the record goes along.
    ///
    /// @param found the destination, read before the source was seen to be leaving
    /// @return false if another commit came first, or the source has gone
    boolean arrive(Bucket bucket, Renames.Renaming move, Found found) throws IOException {
        var source = records.read(TABLE, move.sourceGroup(), EnumSet.of(Lane.CELLS, Lane.DATA));
        if (!(found(source).current().orElse(null) instanceof StoredObject object)) {
            return false;
        }
        var group = move.destinationGroup();
        var arrived = object.renamed(nextName(bucket, found), move.source());
        var edits = new ArrayList<Edit>();
        var head = stack(bucket, move.destination(), group, found, arrived, edits);
        var mark = new RenameMark(RenameMark.State.ARRIVED, move.attempt(), move.source());
        edits.add(ObjectRecord.put(head.with(Optional.of(mark)), records));
        source.cells().forEach(cell -> edits.add(new Edit.PutCell(Lane.CELLS, cell.sub(), cell.value())));
        source.data().forEach(cell -> edits.add(new Edit.PutCell(Lane.DATA, cell.sub(), cell.value())));
        return applied(group, found, edits);
    }

    /// The blobs of an object; absent if it has gone meanwhile.
    Optional<List<BlobId>> blobsOf(String bucketId, String key, StoredObject object) throws IOException {
        return contents.blobs(group(bucketId, key), object);
    }

    /// To be called before an object that was completed from an upload gets another key.
    void settleUpload(String bucketId, String key, StoredObject object) throws IOException {
        if (object.isOfUpload()) {
            uploads.settle(bucketId, key, object);
        }
    }

    /// Whether a change was committed that nobody has followed with another.
    public boolean happened(Evidence evidence) throws IOException {
        var name = evidence.name();
        var there = version(evidence.bucketId(), evidence.key(), name.id())
                .filter(version -> version.name().equals(name));
        return evidence.digest().size() == 0
                ? there.isEmpty()
                : there.filter(evidence::shows).isPresent();
    }

    /// The version of that id, current or older.
    public Optional<Version> version(String bucketId, String key, String id) throws IOException {
        return version(group(bucketId, key), find(bucketId, key), id);
    }

    private Optional<Version> version(Bytes group, Found found, String id) throws IOException {
        if (found.head().isEmpty()) {
            return Optional.empty();
        }
        var head = found.head().get();
        if (head.current().name().id().equals(id)) {
            return Optional.of(head.current());
        }
        long order = id.equals(VersionName.NULL)
                ? head.nullOrder()
                : VersionName.orderOf(id).orElse(0L);
        if (order <= 0) {
            return Optional.empty();
        }
        return records.cell(TABLE, group, Lane.CELLS, ObjectCells.version(order))
                .map(ObjectRecord::read)
                .filter(version -> version.name().id().equals(id));
    }

    /// Whether an upload still takes parts. One that a kill left between the commits of its completion does: if
    /// its object was made the completion is brought to its end, otherwise it is taken back.
    public boolean isOpen(String bucketId, Upload upload) throws IOException {
        if (uploads.isStranded(upload)) {
            return !closes(bucketId, upload);
        }
        return upload.state() == Upload.State.OPEN;
    }

    /// Settles a stranded upload.
    ///
    /// @return whether it takes no more parts
    private boolean closes(String bucketId, Upload upload) throws IOException {
        while (true) {
            // The upload is read before its object is looked for: the object is never removed before its upload is
            // settled.
            var found = uploads.findIfThere(bucketId, upload.key(), upload.id());
            if (found.isEmpty() || found.get().upload().state() == Upload.State.DONE) {
                return true;
            }
            if (!uploads.isStranded(found.get().upload())) {
                return found.get().upload().state() != Upload.State.OPEN;
            }
            var made = madeFrom(bucketId, upload.key(), upload.id());
            if (made.isPresent()) {
                uploads.settle(bucketId, upload.key(), made.get());
            } else {
                uploads.reopen(found.get());
            }
        }
    }

    /// Gives an incomplete upload up, unless it is being completed or was.
    public void abandon(Bucket bucket, Upload upload) throws IOException {
        while (isOpen(bucket.id(), upload)) {
            try {
                if (uploads.abort(uploads.withParts(bucket.id(), upload.key(), upload.id()))) {
                    return;
                }
            } catch (Refusal goneMeanwhile) {
                return;
            }
        }
    }

    /// The version that an upload was completed to, if there is one.
    public Optional<StoredObject> madeFrom(String bucketId, String key, String uploadId) throws IOException {
        var head = find(bucketId, key).head();
        if (head.isEmpty()) {
            return Optional.empty();
        }
        var version = head.get().current();
        List<Version> versions = List.of(version);
        while (!versions.isEmpty()) {
            for (var candidate : versions) {
                if (candidate instanceof StoredObject object
                        && object.uploadId().equals(uploadId)) {
                    return Optional.of(object);
                }
            }
            versions = older(bucketId, key, versions.getLast().name().order(), 100);
        }
        return Optional.empty();
    }

    /// Takes the versions of a key one by one.
    public interface VersionVisitor {
        void visit(Version version) throws IOException;
    }

    private static final int VERSIONS_AT_ONCE = 100;

    /// Visits every version of a key, newest first.
    ///
    /// @param row its opened record
    public void versions(Page.Row row, VersionVisitor visitor) throws IOException {
        var head = ObjectRecord.readHead(row.head().value());
        visitor.visit(head.current());
        if (!head.older()) {
            return;
        }
        var bucketId = bucketId(row.group());
        var key = key(row.group());
        var before = head.current();
        while (true) {
            var page = older(bucketId, key, before.name().order(), VERSIONS_AT_ONCE);
            for (var version : page) {
                visitor.visit(version);
                before = version;
            }
            if (page.size() < VERSIONS_AT_ONCE) {
                return;
            }
        }
    }

    /// Older versions, newest first, that are older than `before`.
    public List<Version> older(String bucketId, String key, long before, int limit) throws IOException {
        return older(bucketId, key, before, limit, ObjectRecord::read);
    }

    /// The same as a listing shows them.
    public List<ListedVersion> listOlder(String bucketId, String key, long before, int limit) throws IOException {
        return older(bucketId, key, before, limit, ListedVersion::read);
    }

    private <T> List<T> older(String bucketId, String key, long before, int limit, Function<Bytes, T> read)
            throws IOException {
        var from = ObjectCells.version(before - 1);
        return ObjectCells.versions(
                records.read(TABLE, group(bucketId, key), Lane.CELLS, from, limit)
                        .cells(),
                read);
    }

    /// The parts or pieces of an object that has any; absent if it has gone meanwhile, or has none.
    public Optional<Manifest> manifest(String bucketId, String key, StoredObject object) throws IOException {
        return contents.manifest(group(bucketId, key), object);
    }

    /// Makes `object` the current version, in place of what `found` saw or above it, as the bucket's versioning has it.
    ///
    /// @return the object with its version's name; absent if another commit came first
    public Optional<StoredObject> put(
            Bucket bucket, String key, Found found, StoredObject object, Content content, ObjectEvents.Event event)
            throws IOException {
        if (settled(bucket.id(), key, found)) {
            return Optional.empty();
        }
        var group = group(bucket.id(), key);
        var named = object.named(nextName(bucket, found));
        try (var departure = outbound.announce(bucket, key, named)) {
            var made = departure.isWanted() ? named.with(ReplicationStatus.PENDING) : named;
            var edits = new ArrayList<Edit>();
            var head = stack(bucket, key, group, found, made, edits);
            edits.add(ObjectRecord.put(head, records));
            addContent(object, content, edits);
            return applied(bucket, key, found, edits, event, made) ? Optional.of(made) : Optional.empty();
        }
    }

    /// Puts a replica where its own name says that it belongs among the versions of a key.
    ///
    /// @return false if another commit came first
    public boolean putReplica(
            Bucket bucket, String key, Found found, Version replica, Content content, ObjectEvents.Event event)
            throws IOException {
        if (settled(bucket.id(), key, found)) {
            return false;
        }
        var group = group(bucket.id(), key);
        var edits = new ArrayList<Edit>();
        var newest = found.current().map(version -> version.name().order()).orElse(0L);
        long order = replica.name().order();
        if (order > newest) {
            edits.add(ObjectRecord.put(stack(bucket, key, group, found, replica, edits), records));
        } else {
            if (order == newest
                    || records.cell(TABLE, group, Lane.CELLS, ObjectCells.version(order))
                            .isPresent()) {
                throw S3Error.INVALID_REQUEST.saying("Another version stands where the replica would.");
            }
            var head = found.head().orElseThrow();
            edits.add(ObjectRecord.putOlder(replica, records));
            edits.add(ObjectRecord.put(new ObjectHead(head.current(), head.nullOrder(), true), records));
        }
        if (replica instanceof StoredObject object) {
            addContent(object, content, edits);
        }
        return applied(bucket, key, found, edits, event, replica);
    }

    private static void addContent(StoredObject object, Content content, List<Edit> edits) {
        switch (content) {
            case Content.Inline(var ciphertext) ->
                edits.add(new Edit.PutCell(Lane.DATA, ObjectCells.data(object), ciphertext));
            case Content.Stored() -> {}
            case Content.Parts(var manifest) ->
                edits.add(new Edit.PutCell(Lane.CELLS, ObjectCells.manifest(object), PartRecord.write(manifest)));
        }
    }

    /// What is added to the end of an object.
    ///
    /// @param grown the object with the piece
    /// @param first what was the object in one piece before, if it was one, as the first of its pieces
    /// @param ciphertext of the piece, unless it has a blob
    public record Addition(StoredObject grown, Optional<Piece> first, Piece piece, Optional<Bytes> ciphertext) {}

    /// Adds a piece to the current object of a key in an unversioned bucket.
    ///
    /// @return the object with its version's name; absent if another commit came first
    public Optional<StoredObject> append(Bucket bucket, String key, Found found, Addition addition) throws IOException {
        if (settled(bucket.id(), key, found)) {
            return Optional.empty();
        }
        var head = found.head().orElseThrow();
        var grown = addition.grown;
        var named = grown.named(nextName(bucket, found));
        var edits = new ArrayList<Edit>();
        edits.add(ObjectRecord.put(new ObjectHead(named, head.nullOrder(), head.older()), records));
        if (head.current() instanceof StoredObject whole && whole.placement() instanceof Placement.Within(var within)) {
            edits.add(new Edit.PutCell(Lane.DATA, ObjectCells.data(grown), within));
        }
        addition.first.ifPresent(
                whole -> edits.add(new Edit.PutCell(Lane.CELLS, ObjectCells.piece(grown, 1), PartRecord.write(whole))));
        var piece = addition.piece;
        edits.add(new Edit.PutCell(
                Lane.CELLS, ObjectCells.piece(grown, piece.part().number()), PartRecord.write(piece)));
        addition.ciphertext.ifPresent(bytes -> edits.add(
                new Edit.PutCell(Lane.DATA, ObjectCells.data(grown, piece.part().name()), bytes)));
        return applied(group(bucket.id(), key), found, edits) ? Optional.of(named) : Optional.empty();
    }

    /// Puts a delete marker on top, or in an unversioned bucket removes the object.
    ///
    /// @param event of a removal
    /// @return the marker, if one was made, and whether the commit applied
    public Removal delete(Bucket bucket, String key, Found found, ObjectEvents.Event event) throws IOException {
        return delete(bucket, key, found, false, event);
    }

    /// The same for what expires, whose markers go to no other bucket.
    public Removal expire(Bucket bucket, String key, Found found) throws IOException {
        return delete(bucket, key, found, true, ObjectEvents.Event.ofServer(ObjectEvents.Type.EXPIRED_DELETE));
    }

    private Removal delete(Bucket bucket, String key, Found found, boolean byLifecycle, ObjectEvents.Event event)
            throws IOException {
        var group = group(bucket.id(), key);
        if (!bucket.versioning().isVersioned()) {
            return found.head().isEmpty()
                    ? new Removal(true, Optional.empty())
                    : remove(bucket, key, found, found.head().get().current(), false, event);
        }
        var marker = new DeleteMarker(nextName(bucket, found), clock.instant());
        try (var departure = byLifecycle ? Outbound.Departure.NONE : outbound.announce(bucket, key, marker)) {
            var made = departure.isWanted() ? marker.with(ReplicationStatus.PENDING) : marker;
            var edits = new ArrayList<Edit>();
            edits.add(ObjectRecord.put(stack(bucket, key, group, found, made, edits), records));
            boolean applied = applied(bucket, key, found, edits, event.ofMarker(), made);
            return new Removal(applied, Optional.of(made));
        }
    }

    /// What became of a removal.
    ///
    /// @param applied false if another commit came first
    /// @param version the version that was removed, or the marker that was made
    public record Removal(boolean applied, Optional<Version> version) {}

    /// Removes one version for good.
    ///
    /// @param bypassGovernance whether a retention in governance mode is to be overridden
    public Removal remove(
            Bucket bucket, String key, Found found, Version version, boolean bypassGovernance, ObjectEvents.Event event)
            throws IOException {
        checkUnlocked(version, bypassGovernance);
        if (settled(bucket.id(), key, found)) {
            return new Removal(false, Optional.empty());
        }
        var group = group(bucket.id(), key);
        var head = found.head().orElseThrow();
        var edits = new ArrayList<Edit>();
        boolean current = head.current().name().equals(version.name());
        if (!current) {
            dropContent(bucket, key, group, version, edits);
            edits.add(new Edit.DeleteCell(
                    Lane.CELLS, ObjectCells.version(version.name().order())));
            long nullOrder = version.name().isNull() ? 0 : head.nullOrder();
            edits.add(ObjectRecord.put(new ObjectHead(head.current(), nullOrder, true), records));
        } else if (!head.older()) {
            dropContent(bucket, key, group, version, edits);
            edits.clear();
            edits.add(new Edit.DeleteGroup());
        } else {
            dropContent(bucket, key, group, version, edits);
            edits.addAll(promote(bucket, key, head));
        }
        return new Removal(applied(bucket, key, found, edits, event, version), Optional.of(version));
    }

    /// The newest of the older versions becomes the current one.
    private List<Edit> promote(Bucket bucket, String key, ObjectHead head) throws IOException {
        var next = older(bucket.id(), key, head.current().name().order(), 2);
        if (next.isEmpty()) {
            return List.of(new Edit.DeleteGroup());
        }
        var promoted = next.getFirst();
        long nullOrder = promoted.name().isNull() ? 0 : head.nullOrder();
        return List.of(
                new Edit.DeleteCell(
                        Lane.CELLS, ObjectCells.version(promoted.name().order())),
                ObjectRecord.put(new ObjectHead(promoted, nullOrder, next.size() > 1), records));
    }

    /// Changes tags, rights or lock of one version as a client asks for it; where the version goes to other buckets,
    /// so does the change.
    ///
    /// @param event of the change; absent if it is none that is told
    /// @return the version after the change; absent if another commit came first
    public Optional<StoredObject> changeAsAsked(
            Bucket bucket, String key, Found found, StoredObject changed, Optional<ObjectEvents.Event> event)
            throws IOException {
        if (!changed.replication().isOfSource()) {
            return change(bucket, key, found, changed, event) ? Optional.of(changed) : Optional.empty();
        }
        try (var departure = outbound.announce(bucket, key, changed)) {
            var made = departure.isWanted() ? changed.with(ReplicationStatus.PENDING) : changed;
            return change(bucket, key, found, made, event) ? Optional.of(made) : Optional.empty();
        }
    }

    /// Changes what stands beside the bytes of one version; its bytes and its time stay as they are.
    ///
    /// @return false if another commit came first
    public boolean change(Bucket bucket, String key, Found found, Version changed) throws IOException {
        return change(bucket, key, found, changed, Optional.empty());
    }

    /// The same for a change that is told.
    public boolean change(Bucket bucket, String key, Found found, Version changed, ObjectEvents.Event event)
            throws IOException {
        return change(bucket, key, found, changed, Optional.of(event));
    }

    public boolean change(Bucket bucket, String key, Found found, Version changed, Optional<ObjectEvents.Event> event)
            throws IOException {
        if (settled(bucket.id(), key, found)) {
            return false;
        }
        var edits = List.<Edit>of(put(found.head().orElseThrow(), changed));
        return event.isEmpty()
                ? applied(group(bucket.id(), key), found, edits)
                : applied(bucket, key, found, edits, event.get(), changed);
    }

    /// Puts other ciphertext of the same plaintext in the place of a version's; all that a client sees of it stays.
    ///
    /// @return false if another commit came first
    public boolean reseal(
            Bucket bucket, String key, Found found, StoredObject before, StoredObject after, Content content)
            throws IOException {
        if (settled(bucket.id(), key, found)) {
            return false;
        }
        var group = group(bucket.id(), key);
        var edits = new ArrayList<Edit>();
        dropContent(bucket, key, group, before, edits);
        edits.add(put(found.head().orElseThrow(), after));
        addContent(after, content, edits);
        return applied(group, found, edits);
    }

    /// The edit that writes a changed version where it stands.
    private Edit put(ObjectHead head, Version changed) {
        return head.current().name().equals(changed.name())
                ? ObjectRecord.put(new ObjectHead(changed, head.nullOrder(), head.older()), records)
                : ObjectRecord.putOlder(changed, records);
    }

    private VersionName nextName(Bucket bucket, Found found) {
        long newest = found.current().map(version -> version.name().order()).orElse(0L);
        long order = VersionName.orderAfter(newest, clock.instant());
        return bucket.versioning().namesVersions() ? VersionName.random(order, random) : VersionName.unversioned(order);
    }

    /// The head with `top` above what `found` saw: a version with the id `null` replaces the one there is, any other
    /// leaves all that are there.
    private ObjectHead stack(Bucket bucket, String key, Bytes group, Found found, Version top, List<Edit> edits)
            throws IOException {
        if (found.head().isEmpty()) {
            return new ObjectHead(top, 0, false);
        }
        var head = found.head().get();
        var below = head.current();
        boolean replacesCurrent = top.name().isNull() && below.name().isNull();
        long nullOrder = head.nullOrder();
        if (replacesCurrent) {
            checkUnlocked(below, false);
            dropContent(bucket, key, group, below, edits);
            return new ObjectHead(top, 0, head.older());
        }
        edits.add(ObjectRecord.putOlder(below, records));
        if (below.name().isNull()) {
            nullOrder = below.name().order();
        } else if (top.name().isNull() && nullOrder > 0) {
            var replaced = version(group, found, VersionName.NULL);
            if (replaced.isPresent()) {
                checkUnlocked(replaced.get(), false);
                dropContent(bucket, key, group, replaced.get(), edits);
                edits.add(new Edit.DeleteCell(Lane.CELLS, ObjectCells.version(nullOrder)));
            }
            nullOrder = 0;
        }
        return new ObjectHead(top, nullOrder, true);
    }

    private void checkUnlocked(Version version, boolean bypassGovernance) {
        if (version instanceof StoredObject object && object.lock().forbidsRemoval(time.passed(), bypassGovernance)) {
            throw S3Error.ACCESS_DENIED.saying("Access Denied because object protected by object lock.");
        }
    }

    /// Adds the edits that remove what belongs to a version; its blobs are announced as garbage before that.
    private void dropContent(Bucket bucket, String key, Bytes group, Version version, List<Edit> edits)
            throws IOException {
        if (!(version instanceof StoredObject object)) {
            return;
        }
        settleUpload(bucket.id(), key, object);
        contents.drop(group, object, edits);
    }

    private boolean applied(
            Bucket bucket, String key, Found found, List<Edit> edits, ObjectEvents.Event event, Version version)
            throws IOException {
        var group = group(bucket.id(), key);
        events.settle(group);
        try (var promise = events.promise(bucket, event, key, version)) {
            boolean applied = isCommitted(group, found, edits);
            promise.tried(applied);
            return applied;
        }
    }

    /// Tells of what was asked for and changed nothing.
    public void tell(Bucket bucket, String key, Version version, ObjectEvents.Event event) throws IOException {
        events.happened(bucket, event, key, version);
    }

    private boolean applied(Bytes group, Found found, List<Edit> edits) throws IOException {
        events.settle(group);
        return isCommitted(group, found, edits);
    }

    private boolean isCommitted(Bytes group, Found found, List<Edit> edits) throws IOException {
        return records.commit(TABLE, group, found.unchanged(), edits) instanceof Outcome.Applied;
    }

    public Intents.Claim claim(String bucketId, String key, BlobId blob) throws IOException {
        return intents.begin(TABLE, group(bucketId, key), blob);
    }

    public BlobStore blobs() {
        return blobs;
    }

    /// Looks whether the blobs of parts are there in their length, before an object is acknowledged that is made of
    /// them.
    public void checkBlobs(Bucket bucket, String key, String uploadId, List<Part> parts) throws IOException {
        for (var part : parts) {
            if (part.blob().isPresent() && blobs.length(part.blob().get()).orElse(-1) != part.storedBytes()) {
                throw new LostCiphertextException(
                        bucket.name(),
                        key,
                        "upload " + uploadId + " part " + part.name().number(),
                        part.blob());
            }
        }
    }

    /// What a reader found twice in the record of an object and nowhere on the disk.
    public LostCiphertextException lost(Bucket bucket, String key, StoredObject object) {
        Optional<BlobId> blob =
                object.placement() instanceof Placement.Blob(var id) ? Optional.of(id) : Optional.empty();
        return new LostCiphertextException(
                bucket.name(), key, "version " + object.name().id(), blob);
    }

    public int mostInlineBytes() {
        return records.caps().maxInlineBytes();
    }

    /// The ciphertext of an object, open for reading; absent if the object was replaced or removed meanwhile, and the
    /// reader must look again.
    public Optional<StoredBody> open(String bucketId, String key, StoredObject object) throws IOException {
        return contents.open(group(bucketId, key), object);
    }

    /// Keys of a bucket in order, from `from` on, for who lists: what is damaged is left out and said.
    public Page list(Bytes from, boolean inclusive, Bytes to, int limit) throws IOException {
        return records.list(TABLE, from, inclusive, Optional.of(to), limit);
    }

    /// Takes the keys of a walk one by one.
    @FunctionalInterface
    public interface KeyVisitor {
        void visit(String key, ObjectHead head) throws IOException;
    }

    /// Visits every key of a bucket in order, and goes round what is damaged.
    ///
    /// @return whether something was left out
    public boolean walk(String bucketId, KeyVisitor visitor) throws IOException {
        var start = group(bucketId, "");
        return records.walk(TABLE, start, Optional.of(start.prefixSuccessor()), row -> visit(row, visitor));
    }

    /// As `walk`, for who takes turns: visits at most a thousand keys, from where the turn before ended.
    ///
    /// @return where the next turn goes on; absent at the end
    public Optional<SealedStore.Position> walkSome(
            String bucketId, Optional<SealedStore.Position> at, KeyVisitor visitor) throws IOException {
        var start = group(bucketId, "");
        return records.walkSome(
                TABLE,
                at.orElse(new SealedStore.Position(start, true)),
                Optional.of(start.prefixSuccessor()),
                row -> visit(row, visitor));
    }

    /// Visits every key of a bucket that begins with `prefix`, in order, for who tells all of them: it ends at what is
    /// damaged.
    public void walkWhole(String bucketId, String prefix, KeyVisitor visitor) throws IOException {
        var start = group(bucketId, prefix);
        records.walkWhole(TABLE, start, Optional.of(start.prefixSuccessor()), row -> visit(row, visitor));
    }

    private static void visit(Page.Row row, KeyVisitor visitor) throws IOException {
        if (row.head().value().size() > 0) {
            visitor.visit(key(row.group()), ObjectRecord.readHead(row.head().value()));
        }
    }

    /// A directory bucket is not empty while an upload to it is in progress; uploads to others go with them.
    public boolean isEmpty(Bucket bucket) throws IOException {
        return hasNoObject(bucket.id()) && !(bucket.isDirectory() && uploads.isAnyOpen(bucket.id()));
    }

    private boolean hasNoObject(String bucketId) throws IOException {
        var start = group(bucketId, "");
        var first = records.choose(
                TABLE,
                new SealedStore.Position(start, true),
                Optional.of(start.prefixSuccessor()),
                1,
                row -> Optional.of(row.group())
                        .filter(group -> row.head().value().size() > 0));
        return first.chosen().isEmpty();
    }

    public void abandon(String bucketId) throws IOException {
        uploads.abortAll(bucketId);
    }

    @Override
    public Ownership ask(Table table, Bytes group, Set<BlobId> asked) throws IOException {
        if (table.equals(TABLE)) {
            return renames.ask(group, asked);
        }
        // An upload's part belongs to the upload until it is completed, to the object afterwards; in this order no
        // blob can slip from one to the other unseen.
        var upload = uploads.ask(table, group, asked);
        var referenced = new HashSet<>(upload.referenced());
        var objectGroup = uploads.objectGroup(group);
        var object = renames.ask(objectGroup, asked);
        referenced.addAll(object.referenced());
        // A Complete that read the upload before it was given up may be about to make the object.
        return new Ownership(referenced, upload.unchanged(), List.of(new Heir(TABLE, objectGroup, object.unchanged())));
    }

    /// All blobs that a key or an upload names.
    public Set<BlobId> named(Table table, Bytes group) throws IOException {
        if (!table.equals(TABLE)) {
            return uploads.named(group);
        }
        var read = records.read(TABLE, group, EnumSet.of(Lane.CELLS));
        return Contents.named(read, found(read).current());
    }

    static Set<BlobId> referenced(Group group, Set<BlobId> asked) {
        return Contents.referenced(group, found(group).current(), asked);
    }
}
