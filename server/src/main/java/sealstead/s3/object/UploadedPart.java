package sealstead.s3.object;

import java.util.Base64;
import sealstead.checksum.ChecksumAlgorithm;
import sealstead.store.Bytes;

/// A part of an open upload, with its checksum in the clear: the object's checksum is made of those.
public record UploadedPart(Part part, ChecksumAlgorithm algorithm, Bytes digest) {
    public String checksumText() {
        return Base64.getEncoder().encodeToString(digest.readOnlyArray());
    }
}
