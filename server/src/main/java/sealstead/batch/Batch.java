package sealstead.batch;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sealstead.wire.Refusal;

/// Carries the jobs out. Each account has a lane of its own, so that nobody waits for the jobs of others; in a lane one
/// job is active, the one of the highest priority, and others are paused for it. A step is a preparation, a chunk of
/// tasks or a report, and between two steps everything is looked at anew.
public final class Batch {
    private static final Logger LOG = LoggerFactory.getLogger(Batch.class);
    private static final int LANES = 8;
    private static final long SLICE = 10_000_000_000L;
    private static final int TRIES = 5;
    /// How long after an account's lane ended, well or not, it is looked at again while others work.
    private static final long LOOKED_AT_AGAIN = 60_000_000_000L;
    private static final Duration FORGET_EVERY = Duration.ofHours(1);
    private static final Duration CONFIRMED_WITHIN = Duration.ofDays(30);
    private static final int THRESHOLD_TASKS = 1000;
    private static final Comparator<BatchJob> ORDER = Comparator.comparingLong(BatchJob::priority)
            .reversed()
            .thenComparing(job -> job.asked().created())
            .thenComparing(job -> job.name().id());

    private final BatchJobs jobs;
    private final JobRoles roles;
    private final Functions functions;
    private final GeneratedManifest generated;
    private final CompletionReport reports;
    private final Pace pace;
    private final Clock clock;
    private final LongSupplier nanos;
    private final LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final Map<BatchJob.Name, Integer> failedTries = new ConcurrentHashMap<>();
    /// The chunk of a job of which no task was ever begun, as far as this process knows.
    private final Map<BatchJob.Name, Long> untouched = new ConcurrentHashMap<>();

    private Instant forgotten = Instant.MIN;

    /// How fast all jobs together may work.
    ///
    /// @param atOnce tasks under way
    /// @param perSecond tasks begun in a second; 0 for no limit
    public record Limits(int atOnce, long perSecond) {}

    /// What the coordinator is told.
    ///
    /// @param ended whether the account's lane has ended, or else something is new in it
    /// @param more whether there is more to do
    private record Event(String account, boolean ended, boolean more, Optional<Throwable> failure) {}

    public Batch(
            BatchJobs jobs,
            JobRoles roles,
            Functions functions,
            sealstead.s3.bucket.BucketAccess access,
            sealstead.s3.object.Objects objects,
            Limits limits,
            Clock clock,
            LongSupplier nanos) {
        this.jobs = jobs;
        this.roles = roles;
        this.functions = functions;
        this.generated = new GeneratedManifest(access, objects);
        this.reports = new CompletionReport(jobs);
        this.pace = new Pace(limits.atOnce(), limits.perSecond(), nanos);
        this.clock = clock;
        this.nanos = nanos;
    }

    /// There is something new for an account's jobs.
    public void wake(String account) {
        events.add(new Event(account, false, true, Optional.empty()));
    }

    /// Works until there is nothing to do. To be called by one thread, whose interruption is the server's stop: then
    /// nothing is under way any more when this returns.
    ///
    /// @param progress is told how many tasks were done
    /// @throws IOException if a lane failed; its jobs are tried again with the next call
    public void run(LongConsumer progress) throws IOException, InterruptedException {
        jobs.load();
        forgetIfDue();
        var running = new HashSet<String>();
        var idle = new HashMap<String, Long>();
        var lastRun = new HashMap<String, Long>();
        Throwable failure = null;
        boolean interrupted = false;
        long sequence = 0;
        while (true) {
            while (running.size() < LANES && !pace.isStopped()) {
                var next = next(running, idle, lastRun);
                if (next.isEmpty()) {
                    break;
                }
                var account = next.get();
                running.add(account);
                lastRun.put(account, sequence++);
                Thread.ofVirtual().name("batch " + account).start(() -> events.add(lane(account, progress)));
            }
            if (running.isEmpty()) {
                break;
            }
            try {
                var event = events.poll(1, TimeUnit.SECONDS);
                forgetIfDue();
                if (event == null) {
                    continue; // an account may have waited long enough
                }
                if (event.ended()) {
                    running.remove(event.account());
                    failure = failure == null ? event.failure().orElse(null) : failure;
                }
                if (event.more()) {
                    idle.remove(event.account());
                } else {
                    idle.put(event.account(), nanos.getAsLong() + LOOKED_AT_AGAIN);
                }
            } catch (InterruptedException stop) {
                interrupted = true;
                pace.stop();
            }
        }
        if (interrupted) {
            throw new InterruptedException();
        }
        if (failure != null) {
            throw new IOException("jobs of an account could not go on", failure);
        }
    }

