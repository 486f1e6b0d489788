package sealstead.s3.bucket;

import com.github.benmanes.caffeine.cache.Cache;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Function;
import sealstead.store.Bytes;
import sealstead.store.HeapShare;

/// The documents of one kind, parsed once: a document never changes under its revision.
public final class Parsed<T> {
    private static final int PART_OF_HEAP = 128;
    /// How many times as large a document is in memory as its text, about.
    private static final int TIMES_OF_TEXT = 16;

    private final Buckets buckets;
    private final DocumentKind kind;
    private final Function<Bytes, T> parse;
    private final Cache<Revision, Read<T>> known;

    public Parsed(Buckets buckets, DocumentKind kind, Function<Bytes, T> parse) {
        this.buckets = buckets;
        this.kind = kind;
        this.parse = parse;
        // Whatever the heap is, one of the largest is remembered.
        long most = Math.max(Runtime.getRuntime().maxMemory() / PART_OF_HEAP, 2048 + weight(kind.maxBytes()));
        this.known = HeapShare.<Revision, Read<T>>ofBytes(most, (revision, read) -> weight(read.written()))
                .build();
    }

    private static long weight(int written) {
        return 1024 + (long) TIMES_OF_TEXT * written;
    }

    private record Revision(String bucketId, long number) {}

    /// @param written the bytes of the document
    private record Read<T>(T value, int written) {}

    /// The bucket's document, if it has one.
    public Optional<T> of(Bucket bucket) throws IOException {
        var number = bucket.settings().documents().get(kind);
        if (number == null) {
            return Optional.empty();
        }
        var revision = new Revision(bucket.id(), number);
        var found = known.getIfPresent(revision);
        if (found != null) {
            return Optional.of(found.value());
        }
        // What cannot be remembered, or not all of it at once, must not keep everybody else waiting.
        return buckets.turns().take(bucket.owner(), () -> read(bucket, revision));
    }

    private Optional<T> read(Bucket bucket, Revision revision) throws IOException {
        var meanwhile = known.getIfPresent(revision);
        if (meanwhile != null) {
            return Optional.of(meanwhile.value());
        }
        var document = buckets.revised(bucket, kind);
        if (document.isEmpty()) {
            return Optional.empty();
        }
        var parsed = parse.apply(document.get().text());
        known.put(
                new Revision(bucket.id(), document.get().revision()),
                new Read<>(parsed, document.get().text().size()));
        return Optional.of(parsed);
    }
}
