package sealstead.auth;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import sealstead.wire.Headers;

/// A body as it is, with its length and perhaps its hash.
final class PlainPayload extends Payload {
    private final InputStream in;
    private final long length;
    private final Optional<String> sha256;
    private final @Nullable MessageDigest digest;
    private long left;
    private boolean checked;

    PlainPayload(InputStream in, long length, Optional<String> sha256) {
        this.in = in;
        this.length = length;
        this.sha256 = sha256;
        this.digest = sha256.isPresent() ? Hmac.sha256() : null;
        this.left = length;
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public Headers trailers() {
        return new Headers();
    }

    @Override
    public int read(byte[] buffer, int offset, int size) throws IOException {
        if (left == 0) {
            checkEnd();
            return -1;
        }
        int n = in.read(buffer, offset, (int) Math.min(size, left));
        if (n < 0) {
            throw AuthError.INCOMPLETE_BODY.refusal();
        }
        if (digest != null) {
            digest.update(buffer, offset, n);
        }
        left -= n;
        if (left == 0) {
            checkEnd();
        }
        return n;
    }

    private void checkEnd() {
        if (checked || digest == null) {
            return;
        }
        checked = true;
        var computed = HexFormat.of().formatHex(digest.digest());
        var signed = sha256.orElse("");
        if (!Hmac.isSame(computed, signed)) {
            throw AuthError.CONTENT_SHA256_MISMATCH
                    .refusal()
                    .with("ClientComputedContentSHA256", signed)
                    .with("S3ComputedContentSHA256", computed);
        }
    }
}
