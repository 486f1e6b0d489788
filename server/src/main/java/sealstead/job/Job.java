package sealstead.job;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One piece of background work, done again and again by a thread of its own, so that what fails, hangs or takes
/// long here costs nobody else his turn.
public final class Job {
    private static final Logger LOG = LoggerFactory.getLogger(Job.class);

    /// What is done each time. An exception or an error ends this turn only.
    @FunctionalInterface
    public interface Work {
        void run(Progress progress) throws Exception;
    }

    /// Work that is over in a moment, whatever is stored, so that how far it is would tell nobody anything.
    @FunctionalInterface
    public interface BriefWork {
        void run() throws Exception;
    }

    /// How far a turn has got, for who looks on.
    public static final class Progress {
        private final AtomicLong done = new AtomicLong();

        public void did(long more) {
            done.addAndGet(more);
        }

        public long done() {
            return done.get();
        }
    }

    /// What is known of a job now.
    ///
    /// @param counts what progress is counted in; empty if the work is brief
    /// @param running since when a turn has been under way
    /// @param progress how many of them the turn under way, or else the last one, has handled
    /// @param runs turns that ended since the start of the server, failed ones among them
    /// @param failedInARow turns that failed since the last one that went well
    /// @param lastFailure of the last turn; empty if it went well
    public record State(
            String name,
            Duration every,
            Optional<String> counts,
            Optional<Instant> running,
            long progress,
            long runs,
            long failures,
            long failedInARow,
            Optional<Instant> lastEnded,
            Duration lastTook,
            String lastFailure) {}

    private final String name;
    private final Duration every;
    private final Optional<String> counts;
    private final Work work;
    private final InstantSource clock;
    private final Thread thread;
    private final Object turn = new Object();
    private volatile boolean stopping;
    private volatile State state;
    private volatile Progress progress = new Progress();

    Job(String name, Duration every, Optional<String> counts, Work work, InstantSource clock) {
        this.name = name;
        this.every = every;
        this.counts = counts;
        this.work = work;
        this.clock = clock;
        this.state = new State(name, every, counts, Optional.empty(), 0, 0, 0, 0, Optional.empty(), Duration.ZERO, "");
        this.thread = Thread.ofPlatform().name("job-" + name).daemon().unstarted(this::loop);
    }

    String name() {
        return name;
    }

    State state() {
        var now = state;
        return new State(
                now.name,
                now.every,
                now.counts,
                now.running,
                progress.done.get(),
                now.runs,
                now.failures,
                now.failedInARow,
                now.lastEnded,
                now.lastTook,
                now.lastFailure);
    }

    void start() {
        thread.start();
    }

    private void loop() {
        try {
            while (!stopping) {
                Thread.sleep(every);
                run();
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    /// One turn; waits for one that is under way.
    ///
    /// @return what ended it, if it failed
    @Nullable
    Throwable run() {
        synchronized (turn) {
            var own = new Progress();
            progress = own;
            var before = state;
            long began = System.nanoTime();
            state = new State(
                    name,
                    every,
                    counts,
                    Optional.of(clock.instant()),
                    0,
                    before.runs,
                    before.failures,
                    before.failedInARow,
                    before.lastEnded,
                    before.lastTook,
                    before.lastFailure);
            var failed = attempt(own);
            var failure = failed == null ? "" : failed.toString();
            state = new State(
                    name,
                    every,
                    counts,
                    Optional.empty(),
                    0,
                    before.runs + 1,
                    before.failures + (failed == null ? 0 : 1),
                    failed == null ? 0 : before.failedInARow + 1,
                    Optional.of(clock.instant()),
                    Duration.ofNanos(System.nanoTime() - began),
                    failure);
            if (failed != null && !stopping) {
                tell(failed, before);
            }
            return failed;
        }
    }

    @SuppressWarnings("CatchingUnchecked") // whatever it is, it is the outcome of this turn and of nothing else
    private @Nullable Throwable attempt(Progress own) {
        try {
            work.run(own);
            return null;
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return stop;
        } catch (Exception | Error failed) {
            return failed;
        }
    }

    /// With its stack once; while the same failure comes again, now and then without.
    private void tell(Throwable failed, State before) {
        if (!failed.toString().equals(before.lastFailure)) {
            LOG.error("job {} failed; it is tried again in {}", name, every, failed);
        } else if (Long.bitCount(before.failures) == 1) {
            LOG.error("job {} has failed {} times: {}", name, before.failures + 1, failed.toString());
        }
    }

    /// Asks a turn that is under way to end.
    void stop() {
        stopping = true;
        thread.interrupt();
    }

    void join() {
        try {
            thread.join();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
