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
    private final Cache<Revision, Read<T>> known = HeapShare.<Revision, Read<T>>of(
                    PART_OF_HEAP, (revision, read) -> 1024 + (long) TIMES_OF_TEXT * read.written())
            .build();

    public Parsed(Buckets buckets, DocumentKind kind, Function<Bytes, T> parse) {
        this.buckets = buckets;
        this.kind = kind;
        this.parse = parse;
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
