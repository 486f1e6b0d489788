package sealstead.http;

import java.util.concurrent.atomic.AtomicLong;

/// The bytes of bodies that are held before anybody is known to have sent them. A small body is free: there are no
/// more of them than requests. What goes beyond is taken from one purse for all.
final class StrangersBudget {
    static final int FREE_BYTES = 16 * 1024;

    private final AtomicLong left;

    StrangersBudget(long bytes) {
        this.left = new AtomicLong(bytes);
    }

    boolean take(long bytes) {
        if (left.addAndGet(-bytes) >= 0) {
            return true;
        }
        left.addAndGet(bytes);
        return false;
    }

    void giveBack(long bytes) {
        left.addAndGet(bytes);
    }
}
