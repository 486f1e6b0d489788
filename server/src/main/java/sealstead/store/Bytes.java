package sealstead.store;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/// Immutable bytes in the order every engine keeps them: unsigned and lexicographic, which is S3's order of keys.
public final class Bytes implements Comparable<Bytes> {
    public static final Bytes EMPTY = new Bytes(new byte[0]);

    private final byte[] bytes;

    private Bytes(byte[] bytes) {
        this.bytes = bytes;
    }

    /// A copy of `bytes`.
    public static Bytes of(byte... bytes) {
        return new Bytes(bytes.clone());
    }

    /// Takes `bytes` over without a copy; the caller must not touch them again.
    public static Bytes wrap(byte[] bytes) {
        return new Bytes(bytes);
    }

    public static Bytes utf8(String text) {
        return new Bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    public static Bytes concat(Bytes... parts) {
        int size = 0;
        for (var part : parts) {
            size += part.bytes.length;
        }
        var joined = new byte[size];
        int at = 0;
        for (var part : parts) {
            System.arraycopy(part.bytes, 0, joined, at, part.bytes.length);
            at += part.bytes.length;
        }
        return new Bytes(joined);
    }

    public int size() {
        return bytes.length;
    }

    public byte at(int index) {
        return bytes[index];
    }

    public byte[] toArray() {
        return bytes.clone();
    }

    /// The array itself, for readers on the hot path that promise not to write to it.
    public byte[] readOnlyArray() {
        return bytes;
    }

    public String toUtf8() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    public boolean startsWith(Bytes prefix) {
        return bytes.length >= prefix.bytes.length
                && Arrays.equals(bytes, 0, prefix.bytes.length, prefix.bytes, 0, prefix.bytes.length);
    }

    public Bytes slice(int from, int to) {
        return new Bytes(Arrays.copyOfRange(bytes, from, to));
    }

    /// The smallest bytes greater than everything that starts with these; where a delimiter listing seeks to.
    /// All `0xFF` has no successor: the answer is then one byte longer than any key may be, and greater than all.
    public Bytes prefixSuccessor() {
        int last = bytes.length - 1;
        while (last >= 0 && bytes[last] == (byte) 0xFF) {
            last--;
        }
        if (last < 0) {
            var beyond = new byte[bytes.length + 2048];
            Arrays.fill(beyond, (byte) 0xFF);
            return new Bytes(beyond);
        }
        var next = Arrays.copyOf(bytes, last + 1);
        next[last]++;
        return new Bytes(next);
    }

    @Override
    public int compareTo(Bytes other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes);
    }
}
