package sealstead.bench.load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// The head of an answer, taken in line by line. Made strings of are only the headers that somebody looks at; the
/// others are passed over as bytes.
final class AnswerHead {
    private static final byte[] VERSION = bytes("http/1.1 ");
    private static final byte[] CONTENT_LENGTH = bytes("content-length");
    private static final byte[] TRANSFER_ENCODING = bytes("transfer-encoding");
    private static final byte[] CONNECTION = bytes("connection");
    private static final byte[] ETAG = bytes("etag");
    private static final byte[] ENCRYPTION = bytes("x-amz-server-side-encryption");

    private int status;
    private long length;
    private boolean chunked;
    private boolean last;
    private Map<String, String> headers = Map.of();

    /// Begins with the status line, without its line end.
    void begin(byte[] line, int end) throws IOException {
        if (end < VERSION.length + 3 || !startsWith(line, VERSION)) {
            throw new IOException("not an HTTP answer: " + text(line, 0, end));
        }
        status = (int) number(line, VERSION.length, VERSION.length + 3, 10);
        length = -1;
        chunked = false;
        last = false;
        headers = Map.of();
    }

    void field(byte[] line, int end) throws IOException {
        int colon = 0;
        while (colon < end && line[colon] != ':') {
            colon++;
        }
        if (colon == end) {
            throw new IOException("not a header: " + text(line, 0, end));
        }
        if (isNamed(line, colon, CONTENT_LENGTH)) {
            length = number(line, colon + 1, end, 10);
        } else if (isNamed(line, colon, TRANSFER_ENCODING)) {
            chunked = text(line, colon + 1, end).equalsIgnoreCase("chunked");
        } else if (isNamed(line, colon, CONNECTION)) {
            last = text(line, colon + 1, end).equalsIgnoreCase("close");
        } else if (isNamed(line, colon, ETAG) || (colon >= ENCRYPTION.length && startsWith(line, ENCRYPTION))) {
            if (headers.isEmpty()) {
                headers = new TreeMap<>();
            }
            headers.put(text(line, 0, colon).toLowerCase(Locale.ROOT), text(line, colon + 1, end));
        }
    }

    int status() {
        return status;
    }

    boolean isFine() {
        return status >= 200 && status < 300;
    }

    /// Whether the answer itself is still to come.
    boolean isInterim() {
        return status < 200;
    }

    /// Whether there is no body whatever the headers say, as they then speak of another answer.
    boolean isBodiless() {
        return status == 204 || status == 304;
    }

    /// How long the body is, or -1 if that is not said.
    long length() {
        return length;
    }

    boolean isChunked() {
        return chunked;
    }

    /// Whether the server closes the connection after it.
    boolean isLast() {
        return last;
    }

    Map<String, String> headers() {
        return headers;
    }

    static long number(byte[] line, int from, int to, int radix) throws IOException {
        var text = text(line, from, to);
        try {
            long number = Long.parseLong(text, radix);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException notOne) {
            // refused below
        }
        throw new IOException("not a number: " + text);
    }

    private static boolean isNamed(byte[] line, int colon, byte[] name) {
        return colon == name.length && startsWith(line, name);
    }

    /// In any case of letters; `name` is in lower case.
    private static boolean startsWith(byte[] line, byte[] name) {
        for (int i = 0; i < name.length; i++) {
            if ((line[i] | 0x20) != name[i]) {
                return false;
            }
        }
        return true;
    }

    private static String text(byte[] line, int from, int to) {
        return new String(line, from, to - from, StandardCharsets.ISO_8859_1).strip();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
