package sealstead.crypto;

import java.util.HexFormat;
import java.util.UUID;
import java.util.random.RandomGenerator;

/// Random identifiers, as lower-case hex digits: by their size they are met twice seldom enough among as many as there
/// ever are, or cannot be guessed either.
public enum RandomId {
    /// Among thousands.
    BITS_64(8),
    /// Among as many as anybody can make.
    BITS_128(16),
    /// As long as a key.
    BITS_256(32);

    private final int bytes;

    RandomId(int bytes) {
        this.bytes = bytes;
    }

    public String hex(RandomGenerator random) {
        var id = new byte[bytes];
        random.nextBytes(id);
        return HexFormat.of().formatHex(id);
    }

    /// How many digits such an id has.
    public int digits() {
        return 2 * bytes;
    }

    /// A UUID of version 4 (RFC 9562, section 5.4).
    public static UUID uuid(RandomGenerator random) {
        long high = random.nextLong();
        long low = random.nextLong();
        return new UUID((high & ~0xF000L) | 0x4000L, (low & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L);
    }
}
