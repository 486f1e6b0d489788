package sealstead.batch;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sealstead.wire.Refusal;

/// Does the tasks of one chunk, several at once. One that fails costs no other its turn; what may pass is tried again.
final class ChunkRun {
    private static final Logger LOG = LoggerFactory.getLogger(ChunkRun.class);
    private static final int TRIES = 4;
    private static final long FIRST_PAUSE = 200_000_000L;

    private final TaskOperation operation;
    private final RoleCalls role;
    private final Pace pace;

    ChunkRun(TaskOperation operation, RoleCalls role, Pace pace) {
        this.operation = operation;
        this.role = role;
        this.pace = pace;
    }

    /// The results in the order of the tasks; absent if a stop came before all were done. Nothing is under way any more
    /// when this returns.
    Optional<List<TaskResult>> run(List<Task> tasks) {
        var results = new AtomicReferenceArray<TaskResult>(tasks.size());
        var ended = new CountDownLatch(tasks.size());
        for (int i = 0; i < tasks.size(); i++) {
            int at = i;
            Thread.ofVirtual().name("batch task").start(() -> {
                try {
                    attempt(tasks.get(at)).ifPresent(result -> results.set(at, result));
                } finally {
                    ended.countDown();
                }
            });
        }
        await(ended);
        var all = new ArrayList<TaskResult>(tasks.size());
        for (int i = 0; i < tasks.size(); i++) {
            var result = results.get(i);
            if (result == null) {
                return Optional.empty();
            }
            all.add(result);
        }
        return Optional.of(all);
    }

    /// Tasks use the store; who is told to stop waits for those that have begun.
    private void await(CountDownLatch ended) {
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

    private Optional<TaskResult> attempt(Task task) {
        try {
            long wait = FIRST_PAUSE;
            for (int tries = 1; pace.begin(); tries++) {
                TaskResult result;
                try {
                    result = perform(tries == 1 ? task : task.again());
                } finally {
                    pace.end();
                }
                if (!result.isPassing() || tries == TRIES) {
                    return Optional.of(result);
                }
                if (!pace.pause(wait)) {
                    return Optional.empty();
                }
                wait *= 2;
            }
            return Optional.empty();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
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
