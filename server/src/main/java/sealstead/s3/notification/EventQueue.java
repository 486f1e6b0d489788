package sealstead.s3.notification;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sealstead.custody.SealedStore;
import sealstead.gateway.Gateways;
import sealstead.s3.object.Evidence;
import sealstead.store.Bytes;
import sealstead.store.Edit;
import sealstead.store.Guard;
import sealstead.store.Head;
import sealstead.store.Outcome;
import sealstead.store.Page;
import sealstead.store.Table;
import sealstead.store.TxId;

/// Events that wait to be delivered, sealed and durable: for each webhook a lane for each account, in order of
/// time. How much an account may have waiting is limited, since it is another's disk and another's webhook too.
///
/// An event is promised before its change is committed, and its record has the evidence by which the object's own
/// record shows whether that happened. Nobody changes an object before the evidence of its events was looked at
/// and, of what happened, taken out of the record. So it costs no commit where an event is delivered first, and
/// after a kill, at any step, exactly what happened is told. An event whose change is about to be committed is
/// held, and what is behind it in its lane with it.
///
/// Where several gateways have the store, the others cannot know what one remembers. So its record names who is about
/// to make the change, and is held by all for as long as that one lives and some time; and when the change was
/// made, the evidence is taken out at once. Only if a gateway is killed between the two and another replaces the object
/// before the event was delivered, is an event lost.
final class EventQueue {
    private static final Logger LOG = LoggerFactory.getLogger(EventQueue.class);
    private static final Table TABLE = new Table("event");
    private static final Bytes END_OF_NAME = Bytes.of((byte) 0);
    /// Before the account in a group's name. Groups of before there were lanes have the time there, which begins
    /// with a zero: they are the lane of nobody, and are delivered like the others'.
    private static final byte LANE = 1;

    private static final int ACCOUNT_BYTES = 12;
    private static final int ID_BYTES = 16;
    /// How long an account's records may be, on average, if it has as many waiting as it may.
    static final int MEAN_BYTES = 4096;
    /// How many open events are remembered; of further ones the evidence is taken out at once.
    private static final int MAX_OPEN = 10_000;
    /// Longer than it takes to make a change that was promised.
    private static final Duration HELD = Duration.ofMinutes(15);

    private final SealedStore records;
    private final Notifications.Witness witness;
    private final RandomGenerator random;
    private final Clock clock;
    private final long most;
    private final int mostOpen;
    private final Gateways gateways;
    private final Map<EventLane, Load> waiting = new ConcurrentHashMap<>();
    private final Map<EventLane, AtomicLong> lost = new ConcurrentHashMap<>();
    private final OpenEvents open = new OpenEvents();
    private long countedAt = System.nanoTime() - TimeUnit.SECONDS.toNanos(1);

    /// @param most how many events of one account may wait for one webhook
    EventQueue(SealedStore records, Notifications.Witness witness, RandomGenerator random, Clock clock, long most) {
        this(records, witness, random, clock, most, MAX_OPEN, Gateways.ALONE);
    }

    /// @param gateways that have the store
    EventQueue(
            SealedStore records,
            Notifications.Witness witness,
            RandomGenerator random,
            Clock clock,
            long most,
            Gateways gateways) {
        this(records, witness, random, clock, most, MAX_OPEN, gateways);
    }

    EventQueue(
            SealedStore records,
            Notifications.Witness witness,
            RandomGenerator random,
            Clock clock,
            long most,
            int mostOpen) {
        this(records, witness, random, clock, most, mostOpen, Gateways.ALONE);
    }

    private EventQueue(
            SealedStore records,
            Notifications.Witness witness,
            RandomGenerator random,
            Clock clock,
            long most,
            int mostOpen,
            Gateways gateways) {
        this.gateways = gateways;
        this.records = records;
        this.witness = witness;
        this.random = random;
        this.clock = clock;
        this.most = most;
        this.mostOpen = mostOpen;
    }

    /// An account's events for a webhook.
    ///
    /// @param account twelve digits, or empty for what waits since before there were lanes
    record EventLane(String webhook, String account) {
        Bytes prefix() {
            var start = Bytes.concat(Bytes.utf8(webhook), END_OF_NAME);
            return account.isEmpty()
                    ? Bytes.concat(start, Bytes.of((byte) 0))
                    : Bytes.concat(start, Bytes.of(LANE), Bytes.utf8(account));
        }
    }

