package sealstead.kms;

import java.util.List;
import java.util.Optional;

/// Knows what hangs on a key, for who is about to delete it. An interface, since it is S3 that knows, which the
/// KMS does not see.
public interface KeyImpact {
    /// Looks for a few seconds at most.
    ///
    /// @param account whose turn it is
    /// @return absent if it cannot look now, since the account does or did just now
    Optional<Found> of(String account, KeyVersions key);

    /// Notices what is written under the key from now on.
    FencedKey fence(KeyVersions key);

    /// A look at what is written under a key.
    interface FencedKey extends AutoCloseable {
        /// How many writes are under way with a data key under it or brought something under it since.
        long writes();

        /// Refuses what would be written under it from now on, if there was no such write. That holds on when
        /// this is closed.
        ///
        /// @return whether it is so
        boolean raise();

        /// Takes that back.
        void lower();

        @Override
        void close();
    }

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
