package sealstead.s3.object;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import sealstead.custody.SealedStore;
import sealstead.custody.SealedStore.Update;
import sealstead.gateway.Gateways;
import sealstead.s3.S3Error;
import sealstead.store.BlobId;
import sealstead.store.Bytes;
import sealstead.store.Edit;
import sealstead.store.Group;
import sealstead.store.Guard;
import sealstead.store.Intents;
import sealstead.store.Lane;
import sealstead.store.Outcome;
import sealstead.store.Owners.Ownership;
import sealstead.store.Page;
import sealstead.store.StoreUnavailableException;
import sealstead.store.Table;
import sealstead.time.WitnessedTime;
import sealstead.wire.Clipped;
import sealstead.wire.Refusal;

/// The multipart uploads of all buckets: one group each, its parts as cells in order of their numbers.
///
///     group: bucket id (8) | key, 00 written 00 FF | 00 00 | upload id (24)
///     cell : part number (2)
///
/// An upload is completed in three commits: it is fixed (COMPLETING), the object is made, the upload is DONE. It is
/// DONE before its object is ever removed ([#settle]), so that a COMPLETING upload without its object says for sure
/// that the object was never made, and a crash between the commits loses nothing and makes nothing twice.
///
/// Where several gateways have the store, the record says which of them completes the upload, since the others cannot
/// see what one has in memory.
public final class Uploads {
    public static final Table TABLE = new Table("upload");
    private static final EnumSet<Lane> HEAD = EnumSet.of(Lane.HEAD);
    private static final EnumSet<Lane> CELLS = EnumSet.of(Lane.CELLS);
    private static final int BUCKET_ID_BYTES = 8;
    private static final int UPLOAD_ID_BYTES = 24;
    /// How long the answer of a Complete is kept for one that is repeated.
    private static final Duration REMEMBERED = Duration.ofHours(24);

    /// Longer than it takes from the first commit of a completion to the second.
    private static final Duration COMPLETED_WITHIN = Duration.ofMinutes(15);

    private final SealedStore records;
    private final Intents intents;
    private final Gateways gateways;
    /// Uploads that this process is completing now, by id.
    private final ConcurrentHashMap<String, Integer> completing = new ConcurrentHashMap<>();
    private final RandomGenerator random;
    private final WitnessedTime time;
    private final Clock clock;

    /// Those of a store that no other process has.
    public Uploads(SealedStore records, Intents intents, RandomGenerator random, WitnessedTime time) {
        this(records, intents, random, time, Gateways.ALONE);
    }

    /// @param gateways that have the store
    public Uploads(
            SealedStore records, Intents intents, RandomGenerator random, WitnessedTime time, Gateways gateways) {
        this.gateways = gateways;
        this.records = records;
        this.intents = intents;
        this.random = random;
        this.time = time;
        this.clock = time.clock();
    }

    /// An upload as it was read, with the guard under which it is still so.
    ///
    /// @param parts those that were asked for, in order
    public record Found(Bytes group, Upload upload, Guard unchanged, List<UploadedPart> parts) {
        public Found {
            parts = List.copyOf(parts);
        }
    }

    /// A name for an upload that begins now; names are in order of time.
    public String newId() {
        var id = ByteBuffer.allocate(UPLOAD_ID_BYTES)
                .putLong(VersionName.orderAfter(0, clock.instant()))
                .putLong(random.nextLong())
                .putLong(random.nextLong());
        return HexFormat.of().formatHex(id.array());
    }

    /// An ETag that tells nothing of the object.
    public String opaqueEtag() {
        return EntityTag.random(random);
    }

    /// Whether an upload of the bucket is still in progress.
    boolean isAnyOpen(String bucketId) throws IOException {
        var open = new AtomicBoolean();
        walk(bucketId, upload -> {
            if (upload.state() != Upload.State.DONE) {
                open.set(true);
            }
        });
        return open.get();
    }

    public void create(String bucketId, Upload upload) throws IOException {
        var group = Bytes.concat(ofKey(bucketId, upload.key()), uploadId(upload.id()));
        var edit = put(upload);
        if (!(records.commit(TABLE, group, new Guard.Absent(), List.of(edit)) instanceof Outcome.Applied)) {
            throw new IOException("an upload id was used twice");
        }
    }

