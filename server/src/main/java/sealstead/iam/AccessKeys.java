package sealstead.iam;

import java.io.IOException;
import java.util.Optional;
import sealstead.crypto.SecretBytes;

/// The access keys that may sign.
public interface AccessKeys {
    /// One access key. The secret of an id never changes.
    ///
    /// @param bucketSession the session of a directory bucket that the key belongs to, if it is of one
    record AccessKey(String id, SecretBytes secret, Caller.Principal principal, Optional<BucketSession> bucketSession) {
        public AccessKey(String id, SecretBytes secret, Caller.Principal principal) {
            this(id, secret, principal, Optional.empty());
        }
    }

    /// What is known of an access key id.
    sealed interface Lookup {
        record Found(AccessKey key) implements Lookup {}

        /// There is no such key, it is inactive, or it is a temporary one that came without its token.
        record Unknown() implements Lookup {}

        /// The token does not belong to the key, was not made here, or its user or role is gone.
        record BadToken() implements Lookup {}

        record Expired() implements Lookup {}
    }

    /// Looks an access key up.
    ///
    /// @param token the session token that came with it, which temporary keys need and others must not have
    Lookup find(String accessKeyId, Optional<String> token) throws IOException;

    /// Looks up the access key of a session of a directory bucket.
    default Lookup findOfBucket(String accessKeyId, String token) throws IOException {
        return new Lookup.BadToken();
    }

    /// To be told when a signature by `key` was right.
    default void proven(AccessKey key, String service, String region) throws IOException {}
}
