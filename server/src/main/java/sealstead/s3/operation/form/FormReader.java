package sealstead.s3.operation.form;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import sealstead.s3.S3Error;
import sealstead.wire.Clipped;
import sealstead.wire.Refusal;

/// Reads `multipart/form-data` once, from front to back: the fields before the file are kept, the file is streamed, and
/// whatever follows it is not looked at, as S3 has it.
final class FormReader {
    /// S3's bound for everything before the file.
    private static final int MAX_FIELD_BYTES = 20 * 1024;

    private static final int BUFFER_BYTES = 64 * 1024;
    private static final Pattern BOUNDARY = Pattern.compile("(?i)boundary=(?:\"([^\"]{1,70})\"|([^\\s;\",]{1,70}))");
    private static final Pattern NAME = Pattern.compile("(?i);\\s*name=(?:\"([^\"]*)\"|([^\\s;\"]+))");
    private static final Pattern FILE_NAME = Pattern.compile("(?i);\\s*filename=(?:\"([^\"]*)\"|([^\\s;\"]+))");

    private final InputStream in;
    private final byte[] delimiter;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private final Map<String, String> fields = new LinkedHashMap<>();
    private int from;
    private int to;
    private int fieldBytes;
    private boolean ended;
    private boolean atBoundary;
    private String fileName = "";

    FormReader(InputStream in, String contentType) {
        this.in = in;
        var boundary = BOUNDARY.matcher(contentType);
        if (!boundary.find()) {
            throw malformed();
        }
        this.delimiter = ("\r\n--" + first(boundary)).getBytes(StandardCharsets.ISO_8859_1);
        // The first boundary has no line before it.
        buffer[to++] = '\r';
        buffer[to++] = '\n';
    }

    static Refusal malformed() {
        return S3Error.MALFORMED_POST.refusal();
    }

    /// Reads up to the file.
    ///
    /// @return the file's bytes, or nothing if the form has none
    Optional<InputStream> readFields() throws IOException {
        skipToBoundary();
        while (nextPart()) {
            var disposition = disposition();
            var matcher = NAME.matcher(disposition);
            if (!matcher.find()) {
                throw malformed();
            }
            var name = first(matcher).toLowerCase(Locale.ROOT);
            if (name.equals("file")) {
                var file = FILE_NAME.matcher(disposition);
                fileName = file.find() ? baseName(first(file)) : "";
                return Optional.of(new Part());
            }
            var value = new ByteArrayOutputStream();
            try (var part = new Part()) {
                copyBounded(part, value);
            }
            if (fields.put(name, value.toString(StandardCharsets.UTF_8)) != null) {
                throw S3Error.INVALID_ARGUMENT
                        .saying("POST requires exactly one field of each name.")
                        .with("ArgumentName", Clipped.of(name));
            }
        }
        return Optional.empty();
    }

    /// The fields before the file, by their lower-case names.
    Map<String, String> fields() {
        return fields;
    }

    /// The name that the user's file has, without folders.
    String fileName() {
        return fileName;
    }

    private static String first(java.util.regex.Matcher matcher) {
        var quoted = matcher.group(1);
        return quoted != null ? quoted : matcher.group(2);
    }

    private static String baseName(String path) {
        return path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
    }

    private void copyBounded(InputStream part, ByteArrayOutputStream value) throws IOException {
        var some = new byte[4096];
        int n = part.read(some, 0, some.length);
        while (n >= 0) {
            count(n);
            value.write(some, 0, n);
            n = part.read(some, 0, some.length);
        }
    }

    private void count(int bytes) {
        fieldBytes += bytes;
        if (fieldBytes > MAX_FIELD_BYTES) {
            throw S3Error.MAX_POST_PRE_DATA_LENGTH_EXCEEDED.refusal();
        }
    }

    private void skipToBoundary() throws IOException {
        try (var preamble = new Part()) {
            copyBounded(preamble, new ByteArrayOutputStream());
        }
    }

    /// Whether another part follows the boundary that was reached.
    private boolean nextPart() throws IOException {
        if (!atBoundary) {
            throw malformed();
        }
        var line = line();
        if (line.startsWith("--")) {
            return false;
        }
        if (!line.isBlank()) {
            throw malformed();
        }
        atBoundary = false;
        return true;
    }

    /// The value of Content-Disposition among the headers of a part.
    private String disposition() throws IOException {
        var disposition = "";
        for (var line = line(); !line.isEmpty(); line = line()) {
            if (line.toLowerCase(Locale.ROOT).startsWith("content-disposition:")) {
                disposition = line;
            }
        }
        return disposition;
    }

    private String line() throws IOException {
        var line = new ByteArrayOutputStream();
        while (true) {
            if (from == to && !fill()) {
                if (line.size() >= 2) {
                    return line.toString(StandardCharsets.UTF_8);
                }
                throw malformed();
            }
            byte b = buffer[from++];
            if (b == '\n') {
                break;
            }
            count(1);
            line.write(b);
        }
        var text = line.toString(StandardCharsets.UTF_8);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    private boolean fill() throws IOException {
        if (from > 0) {
            System.arraycopy(buffer, from, buffer, 0, to - from);
            to -= from;
            from = 0;
        }
        if (ended || to == buffer.length) {
            return false;
        }
        int n = in.read(buffer, to, buffer.length - to);
        if (n < 0) {
            ended = true;
            return false;
        }
        to += n;
        return true;
    }

    /// Where the delimiter begins in the buffer; -1 if it is not there as a whole.
    private int delimiterAt() {
        for (int i = from; i <= to - delimiter.length; i++) {
            if (buffer[i] == '\r'
                    && java.util.Arrays.equals(buffer, i, i + delimiter.length, delimiter, 0, delimiter.length)) {
                return i;
            }
        }
        return -1;
    }

    /// The bytes up to the next boundary, which is consumed with them.
    private final class Part extends InputStream {
        private final byte[] single = new byte[1];
        private boolean done;

        @Override
        public int read() throws IOException {
            return read(single, 0, 1) < 0 ? -1 : single[0] & 0xFF;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (done) {
                return -1;
            }
            while (true) {
                int end = delimiterAt();
                int safe = end >= 0 ? end : Math.max(from, to - delimiter.length + 1);
                if (safe > from) {
                    int n = Math.min(length, safe - from);
                    System.arraycopy(buffer, from, target, offset, n);
                    from += n;
                    return n;
                }
                if (end >= 0) {
                    from = end + delimiter.length;
                    atBoundary = true;
                    done = true;
                    return -1;
                }
                if (!fill()) {
                    throw malformed();
                }
            }
        }
    }
}
