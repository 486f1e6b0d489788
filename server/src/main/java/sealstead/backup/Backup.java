package sealstead.backup;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.Stream;
import sealstead.custody.RecoveryKey;
import sealstead.store.BlobId;
import sealstead.store.BlobMissingException;
import sealstead.store.BlobPins;
import sealstead.store.BlobReader;
import sealstead.store.BlobStore;
import sealstead.store.local.StoreCheckpoint;

/// Makes one point of a store that runs.
///
/// The collector is told to leave every blob, and only then the records are copied at one moment: what they
/// name is there. Shard after shard of blobs is copied and let go. What the place has already, by the newest
/// point's lists or those of a backup that was cut off, is not copied again. What the store has lost or cannot
/// read is told, and taken from what the place has of it from before. Each file is looked at after it was
/// written; when all are durable, the manifest appears, by one rename. Before that nothing has changed for a
/// restore, whenever this ends.
public final class Backup {
    private static final int MAX_NAMED = 1000;
    /// Blobs that are looked for in the records at once, at 200 bytes or so each.
    private static final int GONE_AT_ONCE = 200_000;

    /// Of names.
    private static final Comparator<BlobId> ORDER = Comparator.comparing(BlobId::toString);

    private final Source source;
    private final BlobStore blobs;
    private final Path audit;
    private final Path recovery;
    private final InstantSource clock;
    private final SecureRandom random;

    /// What is copied.
    public interface Source {
        /// Keeps the collector from blobs until the pin is closed.
        BlobPins.Pin hold(Predicate<BlobId> held);

        StoreCheckpoint checkpoint() throws IOException;

        /// Those of some blobs that a record names. Reads all records.
        Set<BlobId> named(Set<BlobId> blobs) throws IOException;
    }

    /// How it is done.
    ///
    /// @param bytesPerSecond how fast bytes are read and copied; 0 for as fast as it goes
    /// @param recheck whether what the place has already is read again, and written anew if it is not as it was
    public record Options(long bytesPerSecond, boolean recheck) {}

    /// How far it is.
    ///
    /// @param all blobs there are
    /// @param done blobs that are in the place
    /// @param copied files that were copied, blobs among them
    /// @param bytes that were copied
    public record Progress(long all, long done, long copied, long bytes) {}

    /// What came of it.
    ///
    /// @param gone blobs that nothing named and that were deleted before they were copied
    /// @param damaged how many files the store has lost or cannot read, in the point or not
    /// @param damage the first thousand of them, in words
    public record Made(Point point, long copied, long bytes, long gone, long damaged, List<String> damage) {
        public Made {
            damage = List.copyOf(damage);
        }
    }

    /// @param audit folder of the audit trail
    /// @param recovery file with the root key under a recovery key, if it is there
    public Backup(Source source, BlobStore blobs, Path audit, Path recovery, InstantSource clock, SecureRandom random) {
        this.source = source;
        this.blobs = blobs;
        this.audit = audit;
        this.recovery = recovery;
        this.clock = clock;
        this.random = random;
    }

    /// One run.
    public final class Run {
        private final Options options;
        private final CountDownLatch cancelled = new CountDownLatch(1);
        private final AtomicLong all = new AtomicLong();
        private final AtomicLong done = new AtomicLong();
        private final AtomicLong copied = new AtomicLong();
        private final AtomicLong bytes = new AtomicLong();
        private long gone;
        private long paced;
        private final long began = System.nanoTime();
        private volatile int shard;
        private Optional<Point> before = Optional.empty();
        private final List<String> damage = new ArrayList<>();
        private long damaged;
        private final List<Point.Missing> missing = new ArrayList<>();
        private long missingMore;
        /// Blobs that were listed and not there when they were to be copied.
        private final Set<BlobId> vanished = new HashSet<>();

        Run(Options options) {
            this.options = options;
        }

        public void cancel() {
            cancelled.countDown();
        }

        public Progress progress() {
            return new Progress(all.get(), done.get(), copied.get(), bytes.get());
        }

