package sealstead.s3.content;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.HexFormat;
import sealstead.encryption.ObjectSealer;
import sealstead.s3.object.EntityTag;

/// How a body gets into the store: its source, and what comes out of sealing it.
public final class SealedBody {
    private SealedBody() {}

    /// Where the body comes from: it is written into `plaintext` as a whole, and its digests are returned once
    /// everything that was promised of it has been checked.
    public interface Source {
        BodyDigests.Result writeTo(ObjectSealer.Stream plaintext) throws IOException;
    }

    static BodyDigests.Result seal(ObjectSealer.Stream stream, Source source) throws IOException {
        try (stream) {
            var digests = source.writeTo(stream);
            stream.finish();
            return digests;
        }
    }

    /// The ETag of one body: its MD5 for SSE-S3, else random.
    static String etag(ObjectSealer sealer, BodyDigests.Result digests, SecureRandom random) {
        if (sealer.hasMd5Etag()) {
            return HexFormat.of().formatHex(digests.md5().readOnlyArray());
        }
        return EntityTag.random(random);
    }
}
