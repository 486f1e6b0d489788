package sealstead.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import sealstead.crypto.KernelRandom;
import sealstead.crypto.RandomId;
import sealstead.custody.SealedStore;
import sealstead.custody.StoreKey;
import sealstead.health.Health;
import sealstead.moving.Changes;
import sealstead.moving.Move;
import sealstead.moving.MoveRecord;
import sealstead.moving.Progress;
import sealstead.moving.TrailCopy;
import sealstead.store.BlobPins;
import sealstead.store.local.DataFolder;

/// Takes a store to another engine, or to a data folder, with all that a server needs to go on there: its records and
/// blobs as they are, its store key under the same root key, its audit trail. What is bound to the place is made anew
/// there: lease, name of the gateway, mark.
///
/// In this order, so that at no moment two stores could be served: the source says that it is leaving, the target that
/// it is being filled; all is copied and compared; the source says that it has left; the target, that it is whole. It
/// may be ended at any moment, by whatever, and is begun again with the same settings.
public final class Moving implements AutoCloseable {

    private final Config from;
    private final Engine source;
    private final boolean ownsSource;
    private final Engine target;
    private final Consumer<Step> steps;
    private final SealedStore leaving;
    private final SealedStore coming;
    private final String id;
    private final boolean begun;
    private final Optional<MoveRecord.Outcome> decided;
    private final Progress progress;
    private final Move move;
    private final TrailCopy trail;

    /// What is done when it is told of.
    public enum Step {
        BEGUN,
        COPIED,
        VERIFIED,
        LEFT,
        ARRIVED
    }

    /// What came of a move.
    ///
    /// @param id of the move
    /// @param from the place that the store left
    /// @param to where it is now
    public record Report(String id, String from, String to, MoveRecord.Outcome outcome, TrailCopy.Copied trail) {}

    /// For a server that is stopped: nobody else has the store meanwhile.
    ///
    /// @throws IOException if one of the two cannot be used, if another gateway has the store, or if the target has
    ///     a store already
    public static Moving offline(Config from, Config to, Progress progress, Consumer<Step> steps) throws IOException {
        var random = new KernelRandom();
        checkApart(from, to);
        var source = from.isLocal()
                ? LocalEngine.open(from, new Health(), random)
                : FarEngine.open(from, new Health(), Optional.empty(), true, random);
        try {
            return new Moving(from, to, source, true, Optional.empty(), progress, steps, random);
        } catch (IOException | RuntimeException failed) {
            source.close();
            throw failed;
        }
    }

    /// For a server that serves the store meanwhile and stops before the end.
    ///
    /// @param changes that it makes; they are watched already
    static Moving online(Config from, Config to, Engine source, Changes changes, Progress progress, SecureRandom random)
            throws IOException {
        checkApart(from, to);
        return new Moving(from, to, source, false, Optional.of(changes), progress, step -> {}, random);
    }

    private Moving(
            Config from,
            Config to,
            Engine source,
            boolean ownsSource,
            Optional<Changes> changes,
            Progress progress,
            Consumer<Step> steps,
            SecureRandom random)
            throws IOException {
        this.from = from;
        this.source = source;
        this.ownsSource = ownsSource;
        this.steps = steps;
        this.progress = progress;
        this.trail = new TrailCopy(from.auditFolder(), to.auditFolder());
        this.leaving = new SealedStore(source.records(), source.storeKey(), random);
        var left = MoveRecord.read(leaving);
        if (left.isPresent() && left.get().state() == MoveRecord.State.COMING) {
            MoveRecord.checkServed(leaving, source.place());
        }
        this.target = openTarget(to, source.storeKey(), random);
        try {
            this.coming = new SealedStore(target.records(), target.storeKey(), random);
            boolean same = left.isPresent()
                    && left.get().state() != MoveRecord.State.ARRIVED
                    && left.get().other().equals(target.place());
            this.decided = left.filter(record -> record.state() == MoveRecord.State.LEFT)
                    .flatMap(MoveRecord::outcome);
            if (decided.isPresent() && !same) {
                MoveRecord.checkServed(leaving, source.place());
            }
            this.id = same ? left.get().id() : RandomId.BITS_64.hex(random);
            this.begun = checkTarget();
            this.move = new Move(
                    new Move.Side(source.records(), source.blobs(new BlobPins())),
                    new Move.Side(target.records(), target.blobs(new BlobPins())),
                    changes,
                    progress);
        } catch (IOException | RuntimeException failed) {
            target.close();
            throw failed;
        }
    }

