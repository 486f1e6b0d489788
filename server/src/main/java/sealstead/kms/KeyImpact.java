package sealstead.kms;

import java.util.List;
import java.util.Optional;

/// Knows what hangs on a key, for who is about to delete it.
@FunctionalInterface
public interface KeyImpact {
    /// Looks for a few seconds at most.
    ///
    /// @return absent if it cannot look now, since others do or did just now
    Optional<Found> of(EmbeddedKms.KeyVersions key);

    /// What would be lost with the key.
    ///
    /// @param byDefault how many buckets give the key to new objects
    /// @param samples some of the versions and uploads
    /// @param complete whether everything was looked at; otherwise there may be more
    record Found(
            long versions,
            long bytes,
            long uploads,
            long buckets,
            long byDefault,
            List<String> samples,
            boolean complete) {
        public Found {
            samples = List.copyOf(samples);
        }

        boolean isUsed() {
            return versions + uploads + byDefault > 0;
        }
    }
}