    /// The upload with all its parts; `NoSuchUpload` if there is none.
    public Found withParts(String bucketId, String key, String id) throws IOException {
        var group = group(bucketId, key, id);
        return found(group, records.read(TABLE, group, CELLS), id);
    }

    /// The upload without its parts.
    public Found find(String bucketId, String key, String id) throws IOException {
        var group = group(bucketId, key, id);
        return found(group, records.read(TABLE, group, HEAD), id);
    }

    /// The upload without its parts, if there is one.
    public Optional<Upload> known(String bucketId, String key, String id) throws IOException {
        return findIfThere(bucketId, key, id).map(Found::upload);
    }

    /// The upload without its parts, if there is one.
    public Optional<Found> findIfThere(String bucketId, String key, String id) throws IOException {
        try {
            return Optional.of(find(bucketId, key, id));
        } catch (Refusal noSuchUpload) {
            return Optional.empty();
        }
    }

    /// The upload with at most `limit` parts from number `from` on.
    public Found withParts(String bucketId, String key, String id, int from, int limit) throws IOException {
        var group = group(bucketId, key, id);
        return found(group, records.read(TABLE, group, Lane.CELLS, cell(from), limit), id);
    }

    private static Found found(Bytes group, Group read, String id) {
        var upload = read.head()
                .filter(head -> head.value().size() > 0)
                .map(head -> UploadRecord.read(head.value()))
                .orElseThrow(() -> noSuchUpload(id));
        var parts = read.cells().stream()
                .map(cell -> UploadRecord.readPart(cell.value()))
                .toList();
        return new Found(group, upload, read.unchanged(), parts);
    }

    public static RuntimeException noSuchUpload(String id) {
        return S3Error.NO_SUCH_UPLOAD.refusal().with("UploadId", Clipped.of(id, 256));
    }

    public Intents.Claim claim(Found upload, BlobId blob) throws IOException {
        return intents.begin(TABLE, upload.group(), blob);
    }

    /// Adds a part to the open upload, in place of one of the same number.
    ///
    /// @param found read together with the part of that number, if there is one
    /// @return false if another commit came first
    public boolean putPart(Found found, UploadedPart part) throws IOException {
        for (var old : found.parts()) {
            if (old.part().number() == part.part().number()) {
                intents.retire(TABLE, found.group(), old.part().blob().stream().toList());
            }
        }
        return applied(
                found, List.of(new Edit.PutCell(Lane.CELLS, cell(part.part().number()), UploadRecord.write(part))));
    }

    /// Fixes the parts of an open upload.
    ///
    /// @return false if another commit came first
    public boolean fix(Found found, Upload.Completion completion) throws IOException {
        long self = gateways.self();
        var by = self == 0 ? Upload.Completer.ALONE : new Upload.Completer(self, clock.instant());
        return applied(found, List.of(put(found.upload().completing(completion.by(by)))));
    }

    /// Whether it is this gateway that completes an upload whose parts are fixed.
    public boolean isCompletedHere(Upload upload) {
        return upload.completion().orElseThrow().completer().gateway() == gateways.self();
    }

    /// Has this gateway complete what another began to, so that nobody takes it for stranded.
    ///
    /// @return false if another commit came first
    public boolean takeOver(Found found) throws IOException {
        return fix(found, found.upload().completion().orElseThrow());
    }

    /// To be called right before the object of an upload is made.
    ///
    /// @throws StoreUnavailableException if others may soon take the upload for stranded
    public void checkInTime(Upload upload) throws StoreUnavailableException {
        var since = upload.completion().orElseThrow().completer().since();
        if (gateways.isShared() && clock.instant().isAfter(since.plus(COMPLETED_WITHIN.dividedBy(3)))) {
            throw new StoreUnavailableException("an upload was not completed for minutes");
        }
    }

    /// Writes what has become of an upload, as far as its parts have no part in it.
    ///
    /// @return false if another commit came first
    public boolean change(Found found, Upload changed) throws IOException {
        return applied(found, List.of(put(changed)));
    }

