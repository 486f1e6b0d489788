package sealstead.batch;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import sealstead.checksum.ChecksumAlgorithm;
import sealstead.custody.RecordReader;
import sealstead.custody.RecordWriter;
import sealstead.custody.SealedStore;
import sealstead.s3.Tags;
import sealstead.store.Bytes;
import sealstead.store.Edit;
import sealstead.store.Lane;
import sealstead.store.Outcome;
import sealstead.store.Table;

/// The jobs of all accounts. A job is one group: the head tells how it fares, the cells are its request, its tags and
/// its tasks with their results, in chunks. Whatever a step changes it commits at once, so that a job stands after a
/// crash where it stood before.
public final class BatchJobs {
    static final Table TABLE = new Table("batch-jobs");
    /// How long a job is remembered after its end.
    static final Duration REMEMBERED = Duration.ofDays(90);

    private static final int MAX_UNFINISHED = 1000;
    private static final Bytes REQUEST = Bytes.utf8("request");
    private static final Bytes TAGS = Bytes.utf8("tags");
    private static final Bytes CHUNKS = Bytes.utf8("chunk/");

    /// So soon is it seen what was made of jobs through other gateways, unless that takes more than a part of it.
    private static final long LOAD_EVERY = 2_000_000_000L;

    private static final int LOAD_PART = 20;

    private final SealedStore records;
    private final boolean shared;
    private final LongSupplier nanos;
    /// The jobs that have not come to their end; complete once [#load] was called.
    private final Map<Bytes, BatchJob.Name> unfinished = new ConcurrentHashMap<>();

    /// How often a job of an account was made, or changed its status or priority.
    private final Map<String, AtomicLong> moves = new ConcurrentHashMap<>();

    /// As they were seen last by [#look].
    private final Map<Bytes, Standing> standings = new HashMap<>();

    private volatile boolean loaded;
    /// When the jobs may be looked through again.
    private long loadedUntil;

    private volatile Consumer<BatchJob.Name> moved = name -> {};

    /// @param shared whether other gateways may change the jobs
    public BatchJobs(SealedStore records, boolean shared, LongSupplier nanos) {
        this.records = records;
        this.shared = shared;
        this.nanos = nanos;
    }

    /// @param listener is told of each job that was made, or has another status or priority
    void whenMoved(Consumer<BatchJob.Name> listener) {
        moved = listener;
    }

    /// Tells the listener of a job as if it had moved.
    void tellMoved(BatchJob.Name name) {
        moved.accept(name);
    }

    private void moved(BatchJob.Name name) {
        moves(name.account()).incrementAndGet();
        moved.accept(name);
    }

    /// Grows with every move of a job of the account, after the move.
    AtomicLong moves(String account) {
        return moves.computeIfAbsent(account, first -> new AtomicLong());
    }

    private static Bytes group(BatchJob.Name name) {
        return Bytes.utf8(name.account() + "/" + name.region() + "/" + name.id());
    }

    private static Bytes chunk(long number) {
        var bytes = new byte[Long.BYTES];
        java.nio.ByteBuffer.wrap(bytes).putLong(number);
        return Bytes.concat(CHUNKS, Bytes.wrap(bytes));
    }

