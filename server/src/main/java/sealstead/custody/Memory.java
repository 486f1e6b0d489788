package sealstead.custody;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.function.BiFunction;
import sealstead.store.Bytes;
import sealstead.store.TxId;

/// Records that were opened and read before, by the id of the commit that wrote them. No id is ever used for a second
/// value, so nothing here can be stale: the store is still asked each time which commit is the current one, and only
/// opening and reading the record is saved.
public final class Memory<T> {
    private final Cache<TxId, T> known;
    private final BiFunction<Bytes, Bytes, T> read;

    /// @param most how many are remembered
    /// @param read makes of a group's name and its opened record what is remembered; it must be immutable
    public Memory(int most, BiFunction<Bytes, Bytes, T> read) {
        this.known =
                Caffeine.newBuilder().maximumSize(most).executor(Runnable::run).build();
        this.read = read;
    }

    /// Opens a sealed record.
    interface Opener {
        Bytes open() throws java.io.IOException;
    }

    T recall(TxId commit, Bytes group, Opener opener) throws java.io.IOException {
        var found = known.getIfPresent(commit);
        if (found == null) {
            found = read.apply(group, opener.open());
            known.put(commit, found);
        }
        return found;
    }
}