    /// The account that had its turn the longest time ago.
    private Optional<String> next(Set<String> running, Map<String, Long> idle, Map<String, Long> lastRun) {
        long now = nanos.getAsLong();
        idle.values().removeIf(until -> now - until >= 0);
        return jobs.accounts().stream()
                .filter(account -> !running.contains(account) && !idle.containsKey(account))
                .min(Comparator.comparing(account -> lastRun.getOrDefault(account, -1L)));
    }

    private void forgetIfDue() throws IOException {
        var now = clock.instant();
        if (forgotten.equals(Instant.MIN) || now.isAfter(forgotten.plus(FORGET_EVERY))) {
            forgotten = now;
            jobs.forget(now);
        }
    }

    @SuppressWarnings("CatchingUnchecked") // whatever it is, it is the outcome of this lane and of no other
    private Event lane(String account, LongConsumer progress) {
        try {
            long until = nanos.getAsLong() + SLICE;
            boolean more = true;
            while (more && !pace.isStopped() && until - nanos.getAsLong() > 0) {
                more = step(account, progress);
            }
            return new Event(account, true, more, Optional.empty());
        } catch (Exception | Error failed) {
            return new Event(account, true, false, Optional.of(failed));
        }
    }

    /// @return whether something was done
    private boolean step(String account, LongConsumer progress) throws IOException {
        var open = jobs.unfinished(account).stream().sorted(ORDER).toList();
        for (var job : open) {
            switch (job.state()) {
                case COMPLETING, CANCELLING, FAILING -> {
                    return tried(job, () -> end(job));
                }
                case NEW, PREPARING -> {
                    return tried(job, () -> prepare(job));
                }
                case PAUSING -> {
                    jobs.change(job.name(), now -> now.state() == JobState.PAUSING ? now.to(JobState.PAUSED) : now);
                    return true;
                }
                case SUSPENDED -> {
                    if (isTooLate(job)) {
                        fail(job, new BatchJob.Failure("NotConfirmed", "The job was not confirmed within 30 days."));
                        return true;
                    }
                }
                case READY, ACTIVE, PAUSED, COMPLETE, CANCELLED, FAILED -> {}
            }
        }
        var first = open.stream().filter(job -> job.state().wantsTurn()).findFirst();
        for (var job : open) {
            if (job.state() == JobState.ACTIVE && !job.equals(first.orElse(null))) {
                jobs.change(job.name(), now -> now.state() == JobState.ACTIVE ? now.to(JobState.PAUSING) : now);
                return true;
            }
        }
        if (first.isEmpty()) {
            return false;
        }
        var job = first.get();
        if (job.state() != JobState.ACTIVE) {
            if (job.state() == JobState.READY) {
                untouched.put(job.name(), 0L);
            }
            jobs.change(
                    job.name(),
                    now -> now.state() == JobState.READY || now.state() == JobState.PAUSED
                            ? now.to(JobState.ACTIVE)
                            : now);
            return true;
        }
        return tried(job, () -> work(job, progress));
    }

    private boolean isTooLate(BatchJob job) {
        return job.course()
                .suspended()
                .filter(since -> since.plus(CONFIRMED_WITHIN).isBefore(clock.instant()))
                .isPresent();
    }

    private interface Turn {
        /// @return whether there may be more to do
        boolean take() throws IOException;
    }

    /// What fails for no reason of the job's own is tried again with the next call of [#run], but not for ever.
    private boolean tried(BatchJob job, Turn turn) throws IOException {
        try {
            boolean more = turn.take();
            failedTries.remove(job.name());
            return more;
        } catch (Ingest.CalledOffException over) {
            return true;
        } catch (ManifestException unusable) {
            fail(job, unusable.failure());
            return true;
        } catch (Refusal refused) {
            if (refused.status() == 500 || refused.status() == 503) {
                if (isGivenUp(job, refused)) {
                    return true;
                }
                throw refused;
            }
            fail(job, new BatchJob.Failure(refused.code(), refused.message()));
            return true;
        } catch (IOException | RuntimeException | Error broken) {
            if (isGivenUp(job, broken)) {
                return true;
            }
            throw broken;
        }
    }

    /// Whether it was so too often, and the job has failed for it.
    private boolean isGivenUp(BatchJob job, Throwable broken) throws IOException {
        if (failedTries.merge(job.name(), 1, Integer::sum) < TRIES) {
            return false;
        }
        LOG.error("job {} cannot go on", job.name().arn(), broken);
        fail(job, new BatchJob.Failure("InternalError", "The job met an internal error."));
        failedTries.remove(job.name());
        return true;
    }

