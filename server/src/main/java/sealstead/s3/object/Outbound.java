package sealstead.s3.object;

import java.io.IOException;
import sealstead.s3.bucket.Bucket;

/// Which versions are carried to other buckets. It is told before a version is committed, so that no crash between the
/// two loses one; and what it noted of a version that was never committed comes to nothing.
@FunctionalInterface
public interface Outbound {
    /// For where nothing is carried anywhere.
    Outbound NOWHERE = (bucket, key, version) -> Departure.NONE;

    /// Notes a version that is about to be made or changed.
    ///
    /// @param version as it will be named
    /// @throws sealstead.wire.Refusal `SlowDown` if too many wait
    Departure announce(Bucket bucket, String key, Version version) throws IOException;

    /// What was noted. It is closed when the commit has been tried, whatever came of it.
    interface Departure extends AutoCloseable {
        Departure NONE = new Departure() {
            @Override
            public boolean isWanted() {
                return false;
            }

            @Override
            public void close() {}
        };

        /// Whether the version goes anywhere.
        boolean isWanted();

        @Override
        void close();
    }
}
