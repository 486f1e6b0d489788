package sealstead.batch;

import java.util.Base64;
import sealstead.checksum.ChecksumAlgorithm;
import sealstead.wire.Headers;

/// The digests that S3 asks for with a body.
final class Digests {
    private Digests() {}

    /// The header `content-md5` of a body.
    static Headers md5(byte[] body) {
        var digest = ChecksumAlgorithm.MD5.newChecksum();
        digest.update(body, 0, body.length);
        return md5Header(digest.digest());
    }

    static Headers md5Header(byte[] md5) {
        return new Headers().add("content-md5", Base64.getEncoder().encodeToString(md5));
    }
}