    /// Lets a job fail; one that comes to its end by itself comes to it without a report.
    private void fail(BatchJob job, BatchJob.Failure why) throws IOException {
        var text = why.reason().length() <= 256 ? why.reason() : why.reason().substring(0, 256);
        var kept = new BatchJob.Failure(why.code(), text.isEmpty() ? why.code() : text);
        jobs.change(job.name(), now -> switch (now.state()) {
            case NEW -> now.to(JobState.PREPARING).failing(kept);
            case CANCELLING -> now.ended(JobState.CANCELLED, clock.instant());
            case FAILING -> now.ended(JobState.FAILED, clock.instant());
            default -> now.state().next().contains(JobState.FAILING) ? now.failing(kept) : now;
        });
    }

    private JobDocument document(BatchJob job) throws IOException {
        return JobDocument.read(jobs.request(job), job.name().account(), functions);
    }

    private boolean prepare(BatchJob job) throws IOException {
        var name = job.name();
        jobs.change(name, now -> now.state() == JobState.NEW ? now.to(JobState.PREPARING) : now);
        var document = document(job);
        var role = roles.at(job);
        var ingest = new Ingest(jobs, name, pace::isStopped);
        if (document.manifest().isPresent()) {
            Manifests.read(document.manifest().get(), role, ingest);
        }
        if (document.generator().isPresent()) {
            generated.read(document.generator().get(), role.facts(), ingest);
        }
        ingest.end();
        var ready = jobs.find(name).orElseThrow(Ingest.CalledOffException::new);
        if (ready.progress().total() == 0) {
            throw new ManifestException(
                    "ManifestEmpty",
                    document.generator().isPresent()
                            ? "No keys found matching manifest filter criteria."
                            : "The manifest names no objects.");
        }
        var output = document.generator().flatMap(JobDocument.Generator::output);
        Optional<BatchJob.Generated> written = output.isEmpty()
                ? Optional.empty()
                : Optional.of(generated.write(output.get(), ready, jobs, role, clock.instant()));
        jobs.change(name, now -> {
            if (now.state() != JobState.PREPARING) {
                return now;
            }
            var listed = written.map(now::with).orElse(now);
            return document.confirmationRequired() ? listed.suspended(clock.instant()) : listed.to(JobState.READY);
        });
        return true;
    }

    private boolean work(BatchJob job, LongConsumer progress) throws IOException {
        long number = job.progress().next();
        var chunk = jobs.chunk(job, number);
        boolean repeated = !Long.valueOf(number).equals(untouched.remove(job.name()));
        var run = new ChunkRun(document(job).operation(), roles.at(job), pace);
        long began = nanos.getAsLong();
        var results = run.run(chunk.tasks(job, number, repeated));
        if (results.isEmpty()) {
            return false;
        }
        long millis = Math.max(0, nanos.getAsLong() - began) / 1_000_000;
        long succeeded = results.get().stream().filter(TaskResult::succeeded).count();
        long failed = results.get().size() - succeeded;
        jobs.change(
                job.name(),
                now -> moved(now.with(now.progress().chunkDone(succeeded, failed, millis))),
                List.of(BatchJobs.put(number, chunk.with(results.get()))));
        untouched.put(job.name(), number + 1);
        progress.accept(results.get().size());
        return true;
    }

    /// Where a job goes when some of its tasks are done.
    private static BatchJob moved(BatchJob job) {
        var progress = job.progress();
        if (job.state() != JobState.ACTIVE) {
            return job;
        }
        if (progress.done() >= THRESHOLD_TASKS && progress.failed() * 2 > progress.done()) {
            return job.failing(
                    new BatchJob.Failure("FailureThresholdExceeded", "More than 50 percent of the tasks failed."));
        }
        return progress.next() == progress.chunks() ? job.to(JobState.COMPLETING) : job;
    }

    private boolean end(BatchJob job) throws IOException {
        if (job.progress().done() > 0) {
            var report = document(job).report();
            if (report.enabled()) {
                reports.write(job, report, roles.at(job), clock.instant());
            }
        }
        // Its tasks are in the report; nobody reads them any more.
        var ended = jobs.change(
                job.name(), now -> now.ended(last(now.state()), clock.instant()), List.of(BatchJobs.dropChunks()));
        ended.ifPresent(
                now -> LOG.info("job {} is {}", now.name().arn(), now.state().wireName()));
        roles.leave(job.name());
        untouched.remove(job.name());
        return true;
    }

    private static JobState last(JobState ending) {
        return switch (ending) {
            case COMPLETING -> JobState.COMPLETE;
            case CANCELLING -> JobState.CANCELLED;
            default -> JobState.FAILED;
        };
    }
}
