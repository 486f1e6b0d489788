package sealstead.custody;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import sealstead.store.Bytes;

/// Reads what [RecordWriter] wrote: `while (record.next()) switch (record.tag()) ...`. A record that is not well formed
/// is an [IllegalStateException]: it was authenticated, so it can only be a defect.
public final class RecordReader {
    private final byte[] bytes;
    private int at;
    private final int end;
    private int tag;
    private long number;
    private int from;
    private int length = -1;

    public RecordReader(Bytes record) {
        this(record.readOnlyArray(), 0, record.size());
    }

    private RecordReader(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.at = from;
        this.end = to;
    }

    /// Moves to the next field; false at the end.
    public boolean next() {
        if (at == end) {
            return false;
        }
        long key = varint();
        tag = (int) (key >>> 3);
        switch ((int) (key & 7)) {
            case 0 -> {
                number = varint();
                length = -1;
            }
            case 2 -> {
                long size = varint();
                if (size < 0 || size > end - at) {
                    throw malformed();
                }
                from = at;
                length = (int) size;
                at += length;
            }
            default -> throw malformed();
        }
        return true;
    }

    public int tag() {
        return tag;
    }

    public long number() {
        if (length >= 0) {
            throw malformed();
        }
        return number;
    }

    public boolean flag() {
        return number() == 1;
    }

    public String text() {
        checkBytes();
        return new String(bytes, from, length, StandardCharsets.UTF_8);
    }

    public Bytes bytes() {
        checkBytes();
        return Bytes.wrap(java.util.Arrays.copyOfRange(bytes, from, from + length));
    }

    public RecordReader record() {
        checkBytes();
        return new RecordReader(bytes, from, from + length);
    }

    /// Two texts, such as a tag.
    public record Pair(String first, String second) {
        public void addTo(Map<String, String> pairs) {
            pairs.put(first, second);
        }
    }

    /// The two texts of a record of their own.
    public Pair pair() {
        var in = record();
        var first = "";
        var second = "";
        while (in.next()) {
            switch (in.tag()) {
                case 1 -> first = in.text();
                case 2 -> second = in.text();
                default -> {}
            }
        }
        return new Pair(first, second);
    }

    private void checkBytes() {
        if (length < 0) {
            throw malformed();
        }
    }

    private long varint() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (at == end) {
                throw malformed();
            }
            byte b = bytes[at++];
            value |= (long) (b & 0x7F) << shift;
            if (b >= 0) {
                return value;
            }
        }
        throw malformed();
    }

    private static IllegalStateException malformed() {
        return new IllegalStateException("malformed record");
    }
}
