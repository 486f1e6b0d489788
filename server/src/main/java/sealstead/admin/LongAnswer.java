package sealstead.admin;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// An answer that may take longer than a client waits: begun by one request, one at a time, and shown by others.
/// A short one is in the reply of the request that began it.
final class LongAnswer {
    private static final long AT_ONCE_MILLIS = 2000;

    private final String name;
    private @Nullable Run last;
    private long runs;

    /// @param name of what is done, for who comes while it is
    LongAnswer(String name) {
        this.name = name;
    }

    private static final class Run {
        private final long number;
        private final CountDownLatch ended = new CountDownLatch(1);
        private volatile String failure = "";
        private volatile @Nullable ObjectNode result;

        Run(long number) {
            this.number = number;
        }

        @SuppressWarnings("CatchingUnchecked") // whatever it is, it is what the operator is told
        void run(Callable<ObjectNode> work) {
            try {
                result = work.call();
            } catch (IllegalArgumentException senseless) {
                failure = String.valueOf(senseless.getMessage());
            } catch (Exception | Error failed) {
                failure = failed.toString();
            } finally {
                ended.countDown();
            }
        }

        ObjectNode show() {
            var document = JsonNodeFactory.instance
                    .objectNode()
                    .put("run", number)
                    .put("running", ended.getCount() > 0)
                    .put("failure", failure);
            var answer = result;
            if (answer != null) {
                document.set("result", answer);
            }
            return document;
        }
    }

    /// @throws IllegalArgumentException if one is under way
    ObjectNode begin(Callable<ObjectNode> work) {
        var run = next();
        Thread.ofPlatform().name(name).daemon().start(() -> run.run(work));
        try {
            if (!run.ended.await(AT_ONCE_MILLIS, TimeUnit.MILLISECONDS)) {
                return run.show();
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
        return run.show();
    }

    private synchronized Run next() {
        if (last != null && last.ended.getCount() > 0) {
            throw new IllegalArgumentException("another " + name + " is under way");
        }
        runs++;
        var run = new Run(runs);
        last = run;
        return run;
    }

    /// What is known of the last one.
    synchronized ObjectNode show() {
        if (last == null) {
            throw new IllegalArgumentException("no " + name + " was begun since the server started");
        }
        return last.show();
    }
}
