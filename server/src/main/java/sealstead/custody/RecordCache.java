package sealstead.custody;

import com.github.benmanes.caffeine.cache.Cache;
import java.io.IOException;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import sealstead.store.AdmissionFilter;
import sealstead.store.Bytes;
import sealstead.store.HeapShare;
import sealstead.store.TxId;

/// Records that were opened and read before, by their group and the id of the commit that wrote
/// them. No id is ever used for a second value, so nothing here can be stale: the store is still
/// asked each time which commit is the current one, and only opening and reading the record is
/// saved. The group belongs to the name because an engine that shows one group's row in another's
/// place must not get past the tag that binds a row to its group.
public final class RecordCache<T> {
    private final Cache<Name, Read<T>> known;
    private final Predicate<Name> admitted;
    private final BiFunction<Bytes, Bytes, T> read;

    private record Name(TxId commit, Bytes group) {}

    /// @param written the bytes that it was read from
    private record Read<T>(T value, int written) {}

    private RecordCache(int part, int times, Predicate<Name> admitted, BiFunction<Bytes, Bytes, T> read) {
        this.known = HeapShare.<Name, Read<T>>of(
                        part, (name, found) -> name.group().size() + (long) times * found.written())
                .build();
        this.admitted = admitted;
        this.read = read;
    }

    /// For records that every request needs: each is remembered when it is read.
    ///
    /// @param part they take one part in so many of the heap
    /// @param times how many times as large one is in memory as it was written
    /// @param read makes of a group's name and its opened record what is remembered; it must be immutable
    public static <T> RecordCache<T> ofAll(int part, int times, BiFunction<Bytes, Bytes, T> read) {
        return new RecordCache<>(part, times, name -> true, read);
    }

    /// For records of which there are many more than are remembered: those that are read again.
    public static <T> RecordCache<T> ofRepeated(int part, int times, BiFunction<Bytes, Bytes, T> read) {
        return new RecordCache<>(part, times, new AdmissionFilter()::knows, read);
    }

    /// Opens a sealed record.
    interface Opener {
        Bytes open() throws IOException;
    }

    T recall(TxId commit, Bytes group, Opener opener) throws IOException {
        var name = new Name(commit, group);
        var found = known.getIfPresent(name);
        if (found == null) {
            var record = opener.open();
            found = new Read<>(read.apply(group, record), record.size());
            if (admitted.test(name)) {
                known.put(name, found);
            }
        }
        return found.value();
    }
}
