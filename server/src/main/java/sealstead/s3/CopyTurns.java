package sealstead.s3;

import java.util.HashMap;
import java.util.Map;

/// Whose turn it is to copy. A copy goes on when its client has gone, so that limits of connections say nothing
/// about it: what one account begins waits behind its own, not in front of the others'.
final class CopyTurns {
    private final int all;
    private final int ofOne;
    private final int begun;
    private final Map<String, Count> accounts = new HashMap<>();
    private int running;

    /// @param all how many copies run at once
    /// @param ofOne how many of one account
    /// @param begun how many of one account run or wait
    CopyTurns(int all, int ofOne, int begun) {
        this.all = all;
        this.ofOne = ofOne;
        this.begun = begun;
    }

    private static final class Count {
        private int begun;
        private int running;
    }

    /// Whether an account has begun as many as it may.
    synchronized boolean isFull(String account) {
        var count = accounts.get(account);
        return count != null && count.begun >= begun;
    }

    /// Waits for the account's turn. Whoever returns from here, by an exception as well, has to [#end] it.
    synchronized void await(String account) throws InterruptedException {
        var count = accounts.computeIfAbsent(account, name -> new Count());
        count.begun++;
        while (running >= all || count.running >= ofOne) {
            try {
                wait();
            } catch (InterruptedException stop) {
                // it never ran: what is ended below counts it as if it had
                running++;
                count.running++;
                throw stop;
            }
        }
        running++;
        count.running++;
    }

    synchronized void end(String account) {
        var count = accounts.get(account);
        if (count != null) {
            running--;
            count.running--;
            count.begun--;
            if (count.begun == 0) {
                accounts.remove(account);
            }
            notifyAll();
        }
    }
}
