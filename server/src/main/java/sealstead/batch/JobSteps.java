package sealstead.batch;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sealstead.time.WitnessedTime;
import sealstead.wire.Clipped;
import sealstead.wire.Refusal;

/// The steps that jobs take: a preparation, a chunk of tasks, a report. In a lane of tasks one job is
/// active, the one of the highest priority, and others are paused for it. Between two steps everything is
/// looked at anew, and within a chunk as soon as a job of the account was changed by somebody.
final class JobSteps {
    private static final Logger LOG = LoggerFactory.getLogger(JobSteps.class);
    private static final int TRIES = 5;
    private static final Duration CONFIRMED_WITHIN = Duration.ofDays(30);
    /// The results of a chunk that lasts are kept now and then, so that a kill undoes little.
    private static final Duration KEPT_EVERY = Duration.ofSeconds(1);

    private static final long SLICE = 10_000_000_000L;
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
    private final WitnessedTime time;
    private final Clock clock;
    private final LongSupplier nanos;
    private final Map<BatchJob.Name, Integer> failedTries = new ConcurrentHashMap<>();
    /// The chunk of a job of which no task without a result was ever begun, as far as this process knows.
    private final Map<BatchJob.Name, Long> untouched = new ConcurrentHashMap<>();
    /// The jobs of which something is under way. Such a job is not ended, whatever became of it.
    private final Set<BatchJob.Name> atWork = ConcurrentHashMap.newKeySet();
    /// The jobs whose end waits for what is under way.
    private final Set<BatchJob.Name> endsAfter = ConcurrentHashMap.newKeySet();

    JobSteps(
            BatchJobs jobs,
            JobRoles roles,
            Functions functions,
            GeneratedManifest generated,
            Pace pace,
            WitnessedTime time,
            LongSupplier nanos) {
        this.jobs = jobs;
        this.roles = roles;
        this.functions = functions;
        this.generated = generated;
        this.reports = new CompletionReport(jobs);
        this.pace = pace;
        this.time = time;
        this.clock = time.clock();
        this.nanos = nanos;
    }

    /// Takes the next step in a lane.
    ///
    /// @param progress is told how many tasks were done
    /// @return whether something was done
    boolean take(JobLane lane, LongConsumer progress) throws IOException {
        long moves = jobs.moves(lane.account()).get();
        var open = jobs.unfinished(lane).stream().sorted(ORDER).toList();
        return switch (lane.kind()) {
            case PREPARING -> prepareOne(open);
            case ENDING -> endOne(open);
            case OBJECTS, FUNCTIONS -> workOne(open, lane, moves, progress);
        };
    }

    private boolean prepareOne(List<BatchJob> open) throws IOException {
        for (var job : open) {
            switch (job.state()) {
                case NEW, PREPARING -> {
                    if (atWork.add(job.name())) {
                        return alone(job, Set.of(JobState.NEW, JobState.PREPARING), this::prepare);
                    }
                }
                case SUSPENDED -> {
                    if (isTooLate(job)) {
                        fail(job, new BatchJob.Failure("NotConfirmed", "The job was not confirmed within 30 days."));
                        return true;
                    }
                }
                case READY, ACTIVE, PAUSING, PAUSED, COMPLETING, COMPLETE, CANCELLING, CANCELLED, FAILING, FAILED -> {}
            }
        }
        return false;
    }

    private boolean isTooLate(BatchJob job) {
        return job.course()
                .suspended()
                .filter(since -> since.plus(CONFIRMED_WITHIN).isBefore(time.passed()))
                .isPresent();
    }

    private boolean endOne(List<BatchJob> open) throws IOException {
        for (var job : open) {
            boolean ending = job.state() == JobState.COMPLETING
                    || job.state() == JobState.CANCELLING
                    || job.state() == JobState.FAILING;
            if (ending) {
                endsAfter.add(job.name());
                if (atWork.add(job.name())) {
                    endsAfter.remove(job.name());
                    return alone(job, Set.of(job.state()), this::end);
                }
            }
        }
        return false;
    }