    /// What the new server would stumble over, or the old one.
    private static void checkApart(Config from, Config to) throws IOException {
        if (to.data().equals(from.data())) {
            throw new IOException(
                    "the server that is to serve the store needs a data folder of its own, which keeps its"
                            + " audit trail and its name: data = DIR (--to data=DIR)");
        }
        if (to.data().startsWith(from.data()) || from.data().startsWith(to.data())) {
            throw new IOException("one data folder in the other would go with it: " + to.data() + ", " + from.data());
        }
        if (to.markFile().equals(from.markFile())) {
            throw new IOException("the mark " + to.markFile()
                    + " is that of the store as it is now: the other needs one" + " of its own (mark-file)");
        }
        if (!Files.exists(to.rootKeyFile())) {
            throw new IOException("the server that is to serve the store would look for its root key in "
                    + to.rootKeyFile() + ", where there is none: copy " + from.rootKeyFile()
                    + " there, or name it by root-key-file (--to root-key-file=" + from.rootKeyFile() + ")");
        }
    }

    private static Engine openTarget(Config to, StoreKey key, SecureRandom random) throws IOException {
        var text = key.text(random)
                .orElseThrow(() -> new IOException("the store is of a version without store keys, and everything in it"
                        + " is under the root key itself: `sealstead root-key rotate` gives it a store key first"));
        var engine = to.isLocal()
                ? openFolder(to, text, random)
                : FarEngine.open(to, new Health(), Optional.of(text), true, random);
        if (!engine.storeKey().id().equals(key.id())) {
            var place = engine.place();
            engine.close();
            throw new IOException(place + " has another store, under another store key: the target must be empty");
        }
        return engine;
    }

    private static Engine openFolder(Config to, String storeKey, SecureRandom random) throws IOException {
        var folder = to.data();
        DataFolder.checkFilled(folder);
        if (!DataFolder.isFormatted(folder) && !DataFolder.hasData(folder) && !DataFolder.hasStoreKey(folder)) {
            if (Files.exists(to.markFile())) {
                throw new IOException("there is the mark " + to.markFile() + " of a store, but no data in " + folder
                        + ": is a disk not mounted? To begin anew, remove the mark");
            }
            checkEmpty(folder);
            DataFolder.createStoreKey(folder, storeKey);
        }
        return LocalEngine.open(to, new Health(), random);
    }

    private static void checkEmpty(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (var all = Files.newDirectoryStream(folder)) {
            for (var each : all) {
                if (!each.endsWith("lock")) {
                    throw new IOException("the folder " + folder + " is not empty: it has " + each.getFileName());
                }
            }
        }
    }

    /// @return whether an earlier run of this move has begun to fill it
    /// @throws IOException if it has anything else
    private boolean checkTarget() throws IOException {
        var found = MoveRecord.read(coming);
        if (found.isPresent() && found.get().id().equals(id)) {
            return true;
        }
        if (decided.isPresent()) {
            throw new IOException("the store was moved to " + target.place() + " (move " + id + "), and is not there");
        }
        if (found.isPresent() && found.get().state() == MoveRecord.State.COMING) {
            throw new IOException(target.place() + " is being filled by move "
                    + found.get().id() + " from " + found.get().other() + ": the target must be empty, or this move's");
        }
        if (found.isPresent() || !target.records().tables().isEmpty()) {
            throw new IOException(target.place() + " has a store already: the target must be empty");
        }
        var any = new AtomicBoolean();
        try {
            target.blobs(new BlobPins()).walk(blob -> {
                any.set(true);
                throw new NotEmptyException();
            });
        } catch (NotEmptyException has) {
            // said below
        }
        if (any.get()) {
            throw new IOException(target.place() + " has blobs already: the target must be empty");
        }
        trail.checkEmpty();
        return false;
    }