        /// @throws IOException if anything went wrong, or it was cancelled; the points before are as they were
        public Made into(BackupPlace place, BackupKey key) throws IOException {
            var points = Points.begin(place, key, key.storeKey(random));
            before = points.newestWhole(this::damagedPoint);
            var begun = points.begun();
            try (var _ = source.hold(blob -> blob.shard() >= shard);
                    var checkpoint = source.checkpoint()) {
                var made = clock.instant();
                all.set(checkpoint.blobs());
                var files = new ArrayList<Point.Entry>();
                for (var file : checkpoint.files()) {
                    record(place, file).ifPresent(files::add);
                }
                for (var file : trail()) {
                    audit(place, file).ifPresent(files::add);
                }
                var lost = lost(place, checkpoint.scratch());
                var shards = new ArrayList<Point.Shard>();
                for (int number = 0; number < checkpoint.shards(); number++) {
                    var ids = checkpoint.nextShard(number);
                    var ofShard = lost.getOrDefault(number, Map.of());
                    if (!ids.isEmpty() || !ofShard.isEmpty()) {
                        long copiedBefore = copied.get();
                        shards.add(new Shard(points, begun, checkpoint.scratch(), number).copy(ids, ofShard));
                        if (copied.get() > copiedBefore) {
                            int passed = number;
                            points.remember(Stream.concat(
                                            shards.stream(), begun.stream().filter(each -> each.number() > passed))
                                    .toList());
                        }
                    }
                    shard = number + 1;
                }
                lookForVanished();
                var recoverySeal = recovery(place, key);
                var storeKey = key.storeKey(random);
                if (storeKey.isPresent()) {
                    points.putStoreKey(storeKey.get());
                }
                place.settle();
                var point = new Point(
                        points.nextId(made),
                        key.storeKeyId(),
                        made,
                        checkpoint.sequence(),
                        files,
                        shards,
                        new Point.Extra(missing, missingMore, recoverySeal));
                points.add(point);
                points.forgetBegun();
                return new Made(point, copied.get(), bytes.get(), gone, damaged, damage);
            }
        }

        /// What gives a root key that was rotated out goes from the place: the store key there is not under
        /// that one.
        private Optional<Point.Sealed> recovery(BackupPlace place, BackupKey key) throws IOException {
            if (!Files.exists(recovery)) {
                dropStaleRecovery(place, key);
                return Optional.empty();
            }
            long length = Files.size(recovery);
            var read = copy(place, Points.RECOVERY, length, () -> Files.newInputStream(recovery));
            return Optional.of(new Point.Sealed(length, verified(place, Points.RECOVERY, read, "")));
        }

        private static void dropStaleRecovery(BackupPlace place, BackupKey key) throws IOException {
            try (var in = place.open(Points.RECOVERY)) {
                var text = new String(in.readNBytes(RecoveryKey.MAX_BYTES), StandardCharsets.ISO_8859_1);
                if (RecoveryKey.rootKeyId(text).equals(key.rootKeyId())) {
                    return;
                }
            } catch (NoSuchFileException none) {
                return;
            }
            place.delete(Points.RECOVERY);
        }

        /// A file of the records; from the point before if it cannot be read and is the same there, since
        /// tables never change.
        private Optional<Point.Entry> record(BackupPlace place, Path file) throws IOException {
            long length = Files.size(file);
            try {
                return Optional.of(file(place, Point.Kind.RECORD, file, length));
            } catch (UnreadableException broken) {
                var name = String.valueOf(file.getFileName());
                var kept = before.stream()
                        .flatMap(point -> point.files().stream())
                        .filter(entry -> entry.kind() == Point.Kind.RECORD
                                && entry.name().equals(name)
                                && name.matches(".*\\.(sst|blob)")
                                && entry.bytes() == length)
                        .findFirst();
                if (kept.isPresent()
                        && isWhole(place, kept.get().place(), length, kept.get().sha256())) {
                    damaged(Point.Kind.RECORD, name, broken.getMessage() + "; the place has it from before", true);
                    return kept;
                }
                damaged(Point.Kind.RECORD, name, String.valueOf(broken.getMessage()), false);
                return Optional.empty();
            }
        }

        private void damaged(Point.Kind kind, String name, String why, boolean kept) {
            damaged++;
            if (damage.size() < MAX_NAMED) {
                damage.add((kind == Point.Kind.RECORD ? "records/" : kind == Point.Kind.AUDIT ? "audit/" : "blob ")
                        + name + ": " + why);
            }
            if (kept) {
                return;
            }
            if (missing.size() < MAX_NAMED) {
                missing.add(new Point.Missing(kind, name));
            } else {
                missingMore++;
            }
        }

