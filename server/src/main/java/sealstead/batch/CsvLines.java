package sealstead.batch;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The lines of a CSV file (RFC 4180), one by one. A line is bounded, so that no file costs more memory than one line.
final class CsvLines {
    private static final int MAX_LINE_BYTES = 16 * 1024;

    /// Lines without anything on them are passed over, but a compressed file can have any number of them.
    private static final int MAX_EMPTY_LINES = 1_000_000;

    private final InputStream in;
    private long line;
    private long emptyLines;

    CsvLines(InputStream in) throws IOException {
        this.in = new BufferedInputStream(in, MAX_LINE_BYTES);
        passMark();
    }

    /// Some programs put U+FEFF in front of UTF-8; it is no part of the first field.
    private void passMark() throws IOException {
        in.mark(3);
        if (in.read() != 0xEF || in.read() != 0xBB || in.read() != 0xBF) {
            in.reset();
        }
    }

    /// The number of the line that was read last, from 1.
    long line() {
        return line;
    }

    /// The fields of the next line that is not empty; absent at the end.
    Optional<List<String>> next() throws IOException {
        while (true) {
            var fields = new ArrayList<String>();
            var field = new ByteArrayOutputStream();
            boolean quoted = false;
            boolean any = false;
            int bytes = 0;
            line++;
            int b = in.read();
            while (b >= 0 && (quoted || b != '\n')) {
                any = true;
                if (++bytes > MAX_LINE_BYTES) {
                    throw malformed();
                }
                if (b == '"') {
                    if (quoted && peek() == '"') {
                        in.read();
                        field.write('"');
                    } else {
                        quoted = !quoted;
                    }
                } else if (b == ',' && !quoted) {
                    fields.add(text(field));
                    field.reset();
                } else {
                    field.write(b);
                }
                b = in.read();
            }
            if (quoted) {
                throw malformed();
            }
            fields.add(text(field));
            int last = fields.size() - 1;
            if (fields.get(last).endsWith("\r")) {
                fields.set(last, fields.get(last).substring(0, fields.get(last).length() - 1));
            }
            boolean empty = fields.size() == 1 && fields.getFirst().isEmpty();
            if (!empty) {
                return Optional.of(fields);
            }
            if (b < 0 && (!any || empty)) {
                return Optional.empty();
            }
            if (++emptyLines > MAX_EMPTY_LINES) {
                throw malformed();
            }
        }
    }

    private int peek() throws IOException {
        in.mark(1);
        int b = in.read();
        in.reset();
        return b;
    }

    private String text(ByteArrayOutputStream field) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(field.toByteArray()))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            throw malformed();
        }
    }

    ManifestException malformed() {
        return new ManifestException("ManifestMalformed", "Line " + line + " of the manifest cannot be read.");
    }
}
