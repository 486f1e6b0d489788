package sealstead.s3.keys;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sealstead.crypto.CorruptObjectException;
import sealstead.crypto.RandomId;
import sealstead.custody.SealedStore;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.bucket.Buckets;
import sealstead.s3.bucket.BucketsById;
import sealstead.s3.object.LostCiphertextException;
import sealstead.store.Bytes;
import sealstead.store.DamagedException;
import sealstead.store.Edit;
import sealstead.store.Guard;
import sealstead.store.Lane;
import sealstead.store.Outcome;
import sealstead.store.Table;
import sealstead.wire.Clipped;
import sealstead.wire.Refusal;

/// Carries out orders to put everything under one key under another, in passes
/// over all records until one finds nothing that it could move. How far an order has come is written every
/// so many records, so that a restart goes on there; what was moved since then is found moved.
public final class RewrapOrders {
    private static final Logger LOG = LoggerFactory.getLogger(RewrapOrders.class);
    private static final Table TABLE = new Table("rewrap");
    private static final int MAX_ORDERS_SHOWN = 1000;
    /// Orders that are not over.
    private static final int MAX_OPEN = 1000;

    private static final int MAX_OPEN_OF_ACCOUNT = 100;
    private static final long LOOK_MILLIS = 50;
    /// So soon are orders found that were begun through other gateways.
    private static final long FIND_NANOS = 2_000_000_000;
    private static final long TURN_NANOS = 1_000_000_000;
    /// How many whole passes may have missed something, as new writes came under the key meanwhile, before
    /// one more ends the order and says so.
    private static final int MAX_UNSETTLED = 4;

    private static final int AT_ONCE = 32;
    private static final int ORDERS_AT_ONCE = 8;
    private static final int SAVE_EVERY_MOVES = 200;
    /// So soon is it seen how far an order is, and obeyed what is said of it.
    private static final long SAVE_EVERY_NANOS = 500_000_000;

    private static final int SAVE_EVERY_RECORDS = 20_000;
    private static final int MAX_WHERE_CHARACTERS = 1500;

    private final SealedStore records;
    private final Rewrapping rewrapping;
    private final Buckets buckets;
    private final Clock clock;
    private final SecureRandom random;
    /// Orders that have come to be carried out since it was looked for them.
    private final BlockingQueue<String> begun = new LinkedBlockingQueue<>();

    private final Object beginning = new Object();

    public RewrapOrders(SealedStore records, Rewrapping rewrapping, Buckets buckets, Clock clock, SecureRandom random) {
        this.records = records;
        this.rewrapping = rewrapping;
        this.buckets = buckets;
        this.clock = clock;
        this.random = random;
    }

    /// @throws IllegalArgumentException if it cannot be carried out, or too many wait
    public RewrapOrder begin(RewrapOrder.Wish wish) throws IOException {
        synchronized (beginning) {
            checkRoom(wish);
            var order = begun(wish);
            begun.add(order.id());
            return order;
        }
    }

    private void checkRoom(RewrapOrder.Wish wish) throws IOException {
        var all = new int[1];
        var ofAccount = new int[1];
        walk(order -> {
            if (!order.state().isOver()) {
                all[0]++;
                ofAccount[0] += account(order.wish()).equals(account(wish)) ? 1 : 0;
            }
        });
        if (ofAccount[0] >= MAX_OPEN_OF_ACCOUNT || all[0] >= MAX_OPEN) {
            throw new IllegalArgumentException("too many orders are not over: " + MAX_OPEN_OF_ACCOUNT
                    + " may be of the keys of an account, and " + MAX_OPEN + " in all");
        }
    }

    /// Whose keys are left; empty for service keys.
    private static String account(RewrapOrder.Wish wish) {
        return wish.from() instanceof Rewrapping.From.KmsVersions versions
                ? versions.keyArn().split(":", -1)[4]
                : "";
    }

