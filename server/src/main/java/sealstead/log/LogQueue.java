package sealstead.log;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;

/// Text on its way to a stream that may stand still: a pipe that nobody reads, a terminal that is held. One thread of
/// its own writes; whoever has something to say never waits. What finds no room is dropped and counted, and the count
/// is the next that is written.
final class LogQueue {
    private static final int MAX_BYTES = 1024 * 1024;
    /// What a text costs beside its bytes.
    private static final int OVERHEAD_BYTES = 64;

    private final OutputStream out;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Condition empty = lock.newCondition();
    private final Deque<byte[]> texts = new ArrayDeque<>();
    private final UnaryOperator<String> line;
    private final Runnable idle;
    private int bytes;
    private long dropped;
    private boolean writing;

    /// @param line makes a line of what the queue has to say itself
    /// @param idle what is done now and then while there is nothing to write
    LogQueue(OutputStream out, UnaryOperator<String> line, Runnable idle) {
        this.out = out;
        this.line = line;
        this.idle = idle;
        Thread.ofPlatform().name("log").daemon().start(this::run);
    }

    void add(byte[] text) {
        lock.lock();
        try {
            if (bytes + text.length + OVERHEAD_BYTES > MAX_BYTES) {
                dropped++;
                return;
            }
            texts.addLast(text);
            bytes += text.length + OVERHEAD_BYTES;
            work.signal();
        } finally {
            lock.unlock();
        }
    }

    /// Waits until everything is written, but not for long.
    void drain(long millis) {
        long left = TimeUnit.MILLISECONDS.toNanos(millis);
        lock.lock();
        try {
            while ((writing || !texts.isEmpty()) && left > 0) {
                left = empty.awaitNanos(left);
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        while (true) {
            try {
                var text = next();
                if (text.length == 0) {
                    idle.run();
                } else {
                    out.write(text);
                    out.flush();
                }
            } catch (IOException nobodyReads) {
                // There is nobody left to tell.
            } catch (InterruptedException again) {
                // Nobody has a reason to.
            } catch (RuntimeException | Error failed) {
                // The next text may fare better; the one who had this to say is not to blame.
            }
        }
    }

    /// The next text; empty if for a second there was none.
    private byte[] next() throws InterruptedException {
        lock.lock();
        try {
            writing = false;
            if (texts.isEmpty()) {
                empty.signalAll();
            }
            long left = TimeUnit.SECONDS.toNanos(1);
            while (texts.isEmpty() && dropped == 0 && left > 0) {
                left = work.awaitNanos(left);
            }
            if (dropped > 0) {
                var told = line.apply(dropped + " log lines were dropped, since nobody read them fast enough");
                dropped = 0;
                writing = true;
                return told.getBytes(StandardCharsets.UTF_8);
            }
            if (texts.isEmpty()) {
                return new byte[0];
            }
            var text = texts.removeFirst();
            bytes -= text.length + OVERHEAD_BYTES;
            writing = true;
            return text;
        } finally {
            lock.unlock();
        }
    }
}
