package sealstead.custody;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import sealstead.store.Bytes;

/// Writes a record as tagged fields, in the wire form of protocol buffers: numbers as varints, everything else with its
/// length. Lists are fields that repeat. Readers skip tags they do not know, so records can grow.
public final class RecordWriter {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(256);

    /// A number that is not negative.
    public RecordWriter number(int tag, long value) {
        if (value < 0) {
            throw new IllegalArgumentException("negative number in field " + tag);
        }
        varint((long) tag << 3);
        varint(value);
        return this;
    }

    public RecordWriter flag(int tag, boolean value) {
        return value ? number(tag, 1) : this;
    }

    public RecordWriter text(int tag, String value) {
        return bytes(tag, value.getBytes(StandardCharsets.UTF_8));
    }

    public RecordWriter bytes(int tag, Bytes value) {
        return bytes(tag, value.readOnlyArray());
    }

    /// Two texts, such as a tag, in a record of their own.
    public RecordWriter pair(int tag, String first, String second) {
        return record(tag, new RecordWriter().text(1, first).text(2, second));
    }

    public RecordWriter record(int tag, RecordWriter nested) {
        return bytes(tag, nested.out.toByteArray());
    }

    private RecordWriter bytes(int tag, byte[] value) {
        varint(((long) tag << 3) | 2);
        varint(value.length);
        out.writeBytes(value);
        return this;
    }

    private void varint(long value) {
        long left = value;
        while (left > 0x7F) {
            out.write((int) ((left & 0x7F) | 0x80));
            left >>>= 7;
        }
        out.write((int) left);
    }

    public Bytes toBytes() {
        return Bytes.wrap(out.toByteArray());
    }
}
