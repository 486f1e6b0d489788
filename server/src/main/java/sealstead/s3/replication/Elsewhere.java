package sealstead.s3.replication;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;

/// Buckets at other S3 endpoints, by the names that the configuration gives them. No request can add one.
public interface Elsewhere extends AutoCloseable {
    /// The user metadata by which a replica elsewhere says which version it was made from. What has it goes nowhere
    /// else from there, so that two servers can send to each other.
    String MARK = "sealstead-version-id";

    /// Beside it, the account and the bucket that it was made in: several may go to one bucket elsewhere.
    String SOURCE = "sealstead-source";

    /// What stands at another endpoint says of itself.
    ///
    /// @param source account and bucket; empty if it is no replica of ours
    /// @param version empty likewise
    record Mark(String source, String version) {}

    /// For a server that knows none.
    Elsewhere NONE = new Elsewhere() {
        @Override
        public Optional<Far> of(String account, String name) {
            return Optional.empty();
        }

        @Override
        public void close() {}
    };

    /// The bucket that rules of an account call by that name; absent if the account may not use one of that name.
    Optional<Far> of(String account, String name);

    @Override
    void close();

    /// The other endpoint will never take it, whatever is tried.
    final class RefusedException extends IOException {
        private static final long serialVersionUID = 1;

        public RefusedException(String why, Throwable cause) {
            super(why, cause);
        }
    }

    /// What an object is told as.
    ///
    /// @param system the headers of HTTP that S3 keeps, by their lower-case names
    /// @param user user metadata as headers have it, by the name after `x-amz-meta-`
    /// @param storageClass empty for the ordinary one
    /// @param encryption `x-amz-server-side-encryption`, or empty for the default there
    /// @param kmsKey a key of the other side, or empty
    record Description(
            Map<String, String> system,
            Map<String, String> user,
            Map<String, String> tags,
            String storageClass,
            String encryption,
            String kmsKey) {
        public Description {
            system = Map.copyOf(system);
            user = Map.copyOf(user);
            tags = Map.copyOf(tags);
        }
    }

    /// The bytes of an object, which may be read any number of times.
    interface Content {
        long bytes();

        InputStream from(long first, long count);

        /// Why it could not be read, which is not the other endpoint's fault; absent if it could.
        Optional<IOException> failure();
    }

    /// A bucket at another endpoint.
    interface Far {
        /// The mark of the object that stands under a key, empty if it has none; absent if there is no object.
        Optional<Mark> mark(String key) throws IOException;

        /// Writes an object, which has arrived as it was sent when this returns.
        void put(String key, Description description, Content content) throws IOException;

        /// Says all tags of the object under a key.
        void tag(String key, Map<String, String> tags) throws IOException;

        void delete(String key) throws IOException;
    }
}