    private RewrapOrder begun(RewrapOrder.Wish wish) throws IOException {
        if (!wish.bucket().isEmpty() && buckets.find(wish.bucket()).isEmpty()) {
            throw new IllegalArgumentException("there is no bucket of that name");
        }
        var order = new RewrapOrder(
                RandomId.BITS_64.hex(random),
                wish,
                RewrapOrder.State.RUNNING,
                clock.instant(),
                Optional.empty(),
                RewrapOrder.Progress.NONE);
        var edits = List.<Edit>of(new Edit.PutHead(order.write()));
        if (!(records.commit(TABLE, group(order.id()), new Guard.Absent(), edits) instanceof Outcome.Applied)) {
            throw new IOException("an order's id was used twice");
        }
        return order;
    }

    private static Bytes group(String id) {
        return Bytes.utf8(id);
    }

    public Optional<RewrapOrder> find(String id) throws IOException {
        return records.read(TABLE, group(id), EnumSet.of(Lane.HEAD)).head().map(head -> RewrapOrder.read(head.value()));
    }

    /// The newest thousand orders, newest first.
    public List<RewrapOrder> list() throws IOException {
        var newest = new PriorityQueue<>(Comparator.comparing(RewrapOrder::began));
        walk(order -> {
            newest.add(order);
            if (newest.size() > MAX_ORDERS_SHOWN) {
                newest.remove();
            }
        });
        return newest.stream()
                .sorted(Comparator.comparing(RewrapOrder::began).reversed())
                .toList();
    }

    private void walk(Consumer<RewrapOrder> visitor) throws IOException {
        records.walk(
                TABLE,
                Bytes.EMPTY,
                Optional.empty(),
                row -> visitor.accept(RewrapOrder.read(row.head().value())));
    }

    /// Pauses, resumes or cancels an order that is not over.
    public RewrapOrder set(String id, RewrapOrder.State state) throws IOException {
        var set = change(id, order -> {
            if (order.state().isOver()) {
                throw new IllegalArgumentException("the order is over");
            }
            return order.in(state, state.isOver() ? Optional.of(clock.instant()) : Optional.empty());
        });
        if (state == RewrapOrder.State.RUNNING) {
            begun.add(id);
        }
        return set;
    }

    private RewrapOrder change(String id, UnaryOperator<RewrapOrder> change) throws IOException {
        return records.update(TABLE, group(id), RewrapOrder::read, change, RewrapOrder::write)
                .orElseThrow(() -> new IllegalArgumentException("there is no order of that id"));
    }

    /// Carries out what is to be carried out, until all is done or the thread is interrupted. As many orders
    /// are under way beside each other as there are turns; when others wait, each has its turn for a second and
    /// waits again, so that none holds up another, whenever it was begun. What ends an order's pass ends no
    /// other's.
    public void run(LongConsumer progress) throws IOException {
        var work = new Work(progress);
        work.findRunning();
        work.run();
        if (!work.failures.isEmpty()) {
            throw new IOException("an order could not go on", work.failures.peek());
        }
    }

    /// All that is under way.
    private final class Work {
        private final LongConsumer progress;
        private final ConcurrentLinkedQueue<Exception> failures = new ConcurrentLinkedQueue<>();
        private final Semaphore turns = new Semaphore(ORDERS_AT_ONCE, true);
        /// Orders that are under way, with whether they are to be looked at again then.
        private final ConcurrentMap<String, Boolean> active = new ConcurrentHashMap<>();

        Work(LongConsumer progress) {
            this.progress = progress;
        }

        void findRunning() throws IOException {
            walk(order -> {
                if (order.state() == RewrapOrder.State.RUNNING && !active.containsKey(order.id())) {
                    begun.add(order.id());
                }
            });
        }

        private void findMore() {
            try {
                findRunning();
            } catch (IOException later) {
                LOG.warn("it cannot be looked for further orders: {}", later.toString());
            }
        }