        /// The new point does not need it: what it has is found by the lists of an older one, or copied
        /// again.
        private void damagedPoint(String id) {
            damaged++;
            damage.add("point " + id + ": its manifest is not as it was written; it stays, and nothing is pruned until"
                    + " it is dropped by its name: backup prune --drop " + id);
        }

        private boolean isWhole(BackupPlace place, String name, long length, String sha256) throws IOException {
            try {
                return Digested.of(place.open(name), (buffer, n) -> pace(n)).is(length, sha256);
            } catch (NoSuchFileException gone) {
                return false;
            }
        }

        /// The blobs that the newest point has, a record names, and the store has lost, by their shards.
        private Map<Integer, Map<BlobId, BlobList.Entry>> lost(BackupPlace place, Path scratch) throws IOException {
            var lost = new HashMap<Integer, Map<BlobId, BlobList.Entry>>();
            var gone = new HashMap<BlobId, BlobList.Entry>();
            for (var each : before.map(point -> point.extra().missing()).orElse(List.of())) {
                if (each.kind() == Point.Kind.BLOB
                        && blobs.length(BlobId.parse(each.name())).isEmpty()) {
                    gone.put(BlobId.parse(each.name()), new BlobList.Entry(BlobId.parse(each.name()), -1, ""));
                }
            }
            for (var each : before.map(Point::shards).orElse(List.of())) {
                for (var entry : known(place, each, scratch).values()) {
                    if (blobs.length(entry.id()).isEmpty()) {
                        gone.put(entry.id(), entry);
                    }
                }
                if (gone.size() > GONE_AT_ONCE) {
                    sift(gone, lost);
                }
            }
            sift(gone, lost);
            return lost;
        }

        private void sift(Map<BlobId, BlobList.Entry> gone, Map<Integer, Map<BlobId, BlobList.Entry>> lost)
                throws IOException {
            if (gone.isEmpty()) {
                return;
            }
            for (var id : source.named(gone.keySet())) {
                lost.computeIfAbsent(id.shard(), shard -> new HashMap<>()).put(id, gone.get(id));
            }
            gone.clear();
        }

        /// What was listed, was not there, and a record names is lost all the same.
        private void lookForVanished() throws IOException {
            if (!vanished.isEmpty()) {
                for (var id : source.named(vanished)) {
                    gone--;
                    damaged(Point.Kind.BLOB, id.toString(), "is not there", false);
                }
            }
        }

        /// What a list of blobs says; nothing if it is not what it was: then all is copied again.
        private Map<BlobId, BlobList.Entry> known(BackupPlace place, Point.Shard shard, Path scratch)
                throws IOException {
            var known = new HashMap<BlobId, BlobList.Entry>();
            var name = shard.place();
            var copy = scratch.resolve("known");
            try (var out = Files.newOutputStream(copy)) {
                var digested = Digested.of(place.open(name), (buffer, n) -> out.write(buffer, 0, n));
                if (!digested.is(shard.bytes(), shard.sha256())) {
                    place.delete(name);
                    return known;
                }
            } catch (NoSuchFileException gone) {
                return known;
            }
            try (var reader = new BlobList.Reader(Files.newInputStream(copy))) {
                for (var entry = reader.next(); entry.isPresent(); entry = reader.next()) {
                    known.put(entry.get().id(), entry.get());
                }
            }
            return known;
        }

        private List<Path> trail() throws IOException {
            if (!Files.isDirectory(audit)) {
                return List.of();
            }
            try (var found = Files.list(audit)) {
                return found.filter(file -> file.getFileName().toString().matches("audit-[0-9]{12}\\.(jsonl|sealed)"))
                        .sorted(Comparator.comparing(Path::toString))
                        .toList();
            }
        }

        private Optional<Point.Entry> audit(BackupPlace place, Path file) throws IOException {
            try {
                return Optional.of(file(place, Point.Kind.AUDIT, file, Files.size(file)));
            } catch (NoSuchFileException archived) {
                return Optional.empty();
            } catch (UnreadableException broken) {
                if (broken.getCause() instanceof NoSuchFileException) {
                    return Optional.empty(); // archived meanwhile
                }
                damaged(
                        Point.Kind.AUDIT,
                        String.valueOf(file.getFileName()),
                        String.valueOf(broken.getMessage()),
                        false);
                return Optional.empty();
            }
        }

