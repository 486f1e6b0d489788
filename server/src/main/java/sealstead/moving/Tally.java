package sealstead.moving;

import java.math.BigInteger;
import sealstead.store.Bytes;

/// What one side has, counted. The sum of the digests of all contents, modulo 2^256, is the same in whatever order they
/// are met, and what was counted and then changed can be taken out again.
final class Tally {
    private static final BigInteger MODULUS = BigInteger.ONE.shiftLeft(256);

    private long count;
    private long cells;
    private long bytes;
    private BigInteger sum = BigInteger.ZERO;

    synchronized void add(Content content) {
        count++;
        cells += content.cells();
        bytes += content.bytes();
        sum = sum.add(number(content.digest())).mod(MODULUS);
    }

    synchronized void remove(Content content) {
        count--;
        cells -= content.cells();
        bytes -= content.bytes();
        sum = sum.subtract(number(content.digest())).mod(MODULUS);
    }

    private static BigInteger number(Bytes digest) {
        return new BigInteger(1, digest.readOnlyArray());
    }

    /// What there is by now.
    synchronized Figures figures() {
        return new Figures(count, cells, bytes, "%064x".formatted(sum));
    }

    /// @param count of groups or blobs
    /// @param cells of all of them
    /// @param bytes of all values
    /// @param digest the sum of theirs, hex
    public record Figures(long count, long cells, long bytes, String digest) {}
}
