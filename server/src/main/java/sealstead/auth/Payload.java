package sealstead.auth;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import sealstead.wire.Headers;
import sealstead.wire.Refusal;
import sealstead.wire.Request;

/// A body that proves itself while it is read: the end of the stream is reached only if length, hash and frame
/// signatures were right, so whoever commits after reading to the end commits what was signed.
public abstract sealed class Payload extends InputStream permits PlainPayload, FramedPayload {
    private final byte[] single = new byte[1];

    /// The payload for `request`, whose signature said `proof`.
    ///
    /// @throws Refusal `MissingContentLength` if neither form of the length is given as a number
    public static Payload of(Request request, PayloadProof proof) {
        var headers = request.headers();
        return switch (proof) {
            case PayloadProof.Unsigned() -> new PlainPayload(request.body(), length(headers), Optional.empty());
            case PayloadProof.Sha256(var hex) -> new PlainPayload(request.body(), length(headers), Optional.of(hex));
            case PayloadProof.Frames(var chain, var trailer) ->
                new FramedPayload(
                        request.body(),
                        number(headers, "x-amz-decoded-content-length"),
                        chain,
                        trailer ? announced(headers) : Optional.empty());
        };
    }

    /// The length of the body proper, without frames and trailers.
    public abstract long length();

    /// What followed the last frame; complete once the end was read.
    public abstract Headers trailers();

    @Override
    public final int read() throws IOException {
        int n = read(single, 0, 1);
        return n < 0 ? -1 : single[0] & 0xFF;
    }

    @Override
    public abstract int read(byte[] buffer, int offset, int length) throws IOException;

    private static long length(Headers headers) {
        return headers.has("content-length") ? number(headers, "content-length") : absentLength(headers);
    }

    private static long absentLength(Headers headers) {
        if (headers.has("x-amz-decoded-content-length")) {
            return number(headers, "x-amz-decoded-content-length");
        }
        throw headers.has("transfer-encoding")
                ? AuthError.NOT_IMPLEMENTED.refusal().with("Header", "Transfer-Encoding")
                : AuthError.MISSING_CONTENT_LENGTH.refusal();
    }

    private static long number(Headers headers, String name) {
        var text = headers.first(name).orElseThrow(AuthError.MISSING_CONTENT_LENGTH::refusal);
        if (!isLength(text)) {
            throw AuthError.MISSING_CONTENT_LENGTH.refusal();
        }
        return Long.parseLong(text);
    }

    /// One to eighteen digits.
    private static boolean isLength(String text) {
        return !text.isEmpty() && text.length() <= 18 && IsoBasic.areDigits(text, 0, text.length());
    }

    private static Optional<String> announced(Headers headers) {
        return Optional.of(headers.first("x-amz-trailer").orElse(""));
    }
}