    /// A Complete that is under way.
    public interface Completing extends AutoCloseable {
        @Override
        void close();
    }

    /// To be called before the parts are fixed, and closed when the object stands or never will.
    public Completing completing(String id) {
        completing.merge(id, 1, Integer::sum);
        return () -> completing.computeIfPresent(id, (same, count) -> count == 1 ? null : count - 1);
    }

    /// Whether the upload was left between the commits of its completion: by a process that was killed, or a commit
    /// that failed.
    public boolean isStranded(Upload upload) {
        return upload.state() == Upload.State.COMPLETING
                && !completing.containsKey(upload.id())
                && !isCompletedByOther(upload.completion().orElseThrow().completer());
    }

    private boolean isCompletedByOther(Upload.Completer completer) {
        return gateways.isOtherLiving(completer.gateway())
                && completer.since().isAfter(clock.instant().minus(COMPLETED_WITHIN));
    }

    /// Takes back that the upload is completing: the object may not be made.
    public void reopen(Found found) throws IOException {
        applied(found, List.of(put(found.upload().reopened())));
    }

    /// To be called when the upload's object stands, and always before that object is removed.
    public void settle(String bucketId, String key, StoredObject object) throws IOException {
        var group = group(bucketId, key, object.uploadId());
        records.update(TABLE, group, CELLS, read -> {
            if (read.head().isEmpty()) {
                return Update.leave(true);
            }
            var found = found(group, read, object.uploadId());
            if (found.upload().state() != Upload.State.COMPLETING) {
                return Update.leave(true);
            }
            var used = Set.copyOf(found.upload().completion().orElseThrow().numbers());
            intents.retire(TABLE, group, blobs(found, part -> !used.contains(part.number())));
            var done = found.upload().done(object.name().id());
            return new Update<>(true, List.of(new Edit.DeleteCells(Lane.CELLS, cell(0), cell(0xFFFF)), put(done)));
        });
    }

    /// The blobs of those parts.
    private static List<BlobId> blobs(Found found, Predicate<Part> wanted) {
        return found.parts().stream()
                .map(UploadedPart::part)
                .filter(wanted)
                .flatMap(part -> part.blob().stream())
                .toList();
    }

    /// Gives the upload up.
    ///
    /// @param found read with all its parts
    /// @return false if another commit came first
    public boolean abort(Found found) throws IOException {
        intents.retire(TABLE, found.group(), blobs(found, part -> true));
        return applied(found, List.of(new Edit.DeleteGroup()));
    }

    /// Gives up every upload of a bucket that has gone.
    void abortAll(String bucketId) throws IOException {
        walk(bucketId, upload -> abort(withParts(bucketId, upload.key(), upload.id())));
    }

    /// Takes the uploads of a walk one by one.
    @FunctionalInterface
    public interface UploadVisitor {
        void visit(Upload upload) throws IOException;
    }

    /// Visits every upload of a bucket, open and done.
    public void walk(String bucketId, UploadVisitor visitor) throws IOException {
        var start = ofBucket(bucketId);
        records.walk(TABLE, start, Optional.of(start.prefixSuccessor()), row -> visit(row, visitor));
    }

    /// As `walk`, for who takes turns: visits at most a thousand uploads, from where the turn before ended.
    ///
    /// @return where the next turn goes on; absent at the end
    public Optional<SealedStore.Position> walkSome(
            String bucketId, Optional<SealedStore.Position> at, UploadVisitor visitor) throws IOException {
        var start = ofBucket(bucketId);
        return records.walkSome(
                TABLE,
                at.orElse(new SealedStore.Position(start, true)),
                Optional.of(start.prefixSuccessor()),
                row -> visit(row, visitor));
    }

    private static void visit(Page.Row row, UploadVisitor visitor) throws IOException {
        if (row.head().value().size() > 0) {
            visitor.visit(read(row));
        }
    }

