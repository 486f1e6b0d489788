package sealstead.s3.object;

import java.time.Instant;

/// The version that a DELETE without a version id leaves in a bucket with versioning: the key reads as absent.
public record DeleteMarker(VersionName name, Instant lastModified) implements Version {}
