package sealstead.audit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import sealstead.store.Bytes;

/// The events that were not written yet, bounded in bytes. Nobody can fill it for everybody: an account holds at
/// most half of it, all who did not sign an eighth, and the last quarter is for events that tell of a change.
final class PendingEvents {
    /// What an entry costs beside its text.
    private static final int OVERHEAD_BYTES = 128;

    private final int capacity;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();
    private final Condition work = lock.newCondition();
    private final Deque<Entry> entries = new ArrayDeque<>();
    private final Map<String, Integer> held = new HashMap<>();
    private int bytes;
    private long accepted;
    private boolean awaited;

    PendingEvents(int capacityBytes) {
        this.capacity = capacityBytes;
    }

    /// An event's text.
    ///
    /// @param account whose call it was; empty for nobody's
    /// @param change whether it tells of a change
    record Entry(String account, boolean change, Bytes text) {
        int bytes() {
            return text.size() + OVERHEAD_BYTES;
        }
    }

    /// Takes an entry, if there is or within `patience` comes room for it.
    boolean offer(Entry entry, long patienceNanos) {
        long left = patienceNanos;
        boolean interrupted = false;
        lock.lock();
        try {
            while (!hasRoom(entry)) {
                if (left <= 0) {
                    return false;
                }
                try {
                    left = room.awaitNanos(left);
                } catch (InterruptedException later) {
                    interrupted = true;
                }
            }
            entries.addLast(entry);
            bytes += entry.bytes();
            held.merge(entry.account(), entry.bytes(), Integer::sum);
            accepted++;
            work.signal();
            return true;
        } finally {
            lock.unlock();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private boolean hasRoom(Entry entry) {
        int most = entry.change() ? capacity : capacity / 4 * 3;
        int share = entry.account().isEmpty() ? capacity / 8 : capacity / 2;
        return bytes + entry.bytes() <= most && held.getOrDefault(entry.account(), 0) + entry.bytes() <= share;
    }

    /// The oldest texts, of about `maxBytes` together; waits a while for the first one, or until somebody [#wake]s.
    List<Bytes> take(int maxBytes, long patienceNanos) throws InterruptedException {
        long left = patienceNanos;
        lock.lock();
        try {
            while (entries.isEmpty() && !awaited && left > 0) {
                left = work.awaitNanos(left);
            }
            awaited = false;
            // Copied before they are removed: an error on the way costs none.
            var taken = new ArrayList<Bytes>();
            int sum = 0;
            for (var entry : entries) {
                if (sum >= maxBytes) {
                    break;
                }
                taken.add(entry.text());
                sum += entry.bytes();
            }
            taken.forEach(text -> remove());
            room.signalAll();
            return taken;
        } finally {
            lock.unlock();
        }
    }

    private void remove() {
        var entry = entries.removeFirst();
        bytes -= entry.bytes();
        int left = held.getOrDefault(entry.account(), 0) - entry.bytes();
        if (left > 0) {
            held.put(entry.account(), left);
        } else {
            held.remove(entry.account());
        }
    }

    /// Ends a [#take] that waits.
    void wake() {
        lock.lock();
        try {
            awaited = true;
            work.signal();
        } finally {
            lock.unlock();
        }
    }

    /// How many entries were ever taken in.
    long accepted() {
        lock.lock();
        try {
            return accepted;
        } finally {
            lock.unlock();
        }
    }

    int count() {
        lock.lock();
        try {
            return entries.size();
        } finally {
            lock.unlock();
        }
    }

    /// Whether so much waits that calls still being performed could find no room for what they will tell.
    boolean isHalfFull() {
        lock.lock();
        try {
            return bytes > capacity / 2;
        } finally {
            lock.unlock();
        }
    }
}