    /// Forgets what was completed more than a day ago.
    public void forgetDone(LongConsumer progress) throws IOException {
        var oldest = time.passed().minus(REMEMBERED);
        records.walk(TABLE, Bytes.EMPTY, Optional.empty(), row -> {
            progress.accept(1);
            if (row.head().value().size() == 0) {
                return;
            }
            var upload = read(row);
            // The time of completion is not kept; uploads that took longer are forgotten at the next round.
            if (upload.state() == Upload.State.DONE && upload.initiated().isBefore(oldest)) {
                records.commit(TABLE, row.group(), new Guard.At(row.head().txid()), List.of(new Edit.DeleteGroup()));
            }
        });
    }

    /// With a label: an upload that begins under a key must not escape who looks what is under it.
    private Edit put(Upload upload) {
        return new Edit.PutHead(
                UploadRecord.write(upload),
                ObjectLabel.of(upload.envelope(), false, records).write());
    }

    private boolean applied(Found found, List<Edit> edits) throws IOException {
        return records.commit(TABLE, found.group(), found.unchanged(), edits) instanceof Outcome.Applied;
    }

    /// Open uploads in order of key and time, from `from` on, for who lists.
    public Page scan(Bytes from, boolean inclusive, Bytes to, int limit) throws IOException {
        return records.list(TABLE, from, inclusive, Optional.of(to), limit);
    }

    public static Upload read(Page.Row row) {
        return UploadRecord.read(row.head().value());
    }

    Ownership ask(Table table, Bytes group, Set<BlobId> asked) throws IOException {
        if (!table.equals(TABLE)) {
            throw new IOException("blobs of the table " + table.name() + " have no owner here");
        }
        var read = records.read(TABLE, group, CELLS);
        var named = new HashSet<BlobId>();
        for (var cell : read.cells()) {
            UploadRecord.readPart(cell.value()).part().blob().ifPresent(named::add);
        }
        named.retainAll(asked);
        return new Ownership(named, read.unchanged());
    }

    /// All blobs of an upload's parts.
    Set<BlobId> named(Bytes group) throws IOException {
        var named = new HashSet<BlobId>();
        for (var cell : records.read(TABLE, group, CELLS).cells()) {
            UploadRecord.readPart(cell.value()).part().blob().ifPresent(named::add);
        }
        return named;
    }

    /// What the groups of all uploads of a bucket begin with.
    public static Bytes ofBucket(String bucketId) {
        return Bytes.wrap(HexFormat.of().parseHex(bucketId));
    }

    /// What the groups of all uploads begin with whose keys begin with `prefix`.
    public static Bytes ofPrefix(String bucketId, String prefix) {
        var out = new ByteArrayOutputStream();
        out.writeBytes(ofBucket(bucketId).readOnlyArray());
        for (byte b : prefix.getBytes(StandardCharsets.UTF_8)) {
            out.write(b);
            if (b == 0) {
                out.write(0xFF);
            }
        }
        return Bytes.wrap(out.toByteArray());
    }

    /// What the groups of all uploads of one key begin with.
    public static Bytes ofKey(String bucketId, String key) {
        return Bytes.concat(ofPrefix(bucketId, key), Bytes.of((byte) 0, (byte) 0));
    }

    /// The group of an upload, whether it exists or not.
    public static Bytes group(String bucketId, String key, String id) {
        if (id.length() != 2 * UPLOAD_ID_BYTES || !id.matches("[0-9a-f]*")) {
            throw noSuchUpload(id);
        }
        return Bytes.concat(ofKey(bucketId, key), uploadId(id));
    }

    private static Bytes uploadId(String id) {
        return Bytes.wrap(HexFormat.of().parseHex(id));
    }

    /// The group of the object that the upload of `group` is for.
    Bytes objectGroup(Bytes group) {
        var bytes = group.readOnlyArray();
        var out = new ByteArrayOutputStream();
        out.write(bytes, 0, BUCKET_ID_BYTES);
        for (int i = BUCKET_ID_BYTES; i < bytes.length - UPLOAD_ID_BYTES - 2; i++) {
            out.write(bytes[i]);
            if (bytes[i] == 0) {
                i++; // the FF that escapes it
            }
        }
        return Bytes.wrap(out.toByteArray());
    }

    private static Bytes cell(int number) {
        return Bytes.wrap(ByteBuffer.allocate(2).putShort((short) number).array());
    }
}
