package sealstead.s3.operation.listing;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import sealstead.s3.object.ListedVersion;
import sealstead.s3.object.Objects;
import sealstead.s3.object.Uploads;
import sealstead.store.Bytes;

/// One page of a bucket's keys, with those that share a prefix up to the delimiter rolled into one. A common prefix is
/// skipped by seeking past it, never by walking it. No KMS is asked.
public final class Listing {
    /// One more than a page shows, since that tells whether more follow.
    private static final int PAGE = 1001;
    private static final int PAGE_AFTER_PREFIX = 4;

    private Listing() {}

    /// How many rows to read at first: few if they may be rolled into one, for what is read beyond the first of them is
    /// read in vain.
    static int firstRows(ListingQuery query) {
        return query.delimiter().isEmpty() ? PAGE : PAGE_AFTER_PREFIX;
    }

    /// How many rows to read next where none of those read was rolled up.
    static int moreRows(int rows) {
        return Math.min(PAGE, rows * 4);
    }

    /// How many rows to read for so many entries that are still wanted: each that is read is opened, but where rows
    /// were passed over there may be more of that kind.
    public static int rows(int batch, int wanted, int passed) {
        return Math.min(batch, wanted + passed);
    }

    /// A key, or a common prefix.
    sealed interface Item {
        String name();

        record Key(String name, ListedVersion object) implements Item {}

        record CommonPrefix(String name) implements Item {}
    }

    /// @param more whether keys or prefixes follow
    /// @param damaged whether keys were left out that cannot be read
    record Result(List<Item> items, boolean more, boolean damaged) {
        Result {
            items = List.copyOf(items);
        }

        List<Item.Key> keys() {
            return items.stream()
                    .filter(Item.Key.class::isInstance)
                    .map(Item.Key.class::cast)
                    .toList();
        }

        List<Item.CommonPrefix> prefixes() {
            return items.stream()
                    .filter(Item.CommonPrefix.class::isInstance)
                    .map(Item.CommonPrefix.class::cast)
                    .toList();
        }
    }

    /// The items after `after`: later keys, and common prefixes that do not begin with or before it.
    static Result page(Objects objects, String bucketId, ListingQuery query, String after) throws IOException {
        if (query.maxKeys() == 0) {
            return new Result(List.of(), false, false);
        }
        var start = Objects.group(bucketId, query.prefix());
        var end = start.prefixSuccessor();
        var from = start;
        boolean inclusive = true;
        if (!after.isEmpty()) {
            var position = Objects.group(bucketId, after);
            if (position.compareTo(start) >= 0) {
                var rolled = commonPrefix(after, query);
                boolean insidePrefix = !rolled.isEmpty();
                from = insidePrefix ? Objects.group(bucketId, rolled).prefixSuccessor() : position;
                inclusive = insidePrefix;
            }
        }
        int batch = firstRows(query);
        int passed = 0;
        boolean damaged = false;
        var items = new ArrayList<Item>();
        while (from.compareTo(end) < 0) {
            int wanted = query.maxKeys() + 1 - items.size();
            var rows = objects.list(from, inclusive, end, rows(batch, wanted, passed));
            damaged |= rows.damaged();
            @Nullable Bytes next = null;
            for (var row : rows.rows()) {
                passed++;
                if (row.head().value().size() == 0) {
                    continue;
                }
                var object = ListedVersion.of(row);
                if (object.deleteMarker()) {
                    continue; // deleted: only its older versions are there
                }
                if (objects.hasLeft(bucketId, row)) {
                    continue;
                }
                passed--;
                if (items.size() == query.maxKeys()) {
                    return new Result(items, true, damaged);
                }
                var key = Objects.key(row.group());
                var rolled = commonPrefix(key, query);
                if (rolled.isEmpty()) {
                    items.add(new Item.Key(key, object));
                } else {
                    items.add(new Item.CommonPrefix(rolled));
                    next = Objects.group(bucketId, rolled).prefixSuccessor();
                    break;
                }
            }
            if (next != null) {
                from = next;
                inclusive = true;
                batch = firstRows(query);
            } else if (rows.more()) {
                from = rows.rows().getLast().group();
                inclusive = false;
                batch = moreRows(batch);
            } else {
                return new Result(items, false, damaged);
            }
        }
        return new Result(items, false, damaged);
    }

    /// The same with the common prefixes of open uploads among them, as directory buckets list them.
    static Result pageWithUploads(Objects objects, Uploads uploads, String bucketId, ListingQuery query, String after)
            throws IOException {
        var page = page(objects, bucketId, query, after);
        if (query.delimiter().isEmpty() || query.maxKeys() == 0) {
            return page;
        }
        var all = new TreeMap<Bytes, Item>();
        for (var prefix : UploadPrefixes.after(uploads, bucketId, query, after, query.maxKeys() + 1)) {
            all.put(Bytes.utf8(prefix), new Item.CommonPrefix(prefix));
        }
        page.items().forEach(item -> all.put(Bytes.utf8(item.name()), item));
        return new Result(
                all.values().stream().limit(query.maxKeys()).toList(),
                page.more() || all.size() > query.maxKeys(),
                page.damaged());
    }

    static String commonPrefix(String key, ListingQuery query) {
        if (query.delimiter().isEmpty() || !key.startsWith(query.prefix())) {
            return "";
        }
        int at = key.indexOf(query.delimiter(), query.prefix().length());
        return at < 0 ? "" : key.substring(0, at + query.delimiter().length());
    }
}
