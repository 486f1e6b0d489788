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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
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
/// name is there. Shelf after shelf of blobs is copied and let go. What the place has already, by the newest
/// point's lists, is not copied again. Each file is looked at after it was written; when all are durable, the
/// manifest appears, by one rename. Before that nothing has changed for a restore, whenever this ends.
public final class Backup {
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
    public record Made(Point point, long copied, long bytes, long gone) {}

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
        private volatile int shelf;

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
            var points = Points.begin(place, key);
            var before = points.newest();
            try (var _ = source.hold(blob -> blob.shelf() >= shelf);
                    var checkpoint = source.checkpoint()) {
                var made = clock.instant();
                all.set(checkpoint.blobs());
                var files = new ArrayList<Point.Entry>();
                for (var file : checkpoint.files()) {
                    files.add(file(place, Point.Kind.RECORD, file, Files.size(file)));
                }
                for (var file : trail()) {
                    audit(place, file).ifPresent(files::add);
                }
                var shelves = new ArrayList<Point.Shelf>();
                for (int number = 0; number < checkpoint.shelves(); number++) {
                    var ids = checkpoint.nextShelf(number);
                    if (!ids.isEmpty()) {
                        shelves.add(new Shelf(place, before, checkpoint.scratch(), number).copy(ids));
                    }
                    shelf = number + 1;
                }
                recovery(place, key);
                var storeKey = key.storeKey(random);
                if (storeKey.isPresent()) {
                    points.putStoreKey(storeKey.get());
                }
                place.settle();
                var point =
                        new Point(points.nextId(made), key.storeKeyId(), made, checkpoint.sequence(), files, shelves);
                points.add(point);
                return new Made(point, copied.get(), bytes.get(), gone);
            }
        }

        /// What gives a root key that was rotated out goes from the place: the store key there is not under that one.
        private void recovery(BackupPlace place, BackupKey key) throws IOException {
            if (Files.exists(recovery)) {
                copy(place, Points.RECOVERY, Files.size(recovery), () -> Files.newInputStream(recovery));
                return;
            }
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
            }
        }

        /// A file as it is up to a length: more may be added to it meanwhile.
        private Point.Entry file(BackupPlace place, Point.Kind kind, Path file, long length) throws IOException {
            BackupPlace.Content content =
                    () -> new Limited(Files.newInputStream(file), length, (buffer, offset, n) -> {});
            var digested = Digested.of(content.open(), (buffer, n) -> pace(n));
            if (digested.bytes() != length) {
                throw new IOException(file + " became shorter while it was read");
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

        /// One shelf of blobs.
        private final class Shelf {
            private final BackupPlace place;
            private final Path scratch;
            private final int number;
            private final Map<String, Long> there;
            private final Optional<Point.Shelf> last;
            private final String folder;

            Shelf(BackupPlace place, Optional<Point> before, Path scratch, int number) throws IOException {
                this.place = place;
                this.scratch = scratch;
                this.number = number;
                this.folder = new Point.Shelf(number, 0, 0, 0, "").folder();
                this.there = place.list(folder);
                this.last = before.flatMap(point -> point.shelves().stream()
                        .filter(each -> each.number() == number)
                        .findFirst());
            }

            Point.Shelf copy(List<BlobId> ids) throws IOException {
                var list = scratch.resolve("list");
                long count = 0;
                long sum = 0;
                var known = known();
                try (var writer = new BlobList.Writer(list)) {
                    for (var id : ids) {
                        var entry = entry(id, Optional.ofNullable(known.get(id)));
                        if (entry.isPresent()) {
                            writer.add(entry.get());
                            count++;
                            sum += entry.get().bytes();
                        }
                        done.incrementAndGet();
                    }
                }
                var file = file(place, Point.Kind.RECORD, list, Files.size(list));
                return new Point.Shelf(number, count, sum, file.bytes(), file.sha256());
            }

            /// What the newest point says of this shelf; nothing if its list is not what it was: then all is copied
            /// again.
            private Map<BlobId, BlobList.Entry> known() throws IOException {
                var known = new HashMap<BlobId, BlobList.Entry>();
                if (last.isEmpty() || last.get().blobs() == 0) {
                    return known;
                }
                var name = last.get().place();
                var copy = scratch.resolve("known");
                try (var out = Files.newOutputStream(copy)) {
                    var digested = Digested.of(place.open(name), (buffer, n) -> out.write(buffer, 0, n));
                    if (!digested.is(last.get().bytes(), last.get().sha256())) {
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
                    try (var reader = blobs.open(id)) {
                        length = reader.length();
                    }
                    var read = Run.this.copy(place, name, length, () -> new BlobStream(blobs.open(id)));
                    return Optional.of(new BlobList.Entry(id, length, verified(place, name, read, "")));
                } catch (BlobMissingException never) {
                    // The collector leaves it: its own writer threw it away, and no record has ever named it.
                    gone++;
                    return Optional.empty();
                }
            }
        }
    }

    /// Prepares a run; one at a time.
    public Run run(Options options) {
        return new Run(options);
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
            int n = in.read(buffer, offset, (int) Math.min(left, length));
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