    /// The id of the job that a client's token stands for: who repeats a request finds the job that is there.
    public static BatchJob.Name name(String account, String region, String token) {
        var sha = ChecksumAlgorithm.SHA256.newChecksum();
        var text = Bytes.utf8(account + "\n" + region + "\n" + token).readOnlyArray();
        sha.update(text, 0, text.length);
        var digest = java.nio.ByteBuffer.wrap(sha.digest());
        long most = (digest.getLong() & ~0xF000L) | 0x8000L;
        long least = (digest.getLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        return new BatchJob.Name(account, region, new UUID(most, least).toString());
    }

    /// Keeps a new job, or finds the one that the same request made.
    ///
    /// @throws sealstead.wire.Refusal `IdempotencyException` if another request has used the token,
    ///     `TooManyRequestsException` if the account has too many
    public BatchJob create(BatchJob job, JobDocument document) throws IOException {
        load();
        var found = find(job.name());
        if (found.isEmpty()) {
            if (isFull(job.name().account())) {
                refresh(); // others may have brought some to their end
                if (isFull(job.name().account())) {
                    throw BatchError.TOO_MANY_REQUESTS.refusal();
                }
            }
            var group = group(job.name());
            var edits = List.<Edit>of(
                    new Edit.PutHead(JobRecord.write(job)),
                    new Edit.PutCell(Lane.CELLS, REQUEST, document.kept()),
                    new Edit.PutCell(Lane.CELLS, TAGS, write(document.tags())));
            var absent = records.read(TABLE, group, EnumSet.of(Lane.HEAD));
            if (isAbsent(absent.head())
                    && records.commit(TABLE, group, absent.unchanged(), edits) instanceof Outcome.Applied) {
                unfinished.put(group, job.name());
                moved(job.name());
                return job;
            }
            found = find(job.name());
        }
        return found.filter(same -> same.asked().digest().equals(job.asked().digest()))
                .orElseThrow(BatchError.IDEMPOTENCY::refusal);
    }

    private boolean isFull(String account) {
        return unfinished.values().stream()
                        .filter(name -> name.account().equals(account))
                        .count()
                >= MAX_UNFINISHED;
    }

    private static boolean isAbsent(Optional<sealstead.store.Head> head) {
        return head.isEmpty() || head.get().value().size() == 0;
    }

    public Optional<BatchJob> find(BatchJob.Name name) throws IOException {
        var head = records.read(TABLE, group(name), EnumSet.of(Lane.HEAD)).head();
        return isAbsent(head)
                ? Optional.empty()
                : Optional.of(JobRecord.read(head.orElseThrow().value()));
    }

    /// The document of a job's request.
    public Bytes request(BatchJob job) throws IOException {
        return records.cell(TABLE, group(job.name()), Lane.CELLS, REQUEST)
                .orElseThrow(() -> new IOException("the request of " + job.name() + " is gone"));
    }

    /// Changes a job as it is now; nobody's change is lost.
    ///
    /// @return the changed job; absent if it is gone
    public Optional<BatchJob> change(BatchJob.Name name, UnaryOperator<BatchJob> change) throws IOException {
        return change(name, change, List.of());
    }

    /// The same, with edits of its cells in one commit.
    Optional<BatchJob> change(BatchJob.Name name, UnaryOperator<BatchJob> change, List<Edit> more) throws IOException {
        var group = group(name);
        var done = records.update(TABLE, group, head -> {
            if (head.isEmpty() || head.get().size() == 0) {
                return SealedStore.Update.leave(Optional.<Step>empty());
            }
            var job = JobRecord.read(head.get());
            var step = Optional.of(new Step(job, change.apply(job)));
            if (step.get().changesNothing() && more.isEmpty()) {
                return SealedStore.Update.leave(step);
            }
            var edits = new ArrayList<Edit>(more);
            edits.add(new Edit.PutHead(JobRecord.write(step.get().after())));
            return new SealedStore.Update<>(step, edits);
        });
        if (done.isPresent()) {
            if (done.get().after().state().isFinal()) {
                unfinished.remove(group);
            }
            if (done.get().isMove()) {
                moved(name);
            }
        }
        return done.map(Step::after);
    }

    private record Step(BatchJob before, BatchJob after) {
        boolean changesNothing() {
            return after.equals(before);
        }

        boolean isMove() {
            return after.state() != before.state() || after.priority() != before.priority();
        }
    }

    static Edit put(long number, Chunk chunk) {
        return new Edit.PutCell(Lane.CELLS, chunk(number), chunk.toBytes());
    }

    static Edit dropChunks() {
        return new Edit.DeleteCells(Lane.CELLS, CHUNKS, CHUNKS.prefixSuccessor());
    }

    Chunk chunk(BatchJob job, long number) throws IOException {
        var cell = records.cell(TABLE, group(job.name()), Lane.CELLS, chunk(number));
        return Chunk.read(cell.orElseThrow(() -> new IOException("tasks of " + job.name() + " are gone")));
    }

    public Tags tags(BatchJob job) throws IOException {
        return records.cell(TABLE, group(job.name()), Lane.CELLS, TAGS)
                .map(BatchJobs::readTags)
                .orElse(Tags.NONE);
    }

    public void putTags(BatchJob job, Tags tags) throws IOException {
        change(job.name(), same -> same, List.of(new Edit.PutCell(Lane.CELLS, TAGS, write(tags))));
    }

    static Bytes write(Tags tags) {
        var out = new RecordWriter();
        tags.pairs().forEach((key, value) -> out.pair(1, key, value));
        return out.toBytes();
    }

    static Tags readTags(Bytes record) {
        var pairs = new java.util.LinkedHashMap<String, String>();
        var in = new RecordReader(record);
        while (in.next()) {
            if (in.tag() == 1) {
                in.pair().addTo(pairs);
            }
        }
        return new Tags(pairs);
    }

    /// The jobs of an account and region behind `after`, in the order of their ids, at most `limit` of those in one of
    /// `states`.
    public SealedStore.Choice<BatchJob> list(
            String account, String region, String after, int limit, Set<JobState> states) throws IOException {
        var prefix = account + "/" + region + "/";
        return records.choose(
                TABLE,
                new SealedStore.Position(Bytes.utf8(prefix + after), false),
                Optional.of(Bytes.utf8(prefix).prefixSuccessor()),
                limit,
                row -> Optional.of(row.head().value())
                        .filter(record -> record.size() > 0)
                        .map(JobRecord::read)
                        .filter(job -> states.contains(job.state())));
    }

    /// Finds the jobs that have not come to their end, once.
    void load() throws IOException {
        if (!loaded) {
            synchronized (this) {
                if (!loaded) {
                    look();
                }
            }
        }
    }

    /// What of a job moves.
    private record Standing(JobState state, long priority) {}

    /// Knows the jobs as they are, or were two seconds ago where other gateways have the same store.
    public synchronized void refresh() throws IOException {
        if (!loaded || (shared && nanos.getAsLong() - loadedUntil > 0)) {
            look();
        }
    }

    /// Looks through the jobs, and tells, but for the first time, what others have made of them.
    private void look() throws IOException {
        long begun = nanos.getAsLong();
        var open = new HashSet<Bytes>();
        var before = new HashSet<>(unfinished.keySet());
        var news = new ArrayList<BatchJob.Name>();
        records.walk(TABLE, Bytes.EMPTY, Optional.empty(), row -> {
            if (row.head().value().size() > 0) {
                var job = JobRecord.read(row.head().value());
                if (!job.state().isFinal()) {
                    open.add(row.group());
                    unfinished.put(row.group(), job.name());
                    var standing = new Standing(job.state(), job.priority());
                    if (!standing.equals(standings.put(row.group(), standing))) {
                        news.add(job.name());
                    }
                }
            }
        });
        for (var group : before) {
            var name = unfinished.get(group);
            if (!open.contains(group)
                    && name != null
                    && find(name).filter(job -> !job.state().isFinal()).isEmpty()) {
                unfinished.remove(group);
                news.add(name);
            }
        }
        standings.keySet().retainAll(open);
        long now = nanos.getAsLong();
        loadedUntil = now + Math.max(LOAD_EVERY, LOAD_PART * (now - begun));
        if (loaded) {
            news.forEach(this::moved);
        }
        loaded = true;
    }

    /// Forgets what came to its end long ago.
    void forget(Instant now) throws IOException {
        records.walk(TABLE, Bytes.EMPTY, Optional.empty(), row -> {
            if (row.head().value().size() > 0) {
                var job = JobRecord.read(row.head().value());
                if (job.course()
                        .terminated()
                        .filter(end -> end.plus(REMEMBERED).isBefore(now))
                        .isPresent()) {
                    var guard = new sealstead.store.Guard.At(row.head().txid());
                    records.commit(TABLE, row.group(), guard, List.of(new Edit.DeleteGroup()));
                }
            }
        });
    }

    /// The lanes in which the unfinished jobs may have something to do.
    Set<JobLane> lanes() {
        var lanes = new LinkedHashSet<JobLane>();
        for (var name : unfinished.values()) {
            lanes.addAll(JobLane.of(name.account(), name.region()));
        }
        return lanes;
    }

    /// The unfinished jobs of a lane, as they are now.
    List<BatchJob> unfinished(JobLane lane) throws IOException {
        var jobs = new ArrayList<BatchJob>();
        for (var name : unfinished.values()) {
            if (name.account().equals(lane.account()) && name.region().equals(lane.region())) {
                find(name)
                        .filter(job -> !job.state().isFinal() && lane.does(job))
                        .ifPresent(jobs::add);
            }
        }
        return jobs;
    }
}