    private boolean workOne(List<BatchJob> open, JobLane lane, long moves, LongConsumer progress) throws IOException {
        var first = first(open);
        for (var job : open) {
            if (job.state() == JobState.PAUSING) {
                jobs.change(job.name(), now -> now.state() == JobState.PAUSING ? now.to(JobState.PAUSED) : now);
                return true;
            }
            if (job.state() == JobState.ACTIVE && !job.equals(first.orElse(null))) {
                jobs.change(job.name(), now -> now.state() == JobState.ACTIVE ? now.to(JobState.PAUSING) : now);
                return true;
            }
        }
        if (first.isEmpty()) {
            return false;
        }
        var job = first.get();
        if (job.state() == JobState.ACTIVE) {
            return atWork.add(job.name())
                    && alone(job, Set.of(JobState.ACTIVE), now -> work(now, lane, moves, progress));
        }
        if (job.state() == JobState.READY) {
            untouched.put(job.name(), 0L);
        }
        boolean fresh = isUntouched(job);
        jobs.change(job.name(), now -> {
            if (now.state() != JobState.READY && now.state() != JobState.PAUSED) {
                return now;
            }
            var active = now.to(JobState.ACTIVE);
            return fresh ? active.with(active.progress().untouchedAt(clock.instant())) : active;
        });
        return true;
    }

    private static Optional<BatchJob> first(List<BatchJob> inOrder) {
        return inOrder.stream().filter(job -> job.state().wantsTurn()).findFirst();
    }

    private boolean isUntouched(BatchJob job) {
        return Long.valueOf(job.progress().next()).equals(untouched.get(job.name()));
    }

    private interface Step {
        /// @return whether there may be more to do
        boolean take(BatchJob job) throws IOException;
    }

    /// Takes a step of a job that is marked as being at work, if it is in one of the states now. Who wants
    /// to end it looks for the mark after its state was changed, and this looks at its state after the mark
    /// was set.
    private boolean alone(BatchJob job, Set<JobState> states, Step step) throws IOException {
        try {
            var now = jobs.find(job.name()).filter(found -> states.contains(found.state()));
            return now.isEmpty() || tried(now.get(), step);
        } finally {
            atWork.remove(job.name());
            if (endsAfter.remove(job.name())) {
                jobs.tellMoved(job.name());
            }
        }
    }

