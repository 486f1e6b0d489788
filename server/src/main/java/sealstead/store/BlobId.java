package sealstead.store;

import java.time.Instant;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/// The name of an immutable blob: the hour of its making (since 1970, for offline scrubbing) and 96 random bits, so
/// that no name is ever used twice and none can be guessed.
public record BlobId(int hour, int random0, long random1) {
    public static final int BYTES = 16;

    public static BlobId random(RandomGenerator random, Instant now) {
        return new BlobId((int) (now.getEpochSecond() / 3600), random.nextInt(), random.nextLong());
    }

    public static BlobId parse(String text) {
        if (text.length() != 32) {
            throw new IllegalArgumentException("blob id: " + text);
        }
        return new BlobId(
                HexFormat.fromHexDigits(text, 0, 8),
                HexFormat.fromHexDigits(text, 8, 16),
                HexFormat.fromHexDigitsToLong(text, 16, 32));
    }

    /// Which of 256 shards it lies on, by its random part.
    public int shard() {
        return random0 >>> 24;
    }

    @Override
    public String toString() {
        var hex = HexFormat.of();
        return hex.toHexDigits(hour) + hex.toHexDigits(random0) + hex.toHexDigits(random1);
    }
}
