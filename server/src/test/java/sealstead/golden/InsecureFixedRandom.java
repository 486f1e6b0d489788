package sealstead.golden;

import java.security.SecureRandom;
import java.util.Random;

/// Repeatable "randomness" for golden files. Exists only in tests.
public final class InsecureFixedRandom extends SecureRandom {
    private static final long serialVersionUID = 1;

    private final transient Random fixed;

    public InsecureFixedRandom(long seed) {
        this.fixed = new Random(seed);
    }

    @Override
    public void nextBytes(byte[] bytes) {
        fixed.nextBytes(bytes);
    }
}
