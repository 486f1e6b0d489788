package sealstead.golden;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import sealstead.store.Bytes;

/// A field as it stands in a record, read without the code that is tested.
///
/// @param wire 0 for a varint, 2 for what has its length
/// @param content of what has its length
/// @param hex the whole field
record WireField(int tag, int wire, Bytes content, String hex) {
    /// @throws IllegalArgumentException if it is no list of fields
    static List<WireField> all(Bytes record) {
        var bytes = record.readOnlyArray();
        var fields = new ArrayList<WireField>();
        int at = 0;
        while (at < bytes.length) {
            int from = at;
            var key = new Varint(bytes, at);
            at = key.end;
            int wire = (int) (key.value & 7);
            var number = new Varint(bytes, at);
            at = number.end;
            int begin = at;
            if (wire == 2) {
                if (number.value < 0 || number.value > bytes.length - at) {
                    throw new IllegalArgumentException("a field longer than its record");
                }
                at += (int) number.value;
            } else if (wire != 0) {
                throw new IllegalArgumentException("wire type " + wire);
            }
            var content = Bytes.wrap(java.util.Arrays.copyOfRange(bytes, begin, at));
            fields.add(new WireField(
                    (int) (key.value >>> 3), wire, content, HexFormat.of().formatHex(bytes, from, at)));
        }
        return fields;
    }

    private static final class Varint {
        private long value;
        private int end;

        Varint(byte[] bytes, int from) {
            end = from;
            int shift = 0;
            do {
                if (end == bytes.length || shift > 63) {
                    throw new IllegalArgumentException("a number without an end");
                }
                value |= (long) (bytes[end] & 0x7F) << shift;
                shift += 7;
            } while (bytes[end++] < 0);
        }
    }
}
