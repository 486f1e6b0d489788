package sealstead.checksum;

/// The CRC of two pieces together, from the CRC of each and the length of the second: the first one's value is
/// multiplied by x^(8 * length) modulo the polynomial, as if so many zero bytes had followed, and the second's is
/// added. Start value and final inversion of all ones, which all of S3's CRCs have, cancel out.
///
/// @param width in bits
/// @param polynomial reflected: its lowest bit is the highest power
record CrcCombination(int width, long polynomial) {
    long combine(long first, long second, long secondBytes) {
        return multiply(powerOfX(8 * secondBytes), first) ^ second;
    }

    private long powerOfX(long exponent) {
        long result = 1L << (width - 1);
        long square = 1L << (width - 2);
        for (long left = exponent; left > 0; left >>>= 1) {
            if ((left & 1) == 1) {
                result = multiply(square, result);
            }
            square = multiply(square, square);
        }
        return result;
    }

    /// The product of two polynomials modulo ours; the highest bit is x^0.
    private long multiply(long a, long b) {
        long product = 0;
        long shifted = b;
        for (int bit = width - 1; bit >= 0; bit--) {
            if ((a >>> bit & 1) == 1) {
                product ^= shifted;
            }
            shifted = (shifted & 1) == 1 ? shifted >>> 1 ^ polynomial : shifted >>> 1;
        }
        return product;
    }
}