    private static final class NotEmptyException extends IOException {
        private static final long serialVersionUID = 1;
    }

    String id() {
        return id;
    }

    String place() {
        return target.place();
    }

    /// Ends it at the next moment at which it can be.
    void cancel() {
        move.cancel();
    }

    /// All of it, of a store that nobody changes meanwhile.
    public Report run() throws IOException {
        if (decided.isPresent()) {
            return arrive(decided.get());
        }
        copy();
        verify();
        return settle();
    }

    /// Copies everything that is there.
    void copy() throws IOException {
        record(leaving, MoveRecord.State.LEAVING, target.place(), Optional.empty());
        record(coming, MoveRecord.State.COMING, source.place(), Optional.empty());
        steps.accept(Step.BEGUN);
        move.copy(begun);
        trail.copy();
        steps.accept(Step.COPIED);
    }

    /// Reads everything on both sides.
    void verify() throws IOException {
        move.verify();
        steps.accept(Step.VERIFIED);
    }

    /// Brings what has changed by now.
    ///
    /// @return how much has changed since
    int catchUp() throws IOException {
        move.catchUp();
        return move.waiting();
    }

    /// Brings the last changes and has the store over there, when nobody writes any more.
    Report settle() throws IOException {
        progress.enter(Progress.Phase.SWITCHING);
        var outcome = move.settle();
        trail.copy();
        record(leaving, MoveRecord.State.LEFT, target.place(), Optional.of(outcome));
        steps.accept(Step.LEFT);
        return arrive(outcome);
    }

    private Report arrive(MoveRecord.Outcome outcome) throws IOException {
        var copied = trail.copy();
        record(coming, MoveRecord.State.ARRIVED, source.place(), Optional.of(outcome));
        steps.accept(Step.ARRIVED);
        var report = new Report(id, source.place(), target.place(), outcome, copied);
        tell(report);
        progress.enter(Progress.Phase.ENDED);
        return report;
    }

    private void record(SealedStore side, MoveRecord.State state, String other, Optional<MoveRecord.Outcome> outcome)
            throws IOException {
        new MoveRecord(state, id, other, outcome).write(side);
    }

    /// Where the folder that was left says in words what became of it; the store itself says so too.
    static Path toldIn(Config from) {
        return from.data().resolve("moved");
    }

    private void tell(Report report) throws IOException {
        var file = toldIn(from);
        var next = file.resolveSibling("moved.new");
        Files.deleteIfExists(next);
        Files.createFile(next, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(
                next,
                MoveReports.document(report).toString() + "\n",
                StandardCharsets.UTF_8,
                StandardOpenOption.DSYNC,
                StandardOpenOption.WRITE);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /// What the folder of a store that has left says of where it went; absent if it says nothing.
    public static Optional<String> told(Config from) throws IOException {
        var file = toldIn(from);
        return Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
    }

    /// Whether a process has the data folder, so that the store is to be moved by that.
    public static boolean isServed(Config from) throws IOException {
        if (!DataFolder.isFormatted(from.data()) && !Files.exists(FarEngine.gatewayFile(from))) {
            throw new IOException("there is no store in " + from.data() + ": name its data folder (--data)");
        }
        try (var _ = DataFolder.lock(from.data())) {
            return false;
        } catch (IOException inUse) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        move.close();
        try {
            target.close();
        } finally {
            if (ownsSource) {
                source.close();
            }
        }
    }
}