        void run() {
            long found = System.nanoTime();
            try (var workers = Executors.newThreadPerTaskExecutor(
                    Thread.ofVirtual().name("rewrap-order-", 0).factory())) {
                try {
                    while (!active.isEmpty() || !begun.isEmpty()) {
                        var id = begun.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                        if (System.nanoTime() - found > FIND_NANOS) {
                            findMore();
                            found = System.nanoTime();
                        }
                        if (id != null && Boolean.FALSE.equals(active.merge(id, false, (under, way) -> true))) {
                            var _ = workers.submit(() -> carryOut(id));
                        }
                    }
                } catch (InterruptedException stop) {
                    workers.shutdownNow();
                    Thread.currentThread().interrupt();
                }
            }
        }

        private void carryOut(String id) {
            try {
                turns.acquire();
                try {
                    int unsettled = 0;
                    var order = find(id);
                    while (order.filter(now -> now.state() == RewrapOrder.State.RUNNING)
                                    .isPresent()
                            && !Thread.currentThread().isInterrupted()) {
                        unsettled += new Pass(order.get(), unsettled, this).run() ? 0 : 1;
                        order = find(id);
                    }
                } finally {
                    turns.release();
                }
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
            } catch (IOException | RuntimeException failed) {
                LOG.error("order {}: {}", id, failed.toString());
                failures.add(failed);
            } finally {
                if (Boolean.TRUE.equals(active.remove(id))
                        && !Thread.currentThread().isInterrupted()) {
                    begun.add(id);
                }
            }
        }

        /// Lets another have the turn for as long as `pause` takes.
        void giveWay(Runnable pause) throws Stopped {
            turns.release();
            pause.run();
            turns.acquireUninterruptibly();
            if (Thread.currentThread().isInterrupted()) {
                throw new Stopped();
            }
        }
    }

    /// Ends a walk.
    private static final class Stopped extends IOException {
        private static final long serialVersionUID = 1L;
    }

    /// The work on one order.
    private final class Pass implements Rewrapping.Visitor {
        private final RewrapOrder order;
        private final RewrapOrder.Wish wish;
        private final BucketsById known = new BucketsById(buckets);
        private final Work work;
        /// How many whole passes before this one may have missed something.
        private final int unsettledBefore;
        private final LongAdder kmsCalls = new LongAdder();
        private long turnSince = System.nanoTime();
        private final long beganNanos = System.nanoTime();
        private long paced;
        private boolean ofUploads;
        private Bytes position;
        private long found;
        private long versions;
        private long uploads;
        private long bytes;
        private long failed;
        private final List<RewrapOrder.Failure> failures = new ArrayList<>();
        private long savedNanos = System.nanoTime();
        private int unsavedMoves;
        private int unsavedRecords;
        /// They share syncs; one after the other each would wait for its own.
        private final ExecutorService movers = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("rewrap-", 0).factory());

        private final List<Future<Moved>> moves = new ArrayList<>();
        /// Of the newest of them: whose key it is.
        private Optional<Rewrapping.Found> newest = Optional.empty();
        /// Whether what earlier passes could not move is still told: this pass meets it again.
        private boolean forgetsFailures;
        private long movedInPass;

        private long failedInPass;

        Pass(RewrapOrder order, int unsettledBefore, Work work) {
            this.order = order;
            this.wish = order.wish();
            this.unsettledBefore = unsettledBefore;
            this.work = work;
            this.ofUploads = order.progress().ofUploads();
            this.position = order.progress().position();
        }

        /// One pass, or what is left of one that was stopped. A whole pass that could move nothing ends the
        /// order, what lies in front of where another began may still be under the key; and only one that
        /// can have missed nothing, or the last of several that may have, whatever they moved.
        ///
        /// @return false if it was whole and may have missed something
        boolean run() throws IOException {
            boolean whole = position.size() == 0 && !ofUploads;
            forgetsFailures = whole;
            var meant = meant();
            if (meant.isEmpty()) {
                end(0);
                return true;
            }
            var where = new Rewrapping.Where(
                    wish.bucket().isEmpty() ? "" : meant.getFirst().id(), wish.prefix());
            try (movers;
                    var look = whole && !wish.dryRun()
                            ? rewrapping.look(wish.from(), where, meant)
                            : Rewrapping.Look.NONE) {
                if (!ofUploads) {
                    rewrapping.walk(wish.from(), this::bucket, where, position, this);
                    settle();
                    position = Bytes.EMPTY;
                    ofUploads = true;
                }
                rewrapping.walkUploads(wish.from(), this::bucket, where, position, this);
                settle();
                position = Bytes.EMPTY;
                ofUploads = false;
                long missed = look.missed();
                boolean over = missed == 0 ? movedInPass == 0 : unsettledBefore >= MAX_UNSETTLED;
                if (wish.dryRun() || (whole && over)) {
                    end(wish.dryRun() ? 0 : missed);
                } else {
                    save();
                }
                return !whole || missed == 0;
            } catch (Stopped stopped) {
                // Saved already, or the next turn goes on from where it was saved last.
                return true;
            }
        }

