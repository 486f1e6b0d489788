package sealstead.http;

import java.util.Locale;
import java.util.random.RandomGenerator;

/// Request ids as S3 prints them: sixteen hex digits, upper case.
final class RequestIds {
    private RequestIds() {}

    static String next(RandomGenerator random) {
        return "%016X".formatted(random.nextLong()).toUpperCase(Locale.ROOT);
    }
}