    /// What waits in a lane.
    private static final class Load {
        private long events;
        private long bytes;

        private synchronized void add(int size) {
            events++;
            bytes += size;
        }

        private synchronized boolean isAdded(int size, long most) {
            if (events >= most || bytes + size > most * MEAN_BYTES) {
                return false;
            }
            add(size);
            return true;
        }

        private synchronized void shrink(int by) {
            bytes -= by;
        }

        /// @return whether nothing is left
        private synchronized boolean isEmptyWithout(int size) {
            // Another gateway may have added what leaves here.
            events = Math.max(0, events - 1);
            bytes = Math.max(0, bytes - size);
            return events <= 0;
        }
    }

    /// An event that waits.
    ///
    /// @param recordBytes of its record when it was added
    /// @param since microseconds since 1970
    record Waiting(EventLane lane, Bytes group, int recordBytes, TxId written, long since, Bytes document) {
        /// The same for every attempt to deliver it.
        String id() {
            var bytes = group.readOnlyArray();
            return HexFormat.of().formatHex(bytes, bytes.length - ID_BYTES, bytes.length);
        }
    }

    /// Adds an event of what has happened.
    ///
    /// @return whether there was room for it
    boolean add(String webhook, String account, byte[] document) throws IOException {
        var lane = new EventLane(webhook, account);
        var record = new EventRecord(Bytes.wrap(document), Optional.empty()).write();
        if (!isTaken(lane, record.size())) {
            return false;
        }
        write(lane, nextGroup(lane), record);
        return true;
    }

    /// Promises an event.
    ///
    /// @return absent if there was no room for it
    Optional<OpenEvents.Open> promise(String webhook, String account, byte[] document, Evidence evidence)
            throws IOException {
        var lane = new EventLane(webhook, account);
        var record = new EventRecord(Bytes.wrap(document), Optional.of(evidence), gateways.self()).write();
        if (!isTaken(lane, record.size())) {
            return Optional.empty();
        }
        var promised = open.add(lane, nextGroup(lane), evidence.group(), OpenEvents.State.HELD);
        boolean written = false;
        try {
            write(lane, promised.group(), record);
            written = true;
        } finally {
            if (!written) {
                open.remove(promised.group());
            }
        }
        return Optional.of(promised);
    }

    private Load load(EventLane lane) {
        return waiting.computeIfAbsent(lane, key -> new Load());
    }

    private boolean isTaken(EventLane lane, int size) throws IOException {
        if (load(lane).isAdded(size, most)) {
            return true;
        }
        if (gateways.isShared()) {
            countNow();
            if (load(lane).isAdded(size, most)) {
                return true; // another gateway had brought some
            }
        }
        long before = lost.computeIfAbsent(lane, key -> new AtomicLong()).getAndIncrement();
        if (before == 0) {
            LOG.warn(
                    "webhook {}: account {} has as many events waiting as it may, further ones are lost",
                    lane.webhook(),
                    lane.account());
        }
        return false;
    }

    private Bytes nextGroup(EventLane lane) {
        var now = clock.instant();
        var id = ByteBuffer.allocate(ID_BYTES)
                .putLong(now.getEpochSecond() * 1_000_000 + now.getNano() / 1000)
                .putLong(random.nextLong());
        return Bytes.concat(lane.prefix(), Bytes.wrap(id.array()));
    }

    private void write(EventLane lane, Bytes group, Bytes record) throws IOException {
        boolean added = false;
        try {
            var put = List.<Edit>of(new Edit.PutHead(record));
            added = records.commit(TABLE, group, new Guard.Absent(), put) instanceof Outcome.Applied;
            if (!added) {
                throw new IOException("an event id was used twice");
            }
        } finally {
            if (!added) {
                leave(lane, record.size());
            }
        }
    }

    /// The commit of what was promised was tried.
    void tried(OpenEvents.Open promised, boolean happened) throws IOException {
        promised.become(happened ? OpenEvents.State.HAPPENED : OpenEvents.State.IN_DOUBT);
        if (!happened) {
            var head = head(promised.group());
            if (head.isPresent()) {
                remove(promised.lane(), promised.group(), head.get());
            }
            open.remove(promised.group());
        } else if (open.size() > mostOpen || gateways.isShared()) {
            try {
                settle(promised);
            } catch (IOException later) {
                // The change was made: its event is shown by the evidence still.
                LOG.warn("the evidence of an event was not taken out: {}", later.toString());
            }
        }
    }

