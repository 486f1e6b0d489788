package sealstead.s3.object;

import java.io.IOException;
import java.util.Optional;
import sealstead.store.BlobId;

/// An object's record is there, and its ciphertext is not: damage, which no retry mends. Clients hear
/// `InternalError`, the log which object it is.
public final class LostCiphertextException extends IOException {
    private static final long serialVersionUID = 1;

    /// @param what the version or part that is lost
    /// @param blob where it should be; absent if beside the record
    LostCiphertextException(String bucket, String key, String what, Optional<BlobId> blob) {
        super("the ciphertext of " + bucket + "/" + key + " " + what + " is lost: "
                + blob.map(id -> "no blob " + id).orElse("nothing beside its record"));
    }
}
