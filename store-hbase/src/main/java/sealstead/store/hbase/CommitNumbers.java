package sealstead.store.hbase;

import java.util.concurrent.atomic.AtomicLong;
import sealstead.store.StoreUnavailableException;

/// Numbers for commits, each greater than all before it, whichever gateway gave them: HBase orders what is
/// written to a cell, and what is deleted of it, by a number that it calls a time. A clock would do that badly: of
/// a deletion and a write within a millisecond the deletion wins, and what is written by a slow clock is not seen.
///
/// A gateway reserves numbers together with its lease before it gives them ([GatewayLease]).
final class CommitNumbers {
    /// A commit takes two: what it deletes comes before what it writes.
    private static final int EACH = 2;
    /// So many more with each renewal: more than can be committed until the next one, and few enough that no store
    /// ever reaches the milliseconds of the clock, which the ids of commits are forgotten by.
    static final long RESERVE = 1L << 22;

    private final AtomicLong last = new AtomicLong();
    private volatile long end;

    /// @param first none below it was given to anybody else
    CommitNumbers(long first, long end) {
        this.last.set(first);
        this.end = end;
    }

    /// What to reserve up to at the next renewal.
    long wanted() {
        return last.get() + RESERVE;
    }

    /// No more are given.
    ///
    /// @return the first that was not
    long stop() {
        end = 0;
        return last.get() + EACH;
    }

    void reserved(long upTo) {
        end = upTo;
    }

    /// The number for what a commit deletes; what it writes has the next one.
    long next() throws StoreUnavailableException {
        long number = last.getAndAdd(EACH) + 1;
        if (number + 1 >= end) {
            throw new StoreUnavailableException("the numbers for commits that this gateway reserved are used up");
        }
        return number;
    }
}
