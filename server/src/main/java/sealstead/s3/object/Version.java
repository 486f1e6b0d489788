package sealstead.s3.object;

import java.time.Instant;

/// What stands under a key, now or before: an object, or the mark that it was deleted.
public sealed interface Version permits StoredObject, DeleteMarker {
    VersionName name();

    Instant lastModified();

    ReplicationStatus replication();

    /// The same, so far on its way.
    Version with(ReplicationStatus changed);
}
