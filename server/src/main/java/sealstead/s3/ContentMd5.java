package sealstead.s3;

import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import sealstead.wire.Headers;

/// The `Content-MD5` header.
public final class ContentMd5 {
    private final byte[] digest;
    private final String header;
    private final boolean ofPart;

    private ContentMd5(byte[] digest, String header, boolean ofPart) {
        this.digest = digest;
        this.header = header;
        this.ofPart = ofPart;
    }

    /// What `headers` say, if anything; `InvalidDigest` if that is not base64 of 16 bytes.
    public static Optional<ContentMd5> read(Headers headers) {
        return headers.first("content-md5").map(ContentMd5::parse);
    }

    private static ContentMd5 parse(String value) {
        try {
            var digest = Base64.getDecoder().decode(value.strip());
            if (digest.length == 16) {
                return new ContentMd5(digest, value.strip(), false);
            }
        } catch (IllegalArgumentException notBase64) {
            // refused below, like a wrong length
        }
        throw S3Error.INVALID_DIGEST.refusal().with("Content-MD5", value);
    }

    /// The same of a part, whose refusal shows the digest as it was sent.
    public ContentMd5 ofPart() {
        return new ContentMd5(digest, header, true);
    }

    /// Refuses if the body's MD5 is another.
    public void check(byte[] computed) {
        if (!MessageDigest.isEqual(digest, computed)) {
            throw S3Error.BAD_DIGEST_MD5
                    .refusal()
                    .with("ExpectedDigest", ofPart ? header : HexFormat.of().formatHex(digest))
                    .with("CalculatedDigest", Base64.getEncoder().encodeToString(computed));
        }
    }

    @Override
    public String toString() {
        return header;
    }
}