        /// The buckets that are looked at; none if the only one is gone.
        private List<Bucket> meant() throws IOException {
            if (!wish.bucket().isEmpty()) {
                return buckets.find(wish.bucket()).stream().toList();
            }
            var all = new ArrayList<Bucket>();
            buckets.walkReadable(all::add);
            return all;
        }

        private void end(long missed) throws IOException {
            long remaining = failedInPass;
            change(
                    order.id(),
                    now -> merged(
                            now.in(
                                    now.state() == RewrapOrder.State.RUNNING ? RewrapOrder.State.DONE : now.state(),
                                    Optional.of(clock.instant())),
                            remaining,
                            missed));
        }

        private void save() throws IOException {
            settle();
            var now = change(
                    order.id(),
                    stored -> merged(
                            stored,
                            stored.progress().remaining(),
                            stored.progress().unsettled()));
            forget();
            if (now.state() != RewrapOrder.State.RUNNING) {
                throw new Stopped();
            }
        }

        private RewrapOrder merged(RewrapOrder now, long remaining, long unsettled) {
            var before = now.progress();
            var named = new ArrayList<RewrapOrder.Failure>();
            if (!forgetsFailures) {
                named.addAll(before.failures());
            }
            for (var failure : failures) {
                if (named.size() < RewrapOrder.MAX_FAILURES && !named.contains(failure)) {
                    named.add(failure);
                }
            }
            return now.with(new RewrapOrder.Progress(
                    position,
                    ofUploads,
                    before.found() + found,
                    before.versions() + versions,
                    before.uploads() + uploads,
                    before.bytes() + bytes,
                    before.kmsCalls() + kmsCalls.sum(),
                    (forgetsFailures ? 0 : before.failed()) + failed,
                    named,
                    remaining,
                    unsettled));
        }

        /// What was counted is written.
        private void forget() {
            found = 0;
            versions = 0;
            uploads = 0;
            bytes = 0;
            failed = 0;
            failures.clear();
            forgetsFailures = false;
            kmsCalls.reset();
            unsavedMoves = 0;
            unsavedRecords = 0;
            savedNanos = System.nanoTime();
        }

        @Override
        public void found(Rewrapping.Found what) throws IOException {
            var bucket = bucket(what.bucketId());
            if (bucket.isEmpty()) {
                return;
            }
            if (!wish.dryRun()) {
                pace();
            }
            if (System.nanoTime() - savedNanos > SAVE_EVERY_NANOS) {
                save();
            }
            found++;
            if (wish.dryRun()) {
                return;
            }
            if (bucket.get().isDirectory()
                    && wish.from() instanceof Rewrapping.From.KmsVersions from
                    && !wish.to().keyArn().equals(from.keyArn())) {
                failed(bucket.get(), what, "a directory bucket keeps one KMS key for its whole life");
                return;
            }
            var target = bucket.get();
            // All versions of a key are guarded by one record: beside each other they would only undo each
            // other's work.
            var before = newest.filter(other -> other.isOfKeyOf(what)).map(other -> moves.getLast());
            moves.add(movers.submit(() -> {
                if (before.isPresent()) {
                    awaitEnd(before.get());
                }
                return move(target, what);
            }));
            newest = Optional.of(what);
            if (moves.size() >= AT_ONCE) {
                settle();
            }
        }

