package sealstead.auth;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// How the text that a signature covers becomes bytes. The characters of a header are its bytes, one by one, as
/// HTTP reads them; everything else in that text is ASCII.
enum HeaderBytes {
    /// As they came, which is what most clients sign: UTF-8 in UTF-8, ISO 8859-1 in ISO 8859-1.
    AS_SENT(StandardCharsets.ISO_8859_1),
    /// As clients sign that write UTF-8 into the signature and send ISO 8859-1, such as programs on Node.js.
    AS_UTF_8(StandardCharsets.UTF_8);

    static final List<HeaderBytes> READINGS = List.of(values());
    private static final List<HeaderBytes> ONE = List.of(AS_SENT);

    private final Charset charset;

    HeaderBytes(Charset charset) {
        this.charset = charset;
    }

    /// The readings of a text of several lines that differ. What names or decides something is read as it came.
    static List<HeaderBytes> of(String text) {
        if (isPlain(text)) {
            return ONE;
        }
        for (var line : text.split("\n")) {
            boolean describes =
                    line.startsWith("x-amz-meta-") || line.startsWith("content-") || line.startsWith("cache-control:");
            if (!describes && !isPlain(line)) {
                return ONE;
            }
        }
        return READINGS;
    }

    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 128) {
                return false;
            }
        }
        return true;
    }

    byte[] bytes(String text) {
        return text.getBytes(charset);
    }
}
