package sealstead.s3;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import sealstead.auth.AuthError;
import sealstead.auth.PayloadProof;
import sealstead.s3.S3Operation.ChecksumRule;

/// The small body of a configuration call, read whole and checked in AWS's order: that a checksum is there,
/// its length, the checksums, and the signed hash last.
public final class ConfigurationBody {
    /// A DeleteObjects of 1,000 keys of 1,024 characters is the largest that is legal.
    private static final int MAX_BYTES = 2 * 1024 * 1024;

    private ConfigurationBody() {}

    /// The body, which must not be empty.
    public static RequestDocument required(S3Request request) throws IOException {
        return required(request, MAX_BYTES);
    }

    /// The body, which must not be empty, nor larger than `maxBytes`.
    public static RequestDocument required(S3Request request, int maxBytes) throws IOException {
        var body = read(request, maxBytes);
        if (body.isEmpty()) {
            throw S3Error.MISSING_REQUEST_BODY.refusal();
        }
        return body;
    }

    /// The body, which may be empty. It is read once, however often it is asked for.
    public static RequestDocument read(S3Request request) throws IOException {
        return read(request, MAX_BYTES);
    }

    /// The body, which may be empty but not larger than `maxBytes`.
    public static RequestDocument read(S3Request request, int maxBytes) throws IOException {
        var known = request.notes().document();
        if (known.isPresent()) {
            if (known.get().length() > maxBytes) {
                throw S3Error.tooLong(maxBytes);
            }
            return known.get();
        }
        if (request.proof() instanceof PayloadProof.Frames frames
                && frames.chain().isEmpty()) {
            throw S3Error.INVALID_REQUEST.saying("The value of x-amz-content-sha256 header is invalid.");
        }
        var headers = request.headers();
        boolean md5 = headers.has("content-md5");
        if (request.operation().checksum() == ChecksumRule.REQUIRED && !md5 && !hasChecksum(request)) {
            if (headers.has("x-amz-sdk-checksum-algorithm")) {
                throw S3Error.SDK_ALGORITHM_ALONE.refusal();
            }
            throw S3Error.MISSING_CHECKSUM.refusal();
        }
        Optional<DeclaredChecksum> declared = request.operation().checksum() == ChecksumRule.OF_OBJECT
                ? Optional.empty()
                : DeclaredChecksum.read(headers);
        if (!headers.has("content-length")
                && !headers.has("transfer-encoding")
                && !headers.has("x-amz-decoded-content-length")) {
            return RequestDocument.EMPTY;
        }
        var body = new ByteArrayOutputStream();
        var payload = request.payload(withoutHash(request.proof()));
        if (payload.length() > maxBytes) {
            throw S3Error.tooLong(maxBytes);
        }
        payload.transferTo(body);
        var bytes = body.toByteArray();
        declared.ifPresent(checksum -> {
            var complete = checksum.completed(payload.trailers());
            var digest = complete.algorithm().newChecksum();
            digest.update(bytes, 0, bytes.length);
            complete.check(digest.digest());
        });
        ContentMd5.read(headers).ifPresent(expected -> expected.check(digest("MD5", bytes)));
        if (request.proof() instanceof PayloadProof.Sha256(var signed)) {
            checkHash(signed, HexFormat.of().formatHex(digest("SHA-256", bytes)));
        }
        var document = new RequestDocument(bytes, request.operation());
        request.notes().document(document);
        return document;
    }

    private static boolean hasChecksum(S3Request request) {
        var found = new boolean[1];
        request.headers().forEach((name, value) -> {
            found[0] |= name.startsWith("x-amz-checksum-")
                    || (name.equals("x-amz-trailer")
                            && value.toLowerCase(Locale.ROOT).startsWith("x-amz-checksum-"));
        });
        return found[0];
    }

    /// The signed hash is checked last, after the checksums.
    private static PayloadProof withoutHash(PayloadProof proof) {
        return proof instanceof PayloadProof.Sha256 ? new PayloadProof.Unsigned() : proof;
    }

    private static void checkHash(String signed, String computed) {
        if (!signed.equals(computed)) {
            throw AuthError.CONTENT_SHA256_MISMATCH
                    .refusal()
                    .with("ClientComputedContentSHA256", signed)
                    .with("S3ComputedContentSHA256", computed);
        }
    }

    private static byte[] digest(String algorithm, byte[] bytes) {
        try {
            return MessageDigest.getInstance(algorithm).digest(bytes);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
