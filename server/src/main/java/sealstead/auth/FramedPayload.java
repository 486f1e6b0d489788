package sealstead.auth;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import sealstead.wire.Headers;

/// An aws-chunked body: `<hex size>[;chunk-signature=..]CRLF data CRLF`, a frame of size 0, then trailers if
/// they were announced. Frames of any size are taken, since the JavaScript SDK sends very small ones.
final class FramedPayload extends Payload {
    private static final int MAX_LINE_BYTES = 4096;
    private static final int MAX_TRAILERS = 4;
    private static final int MAX_EMPTY_LINES = 2;
    private static final Pattern SIZE = Pattern.compile("[0-9a-fA-F]{1,15}");
    private static final String SIGNATURE = "chunk-signature=";
    private static final String TRAILER_SIGNATURE = "x-amz-trailer-signature";

    private final InputStream in;
    private final long length;
    private final @Nullable ChunkSignatures chain;
    private final @Nullable String announced;
    private final @Nullable MessageDigest digest;
    private final Headers trailers = new Headers();
    private final byte[] buffer = new byte[8192];
    private int from;
    private int to;
    private long frameLeft;
    private long delivered;
    private String frameSignature = "";
    private boolean inFrame;
    private boolean ended;

    /// @param announced the value of `x-amz-trailer`, present if trailers follow
    FramedPayload(InputStream in, long length, Optional<ChunkSignatures> chain, Optional<String> announced) {
        this.in = in;
        this.length = length;
        this.chain = chain.orElse(null);
        this.announced = announced.orElse(null);
        this.digest = chain.isPresent() ? Hmac.sha256() : null;
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public Headers trailers() {
        return trailers;
    }

    @Override
    public int read(byte[] target, int offset, int size) throws IOException {
        if (size == 0) {
            return 0;
        }
        while (!ended) {
            if (inFrame && frameLeft > 0) {
                return readData(target, offset, (int) Math.min(size, frameLeft));
            }
            if (inFrame) {
                endFrame();
            }
            beginFrame();
        }
        return -1;
    }

    private int readData(byte[] target, int offset, int size) throws IOException {
        int n;
        if (from < to) {
            n = Math.min(size, to - from);
            System.arraycopy(buffer, from, target, offset, n);
            from += n;
        } else {
            n = in.read(target, offset, size);
            if (n < 0) {
                throw AuthError.INCOMPLETE_STREAM.refusal();
            }
        }
        if (digest != null) {
            digest.update(target, offset, n);
        }
        frameLeft -= n;
        delivered += n;
        if (frameLeft == 0 && delivered == length) {
            finish();
        }
        return n;
    }

    /// Once the last byte of data was read, everything that follows is read and checked too, so that a reader who
    /// counts bytes instead of asking for the end still meets every refusal before the last byte is in its hands.
    private void finish() throws IOException {
        while (!ended) {
            endFrame();
            beginFrame();
        }
    }

    /// What follows the data is looked at before the signature over it: data that were cut short have run into
    /// the next frame, and S3 calls that incomplete, not forged.
    private void endFrame() throws IOException {
        if (!line().isEmpty()) {
            throw AuthError.INCOMPLETE_STREAM.refusal();
        }
        if (chain != null && digest != null) {
            chain.checkFrame(digest.digest(), frameSignature);
        }
        inFrame = false;
    }

    private void beginFrame() throws IOException {
        var line = line();
        int semicolon = line.indexOf(';');
        var size = semicolon < 0 ? line : line.substring(0, semicolon);
        if (!SIZE.matcher(size).matches()) {
            throw AuthError.INCOMPLETE_STREAM.refusal();
        }
        frameLeft = Long.parseLong(size, 16);
        frameSignature = "";
        if (chain != null) {
            if (semicolon < 0 || !line.startsWith(SIGNATURE, semicolon + 1)) {
                throw AuthError.SIGNATURE_DOES_NOT_MATCH.refusal();
            }
            frameSignature = line.substring(semicolon + 1 + SIGNATURE.length());
        }
        if (frameLeft > length - delivered) {
            throw AuthError.INCOMPLETE_STREAM.refusal();
        }
        inFrame = true;
        if (frameLeft == 0) {
            end();
        }
    }

    private void end() throws IOException {
        if (delivered != length) {
            throw AuthError.INCOMPLETE_STREAM.refusal();
        }
        var zeroFrame = frameSignature;
        if (chain != null && digest != null) {
            chain.checkFrame(digest.digest(), zeroFrame);
        }
        if (announced == null) {
            if (!line().isEmpty()) {
                throw AuthError.MALFORMED_CHUNK.refusal();
            }
        } else {
            readTrailers(announced);
        }
        if (from < to || in.read() >= 0) {
            throw AuthError.MALFORMED_CHUNK.refusal();
        }
        ended = true;
    }

    /// Trailers in either form of S3's documentation: lines that end in CRLF, or in LF with an empty line before
    /// the signature, which minio-go writes. Signed trailers end after their signature, others at an empty line or
    /// with the body, since some clients leave the last CRLF out.
    private void readTrailers(String names) throws IOException {
        var signed = new StringBuilder();
        var signature = "";
        int lines = 0;
        boolean empty = false;
        while (signature.isEmpty() && !isAtEnd()) {
            var line = line();
            if (line.isEmpty()) {
                if (chain == null || empty) {
                    empty = true;
                    break;
                }
                empty = true;
                continue;
            }
            int colon = line.indexOf(':');
            if (colon <= 0 || ++lines > MAX_TRAILERS) {
                throw AuthError.MALFORMED_TRAILER.refusal();
            }
            var name = line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
            var value = line.substring(colon + 1).strip();
            if (name.equals(TRAILER_SIGNATURE) && !value.isEmpty()) {
                signature = value;
                continue;
            }
            if (empty || !isAnnounced(names, name) || trailers.has(name)) {
                throw AuthError.MALFORMED_TRAILER.refusal();
            }
            try {
                trailers.add(name, value);
            } catch (IllegalArgumentException noHeader) {
                throw AuthError.MALFORMED_TRAILER.refusal();
            }
            signed.append(name).append(':').append(value).append('\n');
        }
        boolean cut = isAtEnd() && (chain == null ? !empty : signature.isEmpty());
        skipEmptyLines();
        for (var name : names.split(",")) {
            if (!name.isBlank() && !trailers.has(name.strip().toLowerCase(Locale.ROOT))) {
                throw (cut ? AuthError.INCOMPLETE_STREAM : AuthError.MALFORMED_TRAILER).refusal();
            }
        }
        if (chain != null) {
            if (signature.isEmpty() && cut) {
                throw AuthError.INCOMPLETE_STREAM.refusal();
            }
            var lineBytes = signed.toString().getBytes(StandardCharsets.UTF_8);
            chain.checkTrailer(Hmac.sha256().digest(lineBytes), signature);
        }
    }

    private void skipEmptyLines() throws IOException {
        for (int i = 0; i < MAX_EMPTY_LINES && !isAtEnd() && (buffer[from] == '\r' || buffer[from] == '\n'); i++) {
            if (!line().isEmpty()) {
                throw AuthError.MALFORMED_TRAILER.refusal();
            }
        }
    }

    private static boolean isAnnounced(String names, String name) {
        for (var announced : names.split(",")) {
            if (announced.strip().equalsIgnoreCase(name)) {
                return true;
            }
        }
        return false;
    }

    private boolean isAtEnd() throws IOException {
        return from == to && !fill();
    }

    private String line() throws IOException {
        var line = new StringBuilder(96);
        while (true) {
            if (from == to && !fill()) {
                throw AuthError.INCOMPLETE_STREAM.refusal();
            }
            char c = (char) (buffer[from++] & 0xFF);
            if (c == '\n') {
                int end = line.length();
                if (end > 0 && line.charAt(end - 1) == '\r') {
                    line.setLength(end - 1);
                }
                return line.toString();
            }
            if (line.length() == MAX_LINE_BYTES) {
                throw AuthError.MALFORMED_CHUNK.refusal();
            }
            line.append(c);
        }
    }

    private boolean fill() throws IOException {
        int n = in.read(buffer, 0, buffer.length);
        from = 0;
        to = Math.max(n, 0);
        return n > 0;
    }
}