    /// Nobody is about to make its change any more, and whether it was made is not known.
    void released(OpenEvents.Open promised) throws IOException {
        promised.release();
        if (gateways.isShared() && promised.state() == OpenEvents.State.IN_DOUBT) {
            records.update(TABLE, promised.group(), head -> {
                var record = head.map(EventRecord::read);
                return record.isEmpty() || record.get().promisedBy() == 0
                        ? SealedStore.Update.leave(true)
                        : new SealedStore.Update<>(
                                true,
                                new Edit.PutHead(new EventRecord(
                                                record.get().document(),
                                                record.get().evidence())
                                        .write()));
            });
        }
    }

    /// Whether this gateway brings events to webhooks.
    boolean delivers() {
        return gateways.leads();
    }

    /// Whether others add events, of which nobody tells.
    boolean isShared() {
        return gateways.isShared();
    }

    /// Whether another gateway may be about to make the change of an event.
    private boolean isPromised(Bytes group, EventRecord record) {
        return gateways.isOtherLiving(record.promisedBy())
                && since(group) / 1000 > clock.instant().minus(HELD).toEpochMilli();
    }

    private static long since(Bytes group) {
        return ByteBuffer.wrap(group.readOnlyArray()).getLong(group.size() - ID_BYTES);
    }

    /// Takes the evidence out of what has happened to an object, which is about to change.
    ///
    /// @param object its group
    void settle(Bytes object) throws IOException {
        for (var promised : open.of(object)) {
            settle(promised);
        }
    }

    private void settle(OpenEvents.Open promised) throws IOException {
        var head = head(promised.group());
        var record = head.map(there -> EventRecord.read(there.value()));
        if (record.isEmpty()) {
            // It was delivered, or is about to be written: then its change comes after this one, or not at all.
            if (promised.state() == OpenEvents.State.HAPPENED) {
                open.remove(promised.group());
            }
            return;
        }
        if (record.get().evidence().isEmpty()) {
            open.remove(promised.group());
            return;
        }
        boolean happened = promised.state() == OpenEvents.State.HAPPENED
                || witness.happened(record.get().evidence().get());
        if (happened) {
            var settled = new EventRecord(record.get().document(), Optional.empty()).write();
            // If it does not apply, another has done the same or delivered it.
            if (records.commit(
                            TABLE,
                            promised.group(),
                            new Guard.At(head.orElseThrow().txid()),
                            List.of(new Edit.PutHead(settled)))
                    instanceof Outcome.Applied) {
                load(promised.lane()).shrink(head.orElseThrow().value().size() - settled.size());
            }
            open.remove(promised.group());
        } else if (promised.state() == OpenEvents.State.IN_DOUBT && !isPromised(promised.group(), record.get())) {
            drop(promised.lane(), promised.group(), head.orElseThrow());
        }
    }

    private Optional<Head> head(Bytes group) throws IOException {
        return records.read(TABLE, group, EnumSet.of(sealstead.store.Lane.HEAD)).head();
    }

    /// Counts what waits since before this process began, for whatever webhook; nothing is added meanwhile. What is
    /// damaged is never delivered, and so is not counted.
    void count() throws IOException {
        count(true);
    }

    /// Counts again what waits, which others add to and take from.
    void countAgain() throws IOException {
        waiting.clear();
        count(false);
    }

    /// Once a second at most: the counts are not those of now until then.
    private synchronized void countNow() throws IOException {
        if (System.nanoTime() - countedAt >= TimeUnit.SECONDS.toNanos(1)) {
            countAgain();
            countedAt = System.nanoTime();
        }
    }

    private void count(boolean first) throws IOException {
        records.walk(TABLE, Bytes.EMPTY, Optional.empty(), row -> {
            if (row.head().value().size() > 0) {
                var lane = laneOf(webhookOf(row.group()), row.group());
                load(lane).add(row.head().value().size());
                var evidence = EventRecord.read(row.head().value()).evidence();
                if (first && evidence.isPresent()) {
                    var promised = open.add(lane, row.group(), evidence.get().group(), OpenEvents.State.IN_DOUBT);
                    if (open.size() > mostOpen) {
                        settle(promised);
                    }
                }
            }
        });
    }

