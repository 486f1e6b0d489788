package sealstead.s3.bucket;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Function;
import sealstead.store.Bytes;

/// The documents of one kind, parsed once: a document never changes under its revision.
public final class Parsed<T> {
    private static final int MOST_REMEMBERED = 10_000;

    private final Buckets buckets;
    private final DocumentKind kind;
    private final Function<Bytes, T> parse;
    private final Cache<Revision, T> known = Caffeine.newBuilder()
            .maximumSize(MOST_REMEMBERED)
            .executor(Runnable::run)
            .build();

    public Parsed(Buckets buckets, DocumentKind kind, Function<Bytes, T> parse) {
        this.buckets = buckets;
        this.kind = kind;
        this.parse = parse;
    }

    private record Revision(String bucketId, long number) {}

    /// The bucket's document, if it has one.
    public Optional<T> of(Bucket bucket) throws IOException {
        var number = bucket.settings().documents().get(kind);
        if (number == null) {
            return Optional.empty();
        }
        var revision = new Revision(bucket.id(), number);
        var found = known.getIfPresent(revision);
        if (found != null) {
            return Optional.of(found);
        }
        var document = buckets.revised(bucket, kind);
        if (document.isEmpty()) {
            return Optional.empty();
        }
        var parsed = parse.apply(document.get().text());
        known.put(new Revision(bucket.id(), document.get().revision()), parsed);
        return Optional.of(parsed);
    }
}
