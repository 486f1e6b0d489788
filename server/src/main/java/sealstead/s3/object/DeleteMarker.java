package sealstead.s3.object;

import java.time.Instant;

/// The version that a DELETE without a version id leaves in a bucket with versioning: the key reads as absent.
///
/// @param replication how far it is on its way to other buckets
public record DeleteMarker(VersionName name, Instant lastModified, ReplicationStatus replication) implements Version {
    /// One that goes nowhere.
    public DeleteMarker(VersionName name, Instant lastModified) {
        this(name, lastModified, ReplicationStatus.NONE);
    }

    @Override
    public DeleteMarker with(ReplicationStatus changed) {
        return new DeleteMarker(name, lastModified, changed);
    }
}