        /// A file as it is up to a length: more may be added to it meanwhile.
        private Point.Entry file(BackupPlace place, Point.Kind kind, Path file, long length) throws IOException {
            BackupPlace.Content content =
                    () -> new Limited(readable(() -> Files.newInputStream(file)), length, (buffer, offset, n) -> {});
            var digested = Digested.of(content.open(), (buffer, n) -> pace(n));
            if (digested.bytes() != length) {
                throw new UnreadableException(new IOException("it became shorter while it was read"));
            }
            var entry = new Point.Entry(kind, String.valueOf(file.getFileName()), length, digested.sha256());
            var there = place.list(parent(entry.place()));
            if (!isKept(place, there, entry.place(), length, entry.sha256())) {
                verified(place, entry.place(), copy(place, entry.place(), length, content), entry.sha256());
            }
            return entry;
        }

        private static String parent(String name) {
            return name.substring(0, name.lastIndexOf('/'));
        }

        private boolean isKept(BackupPlace place, Map<String, Long> there, String name, long length, String sha256)
                throws IOException {
            return Long.valueOf(length).equals(there.get(name.substring(name.lastIndexOf('/') + 1)))
                    && (!options.recheck()
                            || Digested.of(place.open(name), (buffer, n) -> pace(n))
                                    .is(length, sha256));
        }

        private Digested copy(BackupPlace place, String name, long length, BackupPlace.Content content)
                throws IOException {
            var last = new Digested[1];
            place.put(name, length, () -> {
                var digested = new Digested();
                last[0] = digested;
                return new Limited(content.open(), length, (buffer, offset, n) -> {
                    digested.add(buffer, offset, n);
                    pace(n);
                });
            });
            copied.incrementAndGet();
            bytes.addAndGet(length);
            return last[0];
        }

        /// @return the hash of what was copied
        private String verified(BackupPlace place, String name, Digested read, String expected) throws IOException {
            var sha256 = read.sha256();
            if (!expected.isEmpty() && !expected.equals(sha256)) {
                throw new IOException("the source of " + name + " changed while it was read");
            }
            if (!place.isThere(name, read.bytes(), sha256)) {
                throw new IOException(name + " in " + place + " is not what was written there");
            }
            return sha256;
        }

        /// Lets no more bytes pass than may pass in a second.
        private void pace(int n) throws IOException {
            paced += n;
            long wait = 0;
            if (options.bytesPerSecond() > 0) {
                wait = began + (long) (paced * 1e9 / options.bytesPerSecond()) - System.nanoTime();
            }
            try {
                if (cancelled.await(Math.max(0, wait), TimeUnit.NANOSECONDS)) {
                    throw new IOException("the backup was cancelled; the points before are as they were");
                }
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
                throw new IOException("the backup was interrupted; the points before are as they were", stop);
            }
        }

        /// One shard of blobs.
        private final class Shard {
            private final Points points;
            private final BackupPlace place;
            private final Path scratch;
            private final int number;
            private final Map<String, Long> there;
            private final List<Point.Shard> lists = new ArrayList<>();
            private final String folder;

            /// @param begun what a backup that was cut off has copied
            Shard(Points points, List<Point.Shard> begun, Path scratch, int number) throws IOException {
                this.points = points;
                this.place = points.place();
                this.scratch = scratch;
                this.number = number;
                this.folder = new Point.Shard(number, 0, 0, 0, "").folder();
                this.there = place.list(folder);
                lists.addAll(begun);
                before.ifPresent(point -> lists.addAll(point.shards()));
                lists.removeIf(each -> each.number() != number);
            }

            /// @param ids of the blobs that are there, in their order
            /// @param lost those that should be
            Point.Shard copy(List<BlobId> ids, Map<BlobId, BlobList.Entry> lost) throws IOException {
                var list = scratch.resolve("list");
                long count = 0;
                long sum = 0;
                var known = new HashMap<BlobId, BlobList.Entry>();
                for (var each : lists) {
                    known.putAll(Run.this.known(place, each, scratch));
                }
                var all = new TreeSet<>(ORDER);
                all.addAll(ids);
                all.addAll(lost.keySet());
                try (var writer = new BlobList.Writer(list)) {
                    for (var id : all) {
                        var entry = lost.containsKey(id)
                                ? fromBefore(id, Optional.ofNullable(lost.get(id)), "is lost")
                                : entry(id, Optional.ofNullable(known.get(id)));
                        if (entry.isPresent()) {
                            writer.add(entry.get());
                            count++;
                            sum += entry.get().bytes();
                        }
                        done.incrementAndGet();
                    }
                }
                var file = file(place, Point.Kind.RECORD, list, Files.size(list));
                return new Point.Shard(number, count, sum, file.bytes(), file.sha256());
            }

