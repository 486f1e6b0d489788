package sealstead.store.hbase;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sealstead.store.Bytes;
import sealstead.store.EngineDriver;
import sealstead.store.HeldLease;
import sealstead.store.StoreUnavailableException;

/// One gateway has the store at a time. It says so in a row, and gives up by itself when it could not
/// ([HeldLease]). No two clocks are compared: who wants the store looks at the row for [#SECONDS] by his own, and
/// takes it if nobody has renewed it meanwhile. What the other may have sent is done or dropped within
/// [RecordTable#ATTEMPT_SECONDS] after he gave up, and an HBase that begins with it later drops it too.
///
/// HBase cannot look at this row while it writes another: that nobody else has the store is true by time alone,
/// where PostgreSQL's commits ask for it. The guards of commits hold whoever writes.
///
/// The same data folder gets the store back at once: its lock says that nobody else runs on it.
final class GatewayLease extends HeldLease {
    private static final Logger LOG = LoggerFactory.getLogger(GatewayLease.class);
    private static final long LOOK_MILLIS = 500;
    private static final int NAME_BYTES = 16;
    private static final byte[] ROW = Rows.own("gateway");
    private static final byte[] CELL = {'l'};

    private final RecordTable records;
    private final CommitNumbers numbers;
    private final long pulseBefore;
    private volatile Entry held;

    /// The cell: version 1, whether somebody has the store, who and since which start, how often he said so, and up to
    /// which number commits may be ([CommitNumbers]).
    private record Entry(boolean isHeld, Bytes gateway, Bytes session, long pulse, long numbers) {
        private static final byte VERSION = 1;
        private static final int BYTES = 2 + 2 * NAME_BYTES + 2 * Long.BYTES;

        static Entry read(byte[] cell) throws IOException {
            if (cell.length != BYTES || cell[0] != VERSION) {
                throw new IOException("the row of the gateway is not of a version that this Sealstead knows");
            }
            var buffer = ByteBuffer.wrap(cell, 2, cell.length - 2);
            var gateway = new byte[NAME_BYTES];
            var session = new byte[NAME_BYTES];
            buffer.get(gateway).get(session);
            return new Entry(
                    cell[1] == 1, Bytes.wrap(gateway), Bytes.wrap(session), buffer.getLong(), buffer.getLong());
        }

        byte[] bytes() {
            return ByteBuffer.allocate(BYTES)
                    .put(VERSION)
                    .put((byte) (isHeld ? 1 : 0))
                    .put(Arrays.copyOf(gateway.readOnlyArray(), NAME_BYTES))
                    .put(Arrays.copyOf(session.readOnlyArray(), NAME_BYTES))
                    .putLong(pulse)
                    .putLong(numbers)
                    .array();
        }
    }

    GatewayLease(RecordTable records, Bytes gateway, EngineDriver.Hearing hearing, RandomGenerator random)
            throws IOException {
        super(hearing);
        this.records = records;
        var session = new byte[NAME_BYTES];
        random.nextBytes(session);
        var me = Bytes.wrap(Arrays.copyOf(gateway.readOnlyArray(), NAME_BYTES));
        var before = find();
        if (before.isPresent()
                && before.get().isHeld()
                && !before.get().gateway().equals(me)) {
            before = Optional.of(outlast(before.get()));
        }
        this.pulseBefore = before.map(Entry::pulse).orElse(0L);
        long first = before.map(Entry::numbers).orElse(1L);
        long asked = System.nanoTime();
        var mine = new Entry(true, me, Bytes.wrap(session), pulseBefore, first + CommitNumbers.RESERVE);
        if (!records.replace(ROW, CELL, before.map(Entry::bytes), mine.bytes())) {
            throw refused();
        }
        this.held = mine;
        this.numbers = new CommitNumbers(first, mine.numbers());
        sureSince(asked);
    }

    private Optional<Entry> find() throws IOException {
        var cell = records.value(ROW, CELL);
        return cell.isPresent() ? Optional.of(Entry.read(cell.get())) : Optional.empty();
    }

    private static IOException refused() {
        return new IOException("another gateway has the store in this table, and two at once are not safe yet"
                + " (docs/gateways.md). When that one has stopped it can be had at once, when it was killed after "
                + SECONDS + " seconds");
    }

    /// Waits until whoever has the store has surely given it up.
    ///
    /// @throws IOException if he renews it
    private Entry outlast(Entry other) throws IOException {
        LOG.info("another gateway has, or had, the store: it is looked at for {} seconds", SECONDS);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (System.nanoTime() - end < 0) {
            try {
                Thread.sleep(LOOK_MILLIS);
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted before it was known whether another gateway has the store", stop);
            }
            var now = find().orElseThrow(GatewayLease::refused);
            if (!now.isHeld()) {
                return now;
            }
            if (!now.equals(other)) {
                throw refused();
            }
        }
        return other;
    }

    long pulseBefore() {
        return pulseBefore;
    }

    CommitNumbers numbers() {
        return numbers;
    }

    @Override
    protected long renew() throws IOException {
        var before = held;
        var next = new Entry(true, before.gateway(), before.session(), before.pulse() + 1, numbers.wanted());
        if (!write(before, next)) {
            throw lost();
        }
        numbers.reserved(next.numbers());
        return next.pulse();
    }

    /// The renewal before this one may have been written without being heard of: then it is the one to replace.
    private boolean write(Entry before, Entry next) throws IOException {
        var expected = before;
        for (int attempt = 0; attempt < 2; attempt++) {
            if (records.replace(ROW, CELL, Optional.of(expected.bytes()), next.bytes())) {
                held = next;
                return true;
            }
            var now = find();
            if (now.isEmpty() || !now.get().isHeld() || !now.get().session().equals(before.session())) {
                return false;
            }
            expected = now.get();
        }
        throw new StoreUnavailableException("the lease of the store changed while it was renewed");
    }

    @Override
    protected void giveUp() throws IOException {
        var last = held;
        write(last, new Entry(false, last.gateway(), last.session(), last.pulse(), numbers.stop()));
    }
}
