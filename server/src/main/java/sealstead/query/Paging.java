package sealstead.query;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import sealstead.custody.PageTokens;
import sealstead.xml.XmlWriter;

/// Paging of lists: an opaque marker says after which item to go on.
public final class Paging {
    static final String MARKER = "Marker";
    static final String MAX_ITEMS = "MaxItems";
    private static final int USUAL = 100;
    private static final int MAX_PAGE = 1000;
    private static final long PAGE_SIZE = 1024 * 1024;

    private Paging() {}

    /// Writes one item.
    @FunctionalInterface
    public interface Item<T> {
        void write(T item, XmlWriter out) throws IOException;
    }

    /// Writes the page that a call asks for: the list, whether there is more, and the marker of the next page.
    ///
    /// @param items in the order of their keys
    public static <T> void write(
            Call call, XmlWriter out, String element, List<T> items, Function<T, String> key, Item<T> item)
            throws IOException {
        write(out, element, page(call, items, key), item);
    }

    private static <T> void write(XmlWriter out, String element, Stretch<T> page, Item<T> item) throws IOException {
        out.begin(element);
        for (var each : page.items()) {
            out.begin("member");
            item.write(each, out);
            out.end();
        }
        out.end();
        page.writeEnd(out);
    }

    /// A list of texts.
    public static void writeNames(Call call, XmlWriter out, String element, List<String> names) {
        var page = page(call, names, Function.identity());
        out.begin(element);
        page.items().forEach(name -> out.element("member", name));
        out.end();
        page.writeEnd(out);
    }

    /// A stretch of a list.
    ///
    /// @param last the key of its last item if there is more, else empty
    /// @param listing what it is a stretch of
    public record Stretch<T>(List<T> items, String last, PageTokens.Listing listing) {
        public void writeEnd(XmlWriter out) {
            out.element("IsTruncated", !last.isEmpty());
            if (!last.isEmpty()) {
                out.element(MARKER, listing.after(last));
            }
        }
    }

    public static <T> Stretch<T> page(Call call, List<T> items, Function<T, String> key) {
        int most = call.form().number(MAX_ITEMS, USUAL, 1, MAX_PAGE);
        var listing = call.listing();
        var after = after(call, listing).orElse("");
        int from = 0;
        while (from < items.size()
                && !after.isEmpty()
                && key.apply(items.get(from)).compareTo(after) <= 0) {
            from++;
        }
        int to = Math.min(items.size(), from + most);
        return new Stretch<>(items.subList(from, to), to < items.size() ? key.apply(items.get(to - 1)) : "", listing);
    }

    /// Shows the items of a list, in whatever order.
    @FunctionalInterface
    public interface Walk<T> {
        void through(Visit<T> visit) throws IOException;
    }

    /// Sees an item.
    @FunctionalInterface
    public interface Visit<T> {
        void see(T item) throws IOException;
    }

    /// The page of a list of which no more is held than the page: it has as many items as are asked for, or
    /// fewer if they are large; at least one.
    ///
    /// @param key in whose order the list is, of each item its own
    /// @param size of an item, in characters
    public static <T> Stretch<T> page(Call call, Walk<T> walk, Function<T, String> key, ToLongFunction<T> size)
            throws IOException {
        var listing = call.listing();
        var smallest = new Smallest<>(
                after(call, listing).orElse(""), call.form().number(MAX_ITEMS, USUAL, 1, MAX_PAGE), key, size);
        walk.through(smallest);
        return smallest.page(listing);
    }

    /// The items that a page has room for, of all that are shown the first by their keys.
    private static final class Smallest<T> implements Visit<T> {
        private final String after;
        private final int most;
        private final Function<T, String> key;
        private final ToLongFunction<T> size;
        private final TreeMap<String, T> items = new TreeMap<>();
        private long held;
        /// The first that there was no room for: it begins the next page, so that nothing behind it is on this one.
        private @Nullable String next;

        Smallest(String after, int most, Function<T, String> key, ToLongFunction<T> size) {
            this.after = after;
            this.most = most;
            this.key = key;
            this.size = size;
        }

        @Override
        public void see(T item) {
            var name = key.apply(item);
            if ((!after.isEmpty() && name.compareTo(after) <= 0) || (next != null && name.compareTo(next) >= 0)) {
                return;
            }
            if (items.put(name, item) == null) {
                held += size.applyAsLong(item);
            }
            while (items.size() > most || (held > PAGE_SIZE && items.size() > 1)) {
                var last = items.pollLastEntry();
                held -= size.applyAsLong(last.getValue());
                next = last.getKey();
            }
        }

        Stretch<T> page(PageTokens.Listing listing) {
            return new Stretch<>(List.copyOf(items.values()), next == null ? "" : items.lastKey(), listing);
        }
    }

    /// The same, written as one list.
    public static <T> void write(
            Call call,
            XmlWriter out,
            String element,
            Walk<T> walk,
            Function<T, String> key,
            ToLongFunction<T> size,
            Item<T> item)
            throws IOException {
        write(out, element, page(call, walk, key, size), item);
    }

    /// Makes one item of a list that is made as far as it is shown.
    @FunctionalInterface
    public interface Made {
        /// Writes the item of that number.
        ///
        /// @return what it took to make and to write, in any unit
        long write(long number, XmlWriter out) throws IOException;
    }

    /// Writes the page of a list that nobody made yet: as many items as are asked for, or fewer if they take more
    /// than `budget`; at least one.
    ///
    /// @param total how many items there would be
    public static void writeMade(Call call, XmlWriter out, String element, long total, long budget, Made item)
            throws IOException {
        int most = call.form().number(MAX_ITEMS, USUAL, 1, MAX_PAGE);
        var listing = call.listing();
        long from = after(call, listing).map(Long::parseLong).orElse(0L);
        long to = from;
        long spent = 0;
        out.begin(element);
        while (to < total && to - from < most && (to == from || spent < budget)) {
            out.begin("member");
            spent += item.write(to, out);
            out.end();
            to++;
        }
        out.end();
        new Stretch<>(List.of(), to < total ? Long.toString(to) : "", listing).writeEnd(out);
    }

    /// Behind what the page begins.
    private static Optional<String> after(Call call, PageTokens.Listing listing) {
        return call.form()
                .text(MARKER)
                .map(marker ->
                        listing.position(marker).orElseThrow(() -> QueryError.VALIDATION.saying("Invalid Marker.")));
    }
}
