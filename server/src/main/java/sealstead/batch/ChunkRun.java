package sealstead.batch;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sealstead.wire.Refusal;

/// Does the tasks of one chunk, several at once. One that fails costs no other its turn; what may pass is
/// tried again. Before each task it is asked whether the job still goes on: who pauses or cancels it waits
/// for the tasks under way and for no more.
final class ChunkRun {
    private static final Logger LOG = LoggerFactory.getLogger(ChunkRun.class);
    private static final int TRIES = 4;
    /// About a minute and a half: a limit that others have exhausted passes, and a task that failed is not
    /// done again.
    private static final int TRIES_WHEN_THROTTLED = 12;

    private static final long FIRST_PAUSE = 200_000_000L;
    private static final long MAX_PAUSE = 15_000_000_000L;

    private final TaskOperation operation;
    private final RoleCalls role;
    private final Pace pace;
    private final JobLane lane;
    private final BooleanSupplier goesOn;
    private final List<Task> tasks;
    private final AtomicReferenceArray<TaskResult> results;
    private final AtomicInteger next = new AtomicInteger();
    private final CountDownLatch ended;
    private volatile boolean calledOff;
    private volatile boolean cutShort;

    /// @param goesOn whether one more task may be begun
    ChunkRun(
            TaskOperation operation,
            RoleCalls role,
            Pace pace,
            JobLane lane,
            BooleanSupplier goesOn,
            List<Task> tasks) {
        this.operation = operation;
        this.role = role;
        this.pace = pace;
        this.lane = lane;
        this.goesOn = goesOn;
        this.tasks = List.copyOf(tasks);
        this.results = new AtomicReferenceArray<>(tasks.size());
        this.ended = new CountDownLatch(Math.min(pace.atOnce(), tasks.size()));
    }

    void start() {
        for (long worker = ended.getCount(); worker > 0; worker--) {
            Thread.ofVirtual().name("batch task").start(() -> {
                try {
                    work();
                } finally {
                    ended.countDown();
                }
            });
        }
    }

    private void work() {
        try {
            for (int at = next.getAndIncrement(); at < tasks.size() && mayBegin(); at = next.getAndIncrement()) {
                var result = attempt(tasks.get(at), at);
                if (result != null) {
                    results.set(at, result);
                }
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean mayBegin() {
        return !calledOff && !pace.isStopped() && goesOn.getAsBoolean();
    }

    /// No more tasks are begun.
    void callOff() {
        calledOff = true;
    }

    /// Waits until nothing is under way any more.
    ///
    /// @return whether it was so in time
    boolean await(Duration atMost) {
        try {
            return ended.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException stop) {
            pace.stop();
            await();
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /// Tasks use the store; who is told to stop waits for those that have begun.
    void await() {
        boolean interrupted = false;
        while (true) {
            try {
                ended.await();
                break;
            } catch (InterruptedException stop) {
                interrupted = true;
                pace.stop();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /// What is done so far, by the places of the tasks.
    Map<Integer, TaskResult> results() {
        var done = new TreeMap<Integer, TaskResult>();
        for (int i = 0; i < tasks.size(); i++) {
            var result = results.get(i);
            if (result != null) {
                done.put(i, result);
            }
        }
        return done;
    }

    /// Whether a task was begun and left without a result.
    boolean isCutShort() {
        return cutShort;
    }

    private @org.jspecify.annotations.Nullable TaskResult attempt(Task task, int at) throws InterruptedException {
        long wait = FIRST_PAUSE;
        int tries = 0;
        while (pace.begin(lane.account(), lane.kind(), this::mayBegin)) {
            tries++;
            TaskResult result;
            try {
                result = perform(tries == 1 ? task : task.again());
            } finally {
                pace.end(lane.account(), lane.kind());
            }
            int most = result.isThrottled() ? TRIES_WHEN_THROTTLED : TRIES;
            if (!result.isPassing() || tries >= most) {
                return result;
            }
            // Those that were refused at once do not come again at once.
            if (!pace.pause(wait + wait / 16 * (at % 8), this::mayBegin)) {
                break;
            }
            wait = Math.min(2 * wait, MAX_PAUSE);
        }
        if (tries > 0) {
            cutShort = true;
        }
        return null;
    }

    private TaskResult perform(Task task) throws InterruptedException {
        try {
            return operation.perform(task, role);
        } catch (Refusal refused) {
            return TaskResult.failed(refused.status(), refused.code(), refused.message());
        } catch (IOException | RuntimeException | Error failed) {
            LOG.warn("a task of {} failed: {}", role.job().arn(), failed.toString());
            return TaskResult.failed(500, "InternalError", "We encountered an internal error. Please try again.");
        }
    }
}
