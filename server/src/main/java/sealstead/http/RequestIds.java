package sealstead.http;

import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/// Request ids as S3 prints them: sixteen hex digits, upper case. No two of a process are the same, and they look
/// random, but nothing depends on that: they are a scrambled count.
final class RequestIds {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    /// The finishing steps of SplitMix64, which is one-to-one.
    private static final long FIRST = 0xBF58476D1CE4E5B9L;

    private static final long SECOND = 0x94D049BB133111EBL;

    private final AtomicLong count;

    /// @param random where the count begins
    RequestIds(RandomGenerator random) {
        this.count = new AtomicLong(random.nextLong());
    }

    String next() {
        long id = count.getAndIncrement();
        id = (id ^ (id >>> 30)) * FIRST;
        id = (id ^ (id >>> 27)) * SECOND;
        return HEX.toHexDigits(id ^ (id >>> 31));
    }
}