    /// What fails for no reason of the job's own is tried again with the next call of [Batch#run], but not
    /// for ever.
    private boolean tried(BatchJob job, Step step) throws IOException {
        try {
            boolean more = step.take(job);
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
        var text = Clipped.of(why.reason(), 256);
        var kept = new BatchJob.Failure(why.code(), text.isEmpty() ? why.code() : text);
        jobs.change(job.name(), now -> switch (now.state()) {
            case NEW -> now.to(JobState.PREPARING).failing(kept);
            // One that has come here meanwhile is ended by the step for that, with a report.
            case CANCELLING, FAILING ->
                now.state() == job.state() ? now.ended(last(now.state()), clock.instant()) : now;
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
        var ingest = new Ingest(jobs, name, pace::isStopped, Ingest.MAX_TASKS);
        if (document.manifest().isPresent()) {
            Manifests.read(document.manifest().get(), role, ingest);
        }
        if (document.generator().isPresent()) {
            generated.read(document.generator().get(), role.context(), ingest);
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

    /// Does the tasks of the next chunk, or as many as somebody lets it, and keeps their results.
    ///
    /// @param moves of the account before the lane was looked at
    private boolean work(BatchJob job, JobLane lane, long moves, LongConsumer progress) throws IOException {
        long number = job.progress().next();
        var chunk = jobs.chunk(job, number);
        boolean fresh = isUntouched(job);
        untouched.remove(job.name());
        var places = chunk.open();
        var tasks = places.stream()
                .map(place -> chunk.task(place, job, number, !fresh))
                .toList();
        var turn = new StillItsTurn(job, lane, moves);
        var run = new ChunkRun(document(job).operation(), roles.at(job), pace, lane, turn::is, tasks);
        var kept = new Results(job.name(), number, chunk, places, progress, nanos.getAsLong());
        run.start();
        try {
            while (!run.await(KEPT_EVERY)) {
                kept.keep(run.results(), false);
            }
        } finally {
            run.callOff();
            run.await();
        }
        boolean still = fresh && !run.isCutShort();
        kept.keep(run.results(), still);
        if (kept.isAll()) {
            untouched.put(job.name(), number + 1);
        } else if (still) {
            untouched.put(job.name(), number);
        }
        return !pace.isStopped();
    }

    /// Whether a job may begin one more task. It is looked at anew when a job of its account has moved.
    private final class StillItsTurn {
        private final BatchJob.Name name;
        private final JobLane lane;
        private final long since;
        private long seen;
        private boolean still = true;

        StillItsTurn(BatchJob job, JobLane lane, long seen) {
            this.name = job.name();
            this.lane = lane;
            this.seen = seen;
            this.since = nanos.getAsLong();
        }

        synchronized boolean is() {
            long moves = jobs.moves(lane.account()).get();
            if (still && moves != seen) {
                seen = moves;
                still = look();
            }
            // Lanes have their turns, and a chunk of calls that nobody answers would last for many minutes.
            return still && (lane.kind() != JobLane.Kind.FUNCTIONS || nanos.getAsLong() - since < SLICE);
        }

        private boolean look() {
            try {
                var first = first(jobs.unfinished(lane).stream().sorted(ORDER).toList());
                return first.filter(job -> job.name().equals(name) && job.state() == JobState.ACTIVE)
                        .isPresent();
            } catch (IOException unreadable) {
                LOG.warn("jobs cannot be read: {}", unreadable.toString());
                return false; // the next step meets it too, and tells
            }
        }
    }

    /// The results of a chunk, and which of them are kept.
    private final class Results {
        private final BatchJob.Name name;
        private final long number;
        private final Chunk chunk;
        private final List<Integer> places;
        private final LongConsumer progress;
        private int keptTasks;
        private long keptSucceeded;
        private long began;

        Results(BatchJob.Name name, long number, Chunk chunk, List<Integer> places, LongConsumer progress, long began) {
            this.name = name;
            this.number = number;
            this.chunk = chunk;
            this.places = places;
            this.progress = progress;
            this.began = began;
        }

        boolean isAll() {
            return keptTasks == places.size();
        }

        /// @param done by their places among the tasks of the run
        /// @param untouched whether no other task was begun
        void keep(Map<Integer, TaskResult> done, boolean untouched) throws IOException {
            if (done.size() == keptTasks) {
                return;
            }
            var results = new java.util.TreeMap<Integer, TaskResult>();
            done.forEach((at, result) -> results.put(places.get(at), result));
            long allSucceeded =
                    done.values().stream().filter(TaskResult::succeeded).count();
            long succeeded = allSucceeded - keptSucceeded;
            long failed = done.size() - keptTasks - succeeded;
            long now = nanos.getAsLong();
            long millis = Math.max(0, now - began) / 1_000_000;
            boolean all = done.size() == places.size();
            jobs.change(
                    name,
                    job -> {
                        var at = job.progress().done(succeeded, failed, millis);
                        at = all ? at.chunkDone() : at;
                        return moved(job.with(all || untouched ? at.untouchedAt(clock.instant()) : at));
                    },
                    List.of(BatchJobs.put(number, chunk.with(results))));
            progress.accept(done.size() - keptTasks);
            keptTasks = done.size();
            keptSucceeded = allSucceeded;
            began = now;
        }
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
