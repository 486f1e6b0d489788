package sealstead.store.local;

import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.rocksdb.RocksDBException;
import sealstead.store.Bytes;
import sealstead.store.local.HighWaterMark.State;

/// Whether a store has everything that it acknowledged; asked before anything in it is changed.
///
/// A store says of itself, within the engine, which run of a server wrote to it last. Where it stops is what
/// the engine recovers. Both are compared with the mark, which lies elsewhere: a store that was set back stops
/// earlier, and one that went its own way since it was copied is of another run, however far it got. A new run
/// begins in three steps, and a crash between them is no loss: the mark names the next run beside the last one;
/// the store takes the next one's name; the mark names that alone.
final class Freshness {
    /// No counter that older versions kept begins so: a table has a name.
    private static final Bytes RUN_KEY = Bytes.utf8("\0run");

    private static final Bytes RUN_PURPOSE = Bytes.utf8("sealrun1");
    private static final String WAY_OUT =
            " Nothing was changed, and the log is where it was. Bring back what is missing"
                    + " (an intact copy of the records and their mark), or accept what the store has with `sealstead repair"
                    + " --accept-loss`, which keeps the log aside";

    private Freshness() {}

    /// What the engine would recover.
    ///
    /// @param sequence the last change
    /// @param run what the engine has under the run's key: its name and a tag
    /// @param firstLog the number of the oldest log that it needs
    record Recovered(long sequence, Optional<Bytes> run, long firstLog) {}

    /// The last change of the records in `folder`.
    static long sequence(Path folder) throws IOException {
        return RocksFamilies.peek(folder, RUN_KEY).map(Recovered::sequence).orElse(0L);
    }

    /// @throws StoreSetBackException if commits that were acknowledged are not there
    static void check(Path folder, Optional<Marking> marking) throws IOException {
        var recovered = whole(folder);
        long sequence = recovered.map(Recovered::sequence).orElse(0L);
        if (marking.isPresent()) {
            compare(folder, marking.get(), recovered, sequence);
        }
    }

    /// What the engine would recover, once no log says that this is not all. An engine that is still open may
    /// put logs away while they are read, and then it is asked again.
    private static Optional<Recovered> whole(Path folder) throws IOException {
        var recovered = RocksFamilies.peek(folder, RUN_KEY);
        while (recovered.isPresent()) {
            var loss = LogScan.loss(folder, recovered.get().firstLog());
            if (loss.isEmpty()) {
                break;
            }
            var now = RocksFamilies.peek(folder, RUN_KEY);
            if (now.isPresent() && now.get().firstLog() == recovered.get().firstLog()) {
                throw new StoreSetBackException("the log of the records in " + folder + " is damaged behind change "
                        + loss.get().after() + ": it has at least change "
                        + loss.get().before() + ", which was acknowledged like all between." + WAY_OUT);
            }
            recovered = now;
        }
        return recovered;
    }

    private static void compare(Path folder, Marking marking, Optional<Recovered> recovered, long sequence)
            throws IOException {
        var mark = HighWaterMark.read(marking);
        var run = recovered.flatMap(Recovered::run).flatMap(stored -> run(stored, marking.key()));
        if (mark.isEmpty()) {
            if (run.isPresent()) {
                throw new StoreSetBackException("the mark " + marking.file() + " of the records in " + folder
                        + " is not there: they were moved, copied or restored without it, and whether they are the"
                        + " newest cannot be told." + WAY_OUT);
            }
            return; // new, or of a version that had no marks
        }
        var expected = mark.get();
        if (recovered.isEmpty() && expected.isBegun()) {
            throw new StoreSetBackException("there are no records in " + folder + ", but the mark " + marking.file()
                    + " of a store that had some: is a disk not mounted?" + WAY_OUT);
        }
        if (sequence < expected.sequence()) {
            throw new StoreSetBackException("the records in " + folder + " end at change " + sequence
                    + ", but changes up to " + expected.sequence()
                    + " had been acknowledged: their log is damaged, or they were set back to an older copy."
                    + WAY_OUT);
        }
        boolean known = run.isEmpty()
                ? !expected.isBegun()
                : run.get().equals(expected.run()) || run.get().equals(expected.next());
        if (!known) {
            throw new StoreSetBackException("the records in " + folder + " are not those of the mark " + marking.file()
                    + ": they are an older copy, or one that was written to elsewhere." + WAY_OUT);
        }
    }

    /// Begins a run on the open store, under a name of its own.
    static HighWaterMark begin(RocksFamilies families, Marking marking, RandomGenerator random) throws IOException {
        var name = new byte[HighWaterMark.RUN_BYTES];
        random.nextBytes(name);
        var next = Bytes.wrap(name);
        try {
            var stored = Optional.ofNullable(families.db().get(families.counters(), RUN_KEY.readOnlyArray()));
            var last = stored.map(Bytes::wrap)
                    .flatMap(value -> run(value, marking.key()))
                    .filter(run -> run.size() == HighWaterMark.RUN_BYTES)
                    .orElse(State.NONE);
            var mark = HighWaterMark.open(
                    marking, new State(last, next, families.db().getLatestSequenceNumber()));
            try {
                families.putDurably(RUN_KEY, Bytes.concat(next, tag(next, marking.key())));
                mark.set(new State(next, State.NONE, families.db().getLatestSequenceNumber()));
                return mark;
            } catch (IOException | RocksDBException | RuntimeException failed) {
                mark.close();
                throw failed;
            }
        } catch (RocksDBException broken) {
            throw new IOException("cannot begin a run on the records: " + broken.getMessage(), broken);
        }
    }

    /// The run that a stored value names; one that nobody with the key wrote is no run of any mark.
    private static Optional<Bytes> run(Bytes stored, MarkKey key) {
        if (stored.size() <= HighWaterMark.RUN_BYTES) {
            return Optional.of(Bytes.EMPTY);
        }
        var run = stored.slice(0, HighWaterMark.RUN_BYTES);
        var tag = stored.slice(run.size(), stored.size());
        boolean proven =
                MessageDigest.isEqual(tag.readOnlyArray(), tag(run, key).readOnlyArray());
        return Optional.of(proven ? run : Bytes.EMPTY);
    }

    private static Bytes tag(Bytes run, MarkKey key) {
        return Bytes.wrap(key.tag(Bytes.concat(RUN_PURPOSE, run).readOnlyArray()));
    }
}
