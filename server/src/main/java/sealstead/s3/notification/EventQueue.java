package sealstead.s3.notification;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sealstead.custody.SealedStore;
import sealstead.store.Bytes;
import sealstead.store.Edit;
import sealstead.store.Guard;
import sealstead.store.Outcome;
import sealstead.store.Table;
import sealstead.store.TxId;

/// Events that wait to be delivered, sealed and durable: for each webhook a lane for each account, in order of
/// time. How many an account may have waiting is limited, since it is another's disk and another's webhook too.
final class EventQueue {
    private static final Logger LOG = LoggerFactory.getLogger(EventQueue.class);
    private static final Table TABLE = new Table("event");
    private static final Bytes END_OF_NAME = Bytes.of((byte) 0);
    /// Before the account in a group's name. Groups of before there were lanes have the time there, which begins
    /// with a zero: they are the lane of nobody, and are delivered like the others'.
    private static final byte LANE = 1;

    private static final int ACCOUNT_BYTES = 12;
    private static final int ID_BYTES = 16;

    private final SealedStore records;
    private final RandomGenerator random;
    private final Clock clock;
    private final long most;
    private final Map<Lane, AtomicLong> waiting = new ConcurrentHashMap<>();
    private final Map<Lane, AtomicLong> lost = new ConcurrentHashMap<>();

    /// @param most how many events of one account may wait for one webhook
    EventQueue(SealedStore records, RandomGenerator random, Clock clock, long most) {
        this.records = records;
        this.random = random;
        this.clock = clock;
        this.most = most;
    }

    /// An account's events for a webhook.
    ///
    /// @param account twelve digits, or empty for what waits since before there were lanes
    record Lane(String webhook, String account) {
        Bytes prefix() {
            var start = Bytes.concat(Bytes.utf8(webhook), END_OF_NAME);
            return account.isEmpty()
                    ? Bytes.concat(start, Bytes.of((byte) 0))
                    : Bytes.concat(start, Bytes.of(LANE), Bytes.utf8(account));
        }
    }

    /// An event that waits.
    ///
    /// @param since microseconds since 1970
    record Waiting(Lane lane, Bytes group, TxId written, long since, Bytes document) {
        /// The same for every attempt to deliver it.
        String id() {
            var bytes = group.readOnlyArray();
            return HexFormat.of().formatHex(bytes, bytes.length - ID_BYTES, bytes.length);
        }
    }

    /// @return whether there was room for it
    boolean add(String webhook, String account, byte[] document) throws IOException {
        var lane = new Lane(webhook, account);
        var count = waiting.computeIfAbsent(lane, key -> new AtomicLong());
        if (count.incrementAndGet() > most) {
            count.decrementAndGet();
            long before = lost.computeIfAbsent(lane, key -> new AtomicLong()).getAndIncrement();
            if (before == 0) {
                LOG.warn("webhook {}: account {} has {} events waiting, further ones are lost", webhook, account, most);
            }
            return false;
        }
        boolean added = false;
        try {
            var now = clock.instant();
            var id = ByteBuffer.allocate(ID_BYTES)
                    .putLong(now.getEpochSecond() * 1_000_000 + now.getNano() / 1000)
                    .putLong(random.nextLong());
            var group = Bytes.concat(lane.prefix(), Bytes.wrap(id.array()));
            var edit = new Edit.PutHead(Bytes.wrap(document));
            if (!(records.commit(TABLE, group, new Guard.Absent(), List.of(edit)) instanceof Outcome.Applied)) {
                throw new IOException("an event id was used twice");
            }
            added = true;
        } finally {
            if (!added) {
                count.decrementAndGet();
            }
        }
        return true;
    }

    /// Counts what waits since before this process began; nothing is added meanwhile. What is damaged is never
    /// delivered, and so is not counted.
    void count(String webhook) throws IOException {
        var start = Bytes.concat(Bytes.utf8(webhook), END_OF_NAME);
        records.walk(TABLE, start, Optional.of(start.prefixSuccessor()), row -> {
            if (row.head().value().size() > 0) {
                waiting.computeIfAbsent(laneOf(webhook, row.group()), key -> new AtomicLong())
                        .incrementAndGet();
            }
        });
    }

    private static Lane laneOf(String webhook, Bytes group) {
        int at = webhook.getBytes(StandardCharsets.UTF_8).length + 1;
        boolean hasAccount = group.size() == at + 1 + ACCOUNT_BYTES + ID_BYTES && group.at(at) == LANE;
        return new Lane(
                webhook,
                hasAccount ? new String(group.readOnlyArray(), at + 1, ACCOUNT_BYTES, StandardCharsets.US_ASCII) : "");
    }

    /// The lanes of a webhook in which something waits.
    List<Lane> lanes(String webhook) throws IOException {
        var start = Bytes.concat(Bytes.utf8(webhook), END_OF_NAME);
        var lanes = new ArrayList<Lane>();
        var from = start;
        while (true) {
            var page = records.list(TABLE, from, true, Optional.of(start.prefixSuccessor()), 1);
            if (page.rows().isEmpty()) {
                return lanes;
            }
            var lane = laneOf(webhook, page.rows().getFirst().group());
            lanes.add(lane);
            from = lane.prefix().prefixSuccessor();
        }
    }

    /// The oldest events of a lane, those that can be read.
    List<Waiting> oldest(Lane lane, int limit) throws IOException {
        var start = lane.prefix();
        var oldest = new ArrayList<Waiting>();
        var from = start;
        boolean inclusive = true;
        while (true) {
            var page = records.list(TABLE, from, inclusive, Optional.of(start.prefixSuccessor()), limit);
            for (var row : page.rows()) {
                if (row.head().value().size() > 0 && oldest.size() < limit) {
                    long since = ByteBuffer.wrap(row.group().readOnlyArray())
                            .getLong(row.group().size() - ID_BYTES);
                    oldest.add(new Waiting(
                            lane,
                            row.group(),
                            row.head().txid(),
                            since,
                            row.head().value()));
                }
                from = row.group();
                inclusive = false;
            }
            if (!page.more() || oldest.size() == limit) {
                return oldest;
            }
        }
    }

    void remove(Waiting event) throws IOException {
        var removed =
                records.commit(TABLE, event.group(), new Guard.At(event.written()), List.of(new Edit.DeleteGroup()));
        if (removed instanceof Outcome.Applied) {
            var count = waiting.get(event.lane());
            if (count != null && count.decrementAndGet() <= 0) {
                var dropped = lost.remove(event.lane());
                if (dropped != null) {
                    LOG.warn(
                            "webhook {}: {} events of account {} were lost",
                            event.lane().webhook(),
                            dropped.get(),
                            event.lane().account());
                }
            }
        }
    }
}
