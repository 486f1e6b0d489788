package sealstead.s3;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;

/// Whose turn it is to do what takes a processor or much memory for a moment: so many at once, and so many of
/// one account, each in the order in which they came. Whoever asks waits behind a few of each account and not
/// behind as many as one account can send.
public final class FairTurns {
    private final Semaphore all;
    private final int ofOne;
    private final Map<String, Line> lines = new HashMap<>();

    /// @param all how many have a turn at once
    /// @param ofOne how many of one account
    public FairTurns(int all, int ofOne) {
        this.all = new Semaphore(all, true);
        this.ofOne = ofOne;
    }

    /// The requests of one account.
    private static final class Line {
        private final Semaphore first;
        private int length;

        Line(int first) {
            this.first = new Semaphore(first, true);
        }
    }

    /// What is to be done.
    @FunctionalInterface
    public interface Work<T> {
        T run() throws IOException, InterruptedException;
    }

    /// Does the work when it is the account's turn.
    public <T> T take(String account, Work<T> work) throws IOException {
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
        var line = lines.computeIfAbsent(account, name -> new Line(ofOne));
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
