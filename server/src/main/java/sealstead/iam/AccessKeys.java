package sealstead.iam;

import java.util.Optional;
import sealstead.crypto.SecretBytes;

/// The access keys that may sign.
public interface AccessKeys {
    /// One access key. The secret of an id never changes.
    record AccessKey(String id, SecretBytes secret, Caller.Principal principal) {}

    Optional<AccessKey> find(String accessKeyId);
}
