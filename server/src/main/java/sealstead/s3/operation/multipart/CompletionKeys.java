package sealstead.s3.operation.multipart;

import java.io.IOException;
import java.util.Optional;
import sealstead.encryption.ObjectSealer;
import sealstead.s3.object.Manifest;
import sealstead.s3.object.StoredChecksum;
import sealstead.s3.object.Upload;

/// The keys of an upload that is being completed, which seal the checksums; or none, for an upload with SSE-C whose
/// key is not given: nothing of it can be sealed, and its object has no checksum.
record CompletionKeys(Optional<ObjectSealer> sealer) implements AutoCloseable {
    /// What the object will be.
    Upload.Completion completion(Assembly assembly, String etag) {
        var checksum = assembly.checksum();
        return new Upload.Completion(
                assembly.numbers(),
                etag,
                sealer.map(keys -> StoredChecksum.of(checksum, keys)),
                sealer.map(keys -> Manifest.PartChecksums.of(checksum.algorithm(), assembly.digests(), keys)),
                "");
    }

    /// The checksum of a completed upload.
    Optional<StoredChecksum.Clear> clear(Upload upload) throws IOException {
        var checksum = upload.completion().orElseThrow().checksum();
        return sealer.isEmpty() || checksum.isEmpty()
                ? Optional.empty()
                : Optional.of(checksum.get().clear(sealer.get()));
    }

    @Override
    public void close() {
        sealer.ifPresent(ObjectSealer::close);
    }
}
