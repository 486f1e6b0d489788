package sealstead.crypto;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Objects that are expensive to make and cheap to use again. Where one lies is chosen by the thread's number, so that
/// threads seldom meet; nobody ever waits: what is not there is made, and what finds no place is dropped.
public final class ObjectPool<T> {
    private static final int TRIES = 4;

    private final AtomicReferenceArray<@Nullable T> places;
    private final Supplier<T> make;

    /// @param places how many are kept at most; a power of two
    public ObjectPool(int places, Supplier<T> make) {
        if (Integer.bitCount(places) != 1) {
            throw new IllegalArgumentException("places must be a power of two");
        }
        this.places = new AtomicReferenceArray<>(places);
        this.make = make;
    }

    private int first() {
        return (int) Thread.currentThread().threadId();
    }

    /// One for the caller alone, until it is given back.
    public T take() {
        int first = first();
        for (int i = 0; i < TRIES; i++) {
            int place = (first + i) & (places.length() - 1);
            if (places.getPlain(place) != null) {
                var kept = places.getAndSet(place, null);
                if (kept != null) {
                    return kept;
                }
            }
        }
        return make.get();
    }

    /// Gives back what was taken; its former holder must not touch it again.
    public void giveBack(T thing) {
        int first = first();
        for (int i = 0; i < TRIES; i++) {
            int place = (first + i) & (places.length() - 1);
            if (places.getPlain(place) == null && places.compareAndSet(place, null, thing)) {
                return;
            }
        }
    }
}
