package sealstead.s3.replication;

import java.io.IOException;
import java.util.Optional;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.bucket.Versioning;
import sealstead.s3.object.Outbound;
import sealstead.s3.object.ReplicationStatus;
import sealstead.s3.object.Version;
import sealstead.store.Bytes;

/// Notes in the queue what the rules of its bucket send elsewhere.
public final class Departures implements Outbound {
    private final ReplicationQueue queue;
    private final Rules rules;
    private final Elsewhere elsewhere;

    /// The rules that a bucket has.
    @FunctionalInterface
    public interface Rules {
        Optional<ReplicationRules> of(Bucket bucket) throws IOException;
    }

    public Departures(ReplicationQueue queue, Rules rules, Elsewhere elsewhere) {
        this.queue = queue;
        this.rules = rules;
        this.elsewhere = elsewhere;
    }

    @Override
    public Departure announce(Bucket bucket, String key, Version version) throws IOException {
        return isWanted(bucket, key, version)
                ? new Noted(queue, queue.add(bucket, key, version.name()))
                : Departure.NONE;
    }

    /// Whether a version goes somewhere.
    boolean isWanted(Bucket bucket, String key, Version version) throws IOException {
        if (bucket.versioning() != Versioning.ENABLED || version.replication() == ReplicationStatus.REPLICA) {
            return false;
        }
        var configured = rules.of(bucket);
        return configured.isPresent()
                && !configured
                        .get()
                        .covering(
                                key,
                                version,
                                name -> elsewhere.of(bucket.owner(), name).isPresent())
                        .isEmpty();
    }

    private record Noted(ReplicationQueue queue, Bytes entry) implements Departure {
        @Override
        public boolean isWanted() {
            return true;
        }

        @Override
        public void close() {
            queue.release(entry);
        }
    }
}
