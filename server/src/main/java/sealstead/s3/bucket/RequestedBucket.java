package sealstead.s3.bucket;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The bucket that a request names, looked up once: everybody who serves the request, judges it or keeps
/// something of it sees the same. What is not there is looked for again, since it may be the request that makes
/// it; and what the request may have changed is looked up once more for those who are told of it afterwards.
public final class RequestedBucket {
    private final Buckets buckets;
    private final String name;
    private @Nullable Bucket found;

    /// @param name of the bucket, or empty for a request that names none
    public RequestedBucket(Buckets buckets, String name) {
        this.buckets = buckets;
        this.name = name;
    }

    /// One that was looked up on the way to it.
    public RequestedBucket(Buckets buckets, Bucket found) {
        this(buckets, found.name());
        this.found = found;
    }

    /// The request may have changed it.
    public synchronized void changed() {
        found = null;
    }

    public synchronized Optional<Bucket> find() throws IOException {
        if (found == null && !name.isEmpty()) {
            found = buckets.find(name).orElse(null);
        }
        return Optional.ofNullable(found);
    }
}