            /// What the place has of a blob that the store cannot give, if it has it whole.
            private Optional<BlobList.Entry> fromBefore(BlobId id, Optional<BlobList.Entry> known, String why)
                    throws IOException {
                boolean whole = known.isPresent()
                        && isWhole(
                                place,
                                folder + "/" + id,
                                known.get().bytes(),
                                known.get().sha256());
                damaged(Point.Kind.BLOB, id.toString(), whole ? why + "; the place has it from before" : why, whole);
                return whole ? known : Optional.empty();
            }

            /// What an older point says of a blob, wherever it still lists it.
            private Optional<BlobList.Entry> older(BlobId id) throws IOException {
                for (var point : points.whole()) {
                    for (var each : point.shards()) {
                        if (each.number() == number) {
                            var entry = Run.this.known(place, each, scratch).get(id);
                            if (entry != null) {
                                return Optional.of(entry);
                            }
                        }
                    }
                }
                return Optional.empty();
            }

            private Optional<BlobList.Entry> entry(BlobId id, Optional<BlobList.Entry> known) throws IOException {
                var name = folder + "/" + id;
                if (known.isPresent()
                        && isKept(
                                place,
                                there,
                                name,
                                known.get().bytes(),
                                known.get().sha256())) {
                    return known;
                }
                try {
                    long length;
                    try (var reader = readable(() -> blobs.open(id))) {
                        length = reader.length();
                    }
                    var read = Run.this.copy(place, name, length, () -> new BlobStream(readable(() -> blobs.open(id))));
                    return Optional.of(new BlobList.Entry(id, length, verified(place, name, read, "")));
                } catch (BlobMissingException never) {
                    // The collector leaves it: its own writer threw it away, and no record has ever named it.
                    gone++;
                    vanished.add(id);
                    return Optional.empty();
                } catch (UnreadableException broken) {
                    return fromBefore(id, known.isPresent() ? known : older(id), String.valueOf(broken.getMessage()));
                }
            }
        }
    }

    /// Prepares a run; one at a time.
    public Run run(Options options) {
        return new Run(options);
    }

    /// What is copied cannot be read: that costs itself and nothing else.
    private static final class UnreadableException extends IOException {
        private static final long serialVersionUID = 1L;

        UnreadableException(IOException broken) {
            super("cannot be read: " + broken.getMessage(), broken);
        }
    }

    private interface Reading<T> {
        T read() throws IOException;
    }

    private static <T> T readable(Reading<T> reading) throws IOException {
        try {
            return reading.read();
        } catch (BlobMissingException missing) {
            throw missing;
        } catch (IOException broken) {
            throw new UnreadableException(broken);
        }
    }

    /// A stream up to a length.
    private static final class Limited extends InputStream {
        private final InputStream in;
        private final Passage passage;
        private long left;

        /// Sees what passes.
        private interface Passage {
            void passes(byte[] buffer, int offset, int n) throws IOException;
        }

        Limited(InputStream in, long bytes, Passage passage) {
            this.in = in;
            this.left = bytes;
            this.passage = passage;
        }

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            if (left == 0) {
                return -1;
            }
            int n = readable(() -> in.read(buffer, offset, (int) Math.min(left, length)));
            if (n > 0) {
                left -= n;
                passage.passes(buffer, offset, n);
            }
            return n;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }

    /// A blob from its beginning to its end.
    private static final class BlobStream extends InputStream {
        private final BlobReader blob;
        private long position;

        BlobStream(BlobReader blob) {
            this.blob = blob;
        }

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            long left = blob.length() - position;
            if (left == 0) {
                return -1;
            }
            int n = (int) Math.min(length, left);
            blob.read(position, buffer, offset, n);
            position += n;
            return n;
        }

        @Override
        public void close() throws IOException {
            blob.close();
        }
    }
}
