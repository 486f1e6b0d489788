package sealstead.s3.operation.listing;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import sealstead.custody.SealedStore.Position;
import sealstead.store.Bytes;
import sealstead.store.Page;

/// One page of a listing: what there is by key below a prefix, with the keys that share a prefix up to the delimiter
/// rolled into one. A common prefix is skipped by seeking past it, never by walking it.
public final class DelimitedScan<T> {
    /// One more than a page shows, since that tells whether more follow.
    private static final int ROWS = 1001;
    /// Few where rows may be rolled into one, for what is read beyond the first of them is read in vain.
    private static final int ROWS_AFTER_PREFIX = 4;

    private final Source<T> source;
    private final Delimited keys;
    private final int most;
    private final List<Item<T>> items = new ArrayList<>();

    /// @param most how many keys and prefixes the page may show
    public DelimitedScan(Source<T> source, Delimited keys, int most) {
        this.source = source;
        this.keys = keys;
        this.most = most;
    }

    /// What is listed: rows in order of keys.
    public interface Source<T> {
        Page list(Bytes from, boolean inclusive, Bytes to, int limit) throws IOException;

        /// What the groups of all rows begin with whose keys begin with `prefix`.
        Bytes ofPrefix(String prefix);

        /// Where the rows behind all of one key begin.
        Position behind(String key);

        /// What is shown of a row; absent if it is passed over.
        Optional<Item.Key<T>> read(Page.Row row) throws IOException;

        /// What is shown of the same key behind it.
        ///
        /// @param limit how many at most
        default List<T> others(Item.Key<T> first, int limit) throws IOException {
            return List.of();
        }
    }

    /// A key, or a common prefix.
    public sealed interface Item<T> {
        String name();

        record Key<T>(String name, T shown) implements Item<T> {}

        record CommonPrefix<T>(String name) implements Item<T> {}
    }

    /// @param more whether keys or prefixes follow
    /// @param damaged whether keys were left out that cannot be read
    public record Result<T>(List<Item<T>> items, boolean more, boolean damaged) {
        public Result {
            items = List.copyOf(items);
        }

        public List<Item.Key<T>> keys() {
            var found = new ArrayList<Item.Key<T>>();
            for (var item : items) {
                if (item instanceof Item.Key<T> key) {
                    found.add(key);
                }
            }
            return found;
        }

        public List<String> prefixes() {
            return items.stream()
                    .filter(Item.CommonPrefix.class::isInstance)
                    .map(Item::name)
                    .toList();
        }
    }

    /// How many entries may still be added, with the one that tells that more follow.
    int room() {
        return most + 1 - items.size();
    }

    /// @return false if the page is full without all of them
    boolean add(String key, List<T> entries) {
        for (var entry : entries) {
            if (items.size() == most) {
                return false;
            }
            items.add(new Item.Key<>(key, entry));
        }
        return true;
    }

    /// The page of what comes after a key or common prefix; empty for the first page.
    public Result<T> after(String key) throws IOException {
        if (key.isEmpty()) {
            return from(new Position(source.ofPrefix(keys.prefix()), true));
        }
        var rolled = keys.commonPrefix(key);
        return from(rolled.isEmpty() ? source.behind(key) : behindPrefix(rolled));
    }

    private Position behindPrefix(String prefix) {
        return new Position(source.ofPrefix(prefix).prefixSuccessor(), true);
    }

    /// The page of what is from a position on.
    public Result<T> from(Position wanted) throws IOException {
        if (most == 0) {
            return result(false, false);
        }
        var start = source.ofPrefix(keys.prefix());
        var end = start.prefixSuccessor();
        var position = wanted.from().compareTo(start) < 0 ? new Position(start, true) : wanted;
        int firstRows = keys.delimiter().isEmpty() ? ROWS : ROWS_AFTER_PREFIX;
        int batch = firstRows;
        int passed = 0;
        boolean damaged = false;
        while (position.from().compareTo(end) < 0) {
            // Each that is read is opened; but where rows were passed over there may be more of that kind.
            int limit = Math.min(batch, room() + passed);
            var rows = source.list(position.from(), position.inclusive(), end, limit);
            damaged |= rows.damaged();
            var rolled = "";
            for (var row : rows.rows()) {
                var shown = row.head().value().size() == 0 ? Optional.<Item.Key<T>>empty() : source.read(row);
                if (shown.isEmpty()) {
                    passed++;
                    continue;
                }
                if (items.size() == most) {
                    return result(true, damaged);
                }
                var key = shown.get();
                rolled = keys.commonPrefix(key.name());
                if (!rolled.isEmpty()) {
                    items.add(new Item.CommonPrefix<>(rolled));
                    break;
                }
                items.add(key);
                if (!add(key.name(), source.others(key, room()))) {
                    return result(true, damaged);
                }
            }
            if (!rolled.isEmpty()) {
                position = behindPrefix(rolled);
                batch = firstRows;
            } else if (rows.more()) {
                position = new Position(rows.rows().getLast().group(), false);
                batch = Math.min(ROWS, batch * 4);
            } else {
                break;
            }
        }
        return result(false, damaged);
    }

    /// The page with what was added so far.
    Result<T> result(boolean more, boolean damaged) {
        return new Result<>(items, more, damaged);
    }
}
