package sealstead.s3.keys;

import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sealstead.encryption.Encryption;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.bucket.Buckets;

/// Destroys an older service key of a bucket under which nothing is any more, as [VersionRetirement] does a
/// version of a KMS key: commits under it are noticed, writes under way are counted, all records of the bucket
/// are looked at, and only if nothing was found every commit under it is refused from then on. Then it is taken
/// out of the bucket's record and out of the files of the store; what a kill leaves of that is done by the next
/// round of the background work.
public final class ServiceKeyRetirement {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceKeyRetirement.class);

    private final KeyDependents dependents;
    private final Encryption encryption;
    private final Buckets buckets;
    private final Buckets.Erasing erasing;

    public ServiceKeyRetirement(
            KeyDependents dependents, Encryption encryption, Buckets buckets, Buckets.Erasing erasing) {
        this.dependents = dependents;
        this.encryption = encryption;
        this.buckets = buckets;
        this.erasing = erasing;
    }

    /// @param retired whether it was destroyed
    /// @param erased whether it is in no file of the store any more; otherwise that waits
    /// @param writes that were under way under it, or moved a record under it meanwhile
    public record Outcome(boolean retired, boolean erased, KeyDependents.Report found, long writes) {}

    /// @throws IllegalArgumentException if the bucket has no such key, or it is the current one
    public Outcome retire(Bucket bucket, String serviceKeyId) throws IOException {
        try (var watch = dependents.watch(serviceKeyId)) {
            long underWay = encryption.underWay(serviceKeyId);
            var found = dependents.look(bucket, serviceKeyId);
            long writes = underWay + watch.seen();
            if (found.isAny() || !found.complete() || writes > 0) {
                return new Outcome(false, false, found, writes);
            }
            if (!watch.forbid()) {
                return new Outcome(false, false, found, watch.seen());
            }
            boolean done = false;
            try {
                if (!buckets.retireServiceKey(bucket, serviceKeyId)) {
                    throw new IllegalArgumentException("the bucket has no such service key, or it was retired before");
                }
                done = true;
            } finally {
                if (!done && isKept(bucket, serviceKeyId)) {
                    watch.permit();
                }
            }
            encryption.forgetServiceKey(serviceKeyId);
            boolean erased = false;
            try {
                eraseRetired();
                erased = true;
            } catch (IOException later) {
                LOG.warn("service key {} of {} is not erased yet: {}", serviceKeyId, bucket.name(), later.toString());
            }
            return new Outcome(true, erased, found, 0);
        }
    }

    private boolean isKept(Bucket bucket, String serviceKeyId) throws IOException {
        return buckets.find(bucket.name())
                .filter(now -> now.id().equals(bucket.id())
                        && now.serviceKeys().find(serviceKeyId).isPresent())
                .isPresent();
    }

    /// Erases what was retired and may be in a file still.
    public void eraseRetired() throws IOException {
        buckets.eraseServiceKeys(erasing);
    }
}
