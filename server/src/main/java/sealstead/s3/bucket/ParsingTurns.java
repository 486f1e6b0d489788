package sealstead.s3.bucket;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;

/// Whose turn it is to parse a document: so many at once that a processor is left for everybody else. An account
/// has one turn at a time, in the order in which its requests came, so that whoever asks waits behind one document of
/// each account and not behind as many as one account can have.
final class ParsingTurns {
    private final Semaphore all;
    private final Map<String, Line> lines = new HashMap<>();

    ParsingTurns(int atOnce) {
        this.all = new Semaphore(atOnce, true);
    }

    /// The requests of one account.
    private static final class Line {
        private final Semaphore first = new Semaphore(1, true);
        private int length;
    }

    /// Takes some time of a processor.
    @FunctionalInterface
    interface Work<T> {
        T run() throws IOException, InterruptedException;
    }

    /// Does the work when it is the account's turn.
    <T> T take(String account, Work<T> work) throws IOException {
        var line = join(account);
        try {
            line.first.acquire();
            try {
                all.acquire();
                try {
                    return work.run();
                } finally {
                    all.release();
                }
            } finally {
                line.first.release();
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", stop);
        } finally {
            leave(account, line);
        }
    }

    private synchronized Line join(String account) {
        var line = lines.computeIfAbsent(account, name -> new Line());
        line.length++;
        return line;
    }

    private synchronized void leave(String account, Line line) {
        line.length--;
        if (line.length == 0) {
            lines.remove(account);
        }
    }
}
