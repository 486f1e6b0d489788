package sealstead.s3.object;

import java.util.Optional;
import sealstead.s3.S3Error;
import sealstead.wire.Clipped;

/// One range of an object: `bytes=a-b`, `bytes=a-` or `bytes=-n`.
///
/// @param first the position of the first byte
/// @param last the position of the last byte, inclusive
public record ByteRange(long first, long last) {
    private static final int MAX_DIGITS = 18;

    public long bytes() {
        return last - first + 1;
    }

    /// The range that a `Range` header asks for of an object of `size` bytes. Anything S3 does not take as a single
    /// range of bytes is ignored, as RFC 9110 has it, and the whole object is answered.
    ///
    /// @throws sealstead.wire.Refusal `InvalidRange` if no byte of the object is in the range
    public static Optional<ByteRange> parse(String header, long size) {
        if (!header.startsWith("bytes=")) {
            return Optional.empty();
        }
        var spec = header.substring("bytes=".length());
        var parts = spec.split("-", -1);
        if (parts.length != 2 || !isNumber(parts[0]) || !isNumber(parts[1]) || spec.equals("-")) {
            return Optional.empty();
        }
        if (parts[0].isEmpty()) {
            long suffix = number(parts[1]);
            if (suffix == 0) {
                throw unsatisfiable(header, size);
            }
            if (size == 0) {
                return Optional.empty(); // the last bytes of nothing are all there are
            }
            suffix = Math.min(suffix, size);
            return Optional.of(new ByteRange(size - suffix, size - 1));
        }
        long first = number(parts[0]);
        long last = parts[1].isEmpty() ? Long.MAX_VALUE : number(parts[1]);
        if (last < first) {
            return Optional.empty();
        }
        if (first >= size) {
            throw unsatisfiable(header, size);
        }
        return Optional.of(new ByteRange(first, Math.min(last, size - 1)));
    }

    private static boolean isNumber(String text) {
        return text.matches("[0-9]*");
    }

    /// What is longer than any object stays so, however many digits it has.
    private static long number(String digits) {
        var significant = digits.replaceFirst("^0+(?=.)", "");
        return significant.length() > MAX_DIGITS ? Long.MAX_VALUE : Long.parseLong(significant);
    }

    private static RuntimeException unsatisfiable(String header, long size) {
        return S3Error.INVALID_RANGE
                .refusal()
                .with("RangeRequested", Clipped.of(header))
                .with("ActualObjectSize", Long.toString(size))
                .header("content-range", "bytes */" + size);
    }
}