        /// However it ends.
        private static void awaitEnd(Future<Moved> move) throws InterruptedException {
            try {
                move.get();
            } catch (ExecutionException toldWhereItIsSettled) {
                // It is met again there.
            }
        }

        /// What became of one of them.
        private record Moved(Bucket bucket, Rewrapping.Found what, Optional<Long> bytes, String failure) {}

        private Moved move(Bucket bucket, Rewrapping.Found what) throws IOException {
            try {
                // Read again: a service key may have come while the pass was under way.
                var now = buckets.find(bucket.name())
                        .filter(same -> same.id().equals(bucket.id()))
                        .orElse(bucket);
                return new Moved(bucket, what, rewrapping.move(now, what, wish.from(), wish.to(), kmsCalls), "");
            } catch (Refusal refused) {
                return new Moved(bucket, what, Optional.empty(), refused.code() + ": " + refused.message());
            } catch (Rewrapping.LeftException left) {
                return new Moved(bucket, what, Optional.empty(), String.valueOf(left.getMessage()));
            } catch (CorruptObjectException | DamagedException | LostCiphertextException | RuntimeException damaged) {
                return new Moved(bucket, what, Optional.empty(), damaged.toString());
            }
        }

        /// Waits for those that are under way and counts them.
        private void settle() throws IOException {
            try {
                for (var move : moves) {
                    var moved = move.get();
                    if (!moved.failure().isEmpty()) {
                        failed(moved.bucket(), moved.what(), moved.failure());
                    } else if (moved.bytes().isPresent()) {
                        movedInPass++;
                        unsavedMoves++;
                        bytes += moved.bytes().get();
                        versions += moved.what().uploadId().isEmpty() ? 1 : 0;
                        uploads += moved.what().uploadId().isEmpty() ? 0 : 1;
                    }
                }
                moves.clear();
                newest = Optional.empty();
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
                throw new Stopped();
            } catch (ExecutionException broken) {
                throw broken.getCause() instanceof IOException failed ? failed : new IOException(broken.getCause());
            }
        }

        private void failed(Bucket bucket, Rewrapping.Found what, String why) {
            failed++;
            failedInPass++;
            if (failures.size() < RewrapOrder.MAX_FAILURES) {
                failures.add(new RewrapOrder.Failure(where(bucket, what), why));
            }
        }

        private static String where(Bucket bucket, Rewrapping.Found what) {
            var where = bucket.name() + "/" + what.key()
                    + (what.uploadId().isEmpty() ? " version " + what.versionId() : " upload " + what.uploadId());
            return Clipped.of(where, MAX_WHERE_CHARACTERS);
        }

        @Override
        public void unreadable(Bytes group, IOException why) {
            failed++;
            failedInPass++;
            if (failures.size() < RewrapOrder.MAX_FAILURES) {
                failures.add(new RewrapOrder.Failure("record " + group, why.toString()));
            }
        }

        @Override
        public void passed(Bytes group) throws IOException {
            if (Thread.currentThread().isInterrupted()) {
                throw new Stopped();
            }
            work.progress.accept(1);
            position = group;
            if (System.nanoTime() - turnSince > TURN_NANOS) {
                settle();
                yieldTurn(() -> {});
            }
            unsavedRecords++;
            if (unsavedMoves >= SAVE_EVERY_MOVES || unsavedRecords >= SAVE_EVERY_RECORDS) {
                save();
            }
        }

        private Optional<Bucket> bucket(String id) throws IOException {
            return known.find(id);
        }

        private void yieldTurn(Runnable pause) throws Stopped {
            work.giveWay(pause);
            turnSince = System.nanoTime();
        }

        private void pace() throws IOException {
            if (wish.perSecond() <= 0) {
                return;
            }
            paced++;
            long due = beganNanos + (long) (paced * 1e9 / wish.perSecond());
            if (due - System.nanoTime() > 0) {
                yieldTurn(() -> {
                    for (long early = due - System.nanoTime();
                            early > 0 && !Thread.currentThread().isInterrupted();
                            early = due - System.nanoTime()) {
                        LockSupport.parkNanos(early);
                    }
                });
            }
        }
    }
}
