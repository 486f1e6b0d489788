package sealstead.s3.object;

import java.util.random.RandomGenerator;
import sealstead.crypto.RandomId;

/// Entity tags: kept without quotes, sent with them, compared with either.
public final class EntityTag {
    private EntityTag() {}

    /// One that tells nothing of the object.
    public static String random(RandomGenerator random) {
        return RandomId.BITS_128.hex(random);
    }

    public static String quoted(String etag) {
        return '"' + etag + '"';
    }

    public static String unquoted(String etag) {
        var text = etag.strip();
        return text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"")
                ? text.substring(1, text.length() - 1)
                : text;
    }

    /// Whether a conditional header (`*`, or a list of tags) names `etag`.
    public static boolean isAmong(String header, String etag) {
        if (header.strip().equals("*")) {
            return true;
        }
        for (var candidate : header.split(",")) {
            if (unquoted(candidate).equals(etag)) {
                return true;
            }
        }
        return false;
    }
}
