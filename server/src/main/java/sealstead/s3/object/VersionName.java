package sealstead.s3.object;

import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// The name of one version of an object, and its place among the others.
///
/// @param order microseconds since 1970, made greater than that of every version there is; newest is greatest
/// @param id what clients call it: `null`, or 32 hex digits of the order and 64 random bits
public record VersionName(long order, String id) {
    public static final String NULL = "null";

    public static VersionName unversioned(long order) {
        return new VersionName(order, NULL);
    }

    static VersionName random(long order, RandomGenerator random) {
        return new VersionName(
                order, HexFormat.of().toHexDigits(order) + HexFormat.of().toHexDigits(random.nextLong()));
    }

    /// An order after `newest` and, if the clock allows, of `now`.
    static long orderAfter(long newest, Instant now) {
        return Math.max(newest + 1, Math.addExact(now.getEpochSecond() * 1_000_000, now.getNano() / 1000));
    }

    public boolean isNull() {
        return id.equals(NULL);
    }

    /// The order that an id other than `null` tells; absent if it cannot be an id of ours.
    public static Optional<Long> orderOf(String id) {
        if (id.length() != 32) {
            return Optional.empty();
        }
        for (int i = 0; i < id.length(); i++) {
            if (Character.digit(id.charAt(i), 16) < 0 || Character.isUpperCase(id.charAt(i))) {
                return Optional.empty();
            }
        }
        return Optional.of(HexFormat.fromHexDigitsToLong(id, 0, 16));
    }
}
