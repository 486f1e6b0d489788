package sealstead.store.local;

import java.util.Arrays;
import java.util.function.Supplier;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Status;

/// The way round a block that cannot be read: an iterator that meets one is at its end, but a seek behind the
/// block's last key works. Where that is nobody says, so it is found by halving: keys are numbers of a few
/// bytes at a time, at each of which a seek works or not. Each seek is an iterator's first: one that has failed
/// may go on failing elsewhere.
final class Detour {
    private static final int WINDOW_BYTES = 7;
    /// Steps back from what halving has found to the first key that can be read.
    private static final int MAX_STEPS_BACK = 4096;

    private final Supplier<RocksIterator> iterators;

    /// @param iterators new ones, with an upper bound
    Detour(Supplier<RocksIterator> iterators) {
        this.iterators = iterators;
    }

    /// Whether an iterator stopped because something is damaged; any other failure is thrown.
    static boolean isNeeded(RocksIterator iterator) throws RocksDBException {
        try {
            iterator.status();
            return false;
        } catch (RocksDBException broken) {
            if (isDamage(broken)) {
                return true;
            }
            throw broken;
        }
    }

    static boolean isDamage(RocksDBException broken) {
        return broken.getStatus() != null && broken.getStatus().getCode() == Status.Code.Corruption;
    }

    private boolean isReadable(byte[] key) throws RocksDBException {
        try (var iterator = iterators.get()) {
            iterator.seek(key);
            return !isNeeded(iterator);
        }
    }

    /// Where reading can go on.
    ///
    /// @param from a key at which it cannot
    /// @param end the iterators' upper bound
    /// @return `end` if nothing before it can be read
    byte[] after(byte[] from, byte[] end) throws RocksDBException {
        var readable = halve(from, end, from.length + 2 * WINDOW_BYTES);
        var first = firstBefore(readable, from);
        // An iterator that goes back looks at what comes before a key too, so that it misses the first one behind the
        // damage. How long the keys are is known now.
        return Arrays.equals(first, readable) ? readable : halve(from, first, first.length + WINDOW_BYTES);
    }

    private byte[] halve(byte[] from, byte[] end, int deepest) throws RocksDBException {
        int depth = Math.max(0, Arrays.mismatch(from, end));
        var low = from;
        var readable = end;
        while (depth <= deepest) {
            var prefix = Arrays.copyOf(low, depth);
            long bad = window(low, depth);
            boolean within = readable.length >= depth && Arrays.equals(prefix, Arrays.copyOf(readable, depth));
            long good = within ? window(readable, depth) : 1L << (8 * WINDOW_BYTES);
            long first = bad;
            if (within && !isReadable(key(prefix, good))) {
                // The readable key is one of those that begin so.
                bad = good;
            }
            while (good - bad > 1) {
                long middle = (bad + good) >>> 1;
                var key = key(prefix, middle);
                if (isReadable(key)) {
                    good = middle;
                    readable = key;
                } else {
                    bad = middle;
                }
            }
            if (bad != first) {
                low = key(prefix, bad);
            } else {
                low = Arrays.copyOf(low, Math.max(low.length, depth + WINDOW_BYTES));
            }
            depth += WINDOW_BYTES;
        }
        return readable;
    }

    /// The key nearest to `from` that an iterator comes to by going back; `readable` itself if it comes to none.
    private byte[] firstBefore(byte[] readable, byte[] from) throws RocksDBException {
        var first = readable;
        try (var iterator = iterators.get()) {
            iterator.seekForPrev(readable);
            for (int step = 0; step < MAX_STEPS_BACK && iterator.isValid(); step++) {
                var key = iterator.key();
                if (Arrays.compareUnsigned(key, from) <= 0) {
                    break;
                }
                first = key;
                iterator.prev();
            }
        }
        return first;
    }

    private static long window(byte[] key, int at) {
        long window = 0;
        for (int i = at; i < at + WINDOW_BYTES; i++) {
            window = (window << 8) | (i < key.length ? key[i] & 0xFF : 0);
        }
        return window;
    }

    private static byte[] key(byte[] prefix, long window) {
        var key = Arrays.copyOf(prefix, prefix.length + WINDOW_BYTES);
        for (int i = 0; i < WINDOW_BYTES; i++) {
            key[prefix.length + i] = (byte) (window >>> (8 * (WINDOW_BYTES - 1 - i)));
        }
        return key;
    }
}