    private static String webhookOf(Bytes group) {
        int end = 0;
        while (group.at(end) != 0) {
            end++;
        }
        return group.slice(0, end).toUtf8();
    }

    private static EventLane laneOf(String webhook, Bytes group) {
        int at = webhook.getBytes(StandardCharsets.UTF_8).length + 1;
        boolean hasAccount = group.size() == at + 1 + ACCOUNT_BYTES + ID_BYTES && group.at(at) == LANE;
        return new EventLane(
                webhook,
                hasAccount ? new String(group.readOnlyArray(), at + 1, ACCOUNT_BYTES, StandardCharsets.US_ASCII) : "");
    }

    /// The lanes of a webhook in which something waits.
    List<EventLane> lanes(String webhook) throws IOException {
        var start = Bytes.concat(Bytes.utf8(webhook), END_OF_NAME);
        var lanes = new ArrayList<EventLane>();
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

    /// The oldest events of a lane, those that can be read, up to the first that is held. What turns out not to have
    /// happened is removed.
    List<Waiting> oldest(EventLane lane, int limit) throws IOException {
        var start = lane.prefix();
        var oldest = new ArrayList<Waiting>();
        var from = start;
        boolean inclusive = true;
        while (true) {
            var page = records.list(TABLE, from, inclusive, Optional.of(start.prefixSuccessor()), limit);
            for (var row : page.rows()) {
                if (oldest.size() == limit || isHeld(row)) {
                    return oldest;
                }
                if (row.head().value().size() > 0) {
                    waiting(lane, row).ifPresent(oldest::add);
                }
                from = row.group();
                inclusive = false;
            }
            if (!page.more() || oldest.size() == limit) {
                return oldest;
            }
        }
    }

    private boolean isHeld(Page.Row row) throws IOException {
        if (open.state(row.group()).filter(OpenEvents.State.HELD::equals).isPresent()) {
            return true;
        }
        if (!gateways.isShared() || row.head().value().size() == 0) {
            return false;
        }
        var record = EventRecord.read(row.head().value());
        return record.evidence().isPresent()
                && isPromised(row.group(), record)
                && !witness.happened(record.evidence().get());
    }

    private Optional<Waiting> waiting(EventLane lane, Page.Row row) throws IOException {
        var record = EventRecord.read(row.head().value());
        boolean known = record.evidence().isEmpty()
                || open.state(row.group())
                        .filter(OpenEvents.State.HAPPENED::equals)
                        .isPresent();
        if (!known && !witness.happened(record.evidence().get())) {
            drop(lane, row.group(), row.head());
            return Optional.empty();
        }
        return Optional.of(new Waiting(
                lane,
                row.group(),
                row.head().value().size(),
                row.head().txid(),
                since(row.group()),
                record.document()));
    }

    /// Removes what was delivered.
    void remove(Waiting event) throws IOException {
        remove(event.lane(), event.group(), event.recordBytes(), event.written());
    }

    private void remove(EventLane lane, Bytes group, Head head) throws IOException {
        remove(lane, group, head.value().size(), head.txid());
    }

    /// Whatever its record has become meanwhile.
    private void remove(EventLane lane, Bytes group, int recordBytes, TxId written) throws IOException {
        var last = written;
        int bytes = recordBytes;
        while (!isRemoved(lane, group, bytes, last)) {
            var head = head(group);
            if (head.isEmpty()) {
                break;
            }
            last = head.get().txid();
            bytes = head.get().value().size();
        }
        open.remove(group);
    }

    /// Removes what turned out not to have happened, if the record is still the one that was judged.
    private void drop(EventLane lane, Bytes group, Head judged) throws IOException {
        if (isRemoved(lane, group, judged.value().size(), judged.txid())) {
            open.remove(group);
        }
    }

    private boolean isRemoved(EventLane lane, Bytes group, int recordBytes, TxId written) throws IOException {
        var outcome = records.commit(TABLE, group, new Guard.At(written), List.of(new Edit.DeleteGroup()));
        if (outcome instanceof Outcome.Applied) {
            leave(lane, recordBytes);
            return true;
        }
        return false;
    }

    private void leave(EventLane lane, int recordBytes) {
        if (load(lane).isEmptyWithout(recordBytes)) {
            var dropped = lost.remove(lane);
            if (dropped != null) {
                LOG.warn(
                        "webhook {}: {} events of account {} were lost", lane.webhook(), dropped.get(), lane.account());
            }
        }
    }
}
