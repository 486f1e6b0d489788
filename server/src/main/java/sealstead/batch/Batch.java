package sealstead.batch;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import sealstead.s3.access.BucketAccess;
import sealstead.s3.object.Objects;
import sealstead.s3.replication.ExistingVersions;
import sealstead.time.WitnessedTime;

/// Carries the jobs out. Each account has lanes of its own ([JobLane]), so that nobody waits for the jobs
/// of others, and within an account nothing on objects waits for a list, a report or a silent function. In
/// a lane one step is taken after another ([JobSteps]).
public final class Batch {
    private static final int MAX_LANES = 256;
    private static final long SLICE = 10_000_000_000L;
    /// How long after a lane ended, well or not, it is looked at again while others work.
    private static final long LOOKED_AT_AGAIN = 60_000_000_000L;

    private static final Duration FORGET_EVERY = Duration.ofHours(1);

    private final BatchJobs jobs;
    private final JobSteps steps;
    private final Pace pace;
    private final WitnessedTime time;
    private final LongSupplier nanos;
    private final LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>();

    private Instant forgotten = Instant.MIN;

    /// How fast jobs may work.
    ///
    /// @param atOnce tasks under way of one account, and as many calls of functions
    /// @param perSecond tasks begun in a second by all accounts together; 0 for no limit
    public record Limits(int atOnce, long perSecond) {}

    /// What the coordinator is told.
    private sealed interface Event {
        /// There is something new for the jobs of an account in a region.
        record News(String account, String region) implements Event {}

        /// @param more whether there is more to do
        record Ended(JobLane lane, boolean more, Optional<Throwable> failure) implements Event {}
    }

    public Batch(
            BatchJobs jobs,
            JobRoles roles,
            Functions functions,
            BucketAccess access,
            Objects objects,
            ExistingVersions versions,
            Limits limits,
            WitnessedTime time,
            LongSupplier nanos) {
        this.jobs = jobs;
        this.pace = new Pace(limits.atOnce(), limits.perSecond(), nanos);
        this.steps = new JobSteps(
                jobs, roles, functions, new GeneratedManifest(access, objects, versions), pace, time, nanos);
        this.time = time;
        this.nanos = nanos;
        jobs.whenMoved(name -> events.add(new Event.News(name.account(), name.region())));
    }

    /// Which lanes are at work, and which need not be looked at for a while.
    private static final class Lanes {
        private final Set<JobLane> running = new HashSet<>();
        /// Those of the running ones for which there is something new.
        private final Set<JobLane> woken = new HashSet<>();
        private final Map<JobLane, Long> idle = new HashMap<>();
        private final Map<JobLane, Long> lastRun = new HashMap<>();
        private long sequence;

        /// The lane that had its turn the longest time ago.
        Optional<JobLane> next(Set<JobLane> all, long now) {
            idle.values().removeIf(until -> now - until >= 0);
            return all.stream()
                    .filter(lane -> !running.contains(lane) && !idle.containsKey(lane))
                    .min(Comparator.comparing(lane -> lastRun.getOrDefault(lane, -1L)));
        }

        void begun(JobLane lane) {
            running.add(lane);
            lastRun.put(lane, sequence++);
        }

        void wake(String account, String region) {
            for (var lane : JobLane.of(account, region)) {
                idle.remove(lane);
                if (running.contains(lane)) {
                    woken.add(lane);
                }
            }
        }

        void ended(Event.Ended event, long now) {
            running.remove(event.lane());
            if (woken.remove(event.lane()) || event.more()) {
                idle.remove(event.lane());
            } else {
                idle.put(event.lane(), now + LOOKED_AT_AGAIN);
            }
        }
    }

    /// Works until there is nothing to do. To be called by one thread, whose interruption is the server's
    /// stop: then nothing is under way any more when this returns.
    ///
    /// @param progress is told how many tasks were done
    /// @throws IOException if a lane failed; its jobs are tried again with the next call
    public void run(LongConsumer progress) throws IOException, InterruptedException {
        jobs.refresh();
        forgetIfDue();
        var lanes = new Lanes();
        Throwable failure = null;
        boolean interrupted = false;
        while (true) {
            while (lanes.running.size() < MAX_LANES && !pace.isStopped()) {
                var next = lanes.next(jobs.lanes(), nanos.getAsLong());
                if (next.isEmpty()) {
                    break;
                }
                var lane = next.get();
                lanes.begun(lane);
                Thread.ofVirtual().name("batch " + lane).start(() -> events.add(work(lane, progress)));
            }
            if (lanes.running.isEmpty()) {
                break;
            }
            try {
                var event = events.poll(1, TimeUnit.SECONDS);
                forgetIfDue();
                jobs.refresh();
                switch (event) {
                    case null -> {} // a lane may have waited long enough
                    case Event.News(var account, var region) -> lanes.wake(account, region);
                    case Event.Ended ended -> {
                        lanes.ended(ended, nanos.getAsLong());
                        failure = failure == null ? ended.failure().orElse(null) : failure;
                    }
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

    /// Another gateway carries the jobs out.
    public void rest() {
        events.clear();
    }

    private void forgetIfDue() throws IOException {
        var now = time.passed();
        if (forgotten.equals(Instant.MIN) || now.isAfter(forgotten.plus(FORGET_EVERY))) {
            forgotten = now;
            jobs.forget(now);
        }
    }

    @SuppressWarnings("CatchingUnchecked") // whatever it is, it is the outcome of this lane and of no other
    private Event.Ended work(JobLane lane, LongConsumer progress) {
        try {
            long until = nanos.getAsLong() + SLICE;
            boolean more = true;
            while (more && !pace.isStopped() && until - nanos.getAsLong() > 0) {
                more = steps.take(lane, progress);
            }
            return new Event.Ended(lane, more, Optional.empty());
        } catch (Exception | Error failed) {
            return new Event.Ended(lane, false, Optional.of(failed));
        }
    }
}
