package sealstead.s3;

import java.nio.charset.StandardCharsets;
import sealstead.s3.S3Operation.Level;

/// What a request names; `bucket` and `key` are empty where it names none.
public record Address(String bucket, String key) {
    private static final int MAX_KEY_BYTES = 1024;
    private static final int MAX_BYTES_OF_CHARACTER = 3;

    public Level level() {
        if (bucket.isEmpty()) {
            return Level.SERVICE;
        }
        return key.isEmpty() ? Level.BUCKET : Level.OBJECT;
    }

    /// @throws sealstead.wire.Refusal if the key is longer than 1,024 bytes
    public static String checkedKey(String key) {
        if (key.length() <= MAX_KEY_BYTES / MAX_BYTES_OF_CHARACTER) {
            return key;
        }
        int bytes = key.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MAX_KEY_BYTES) {
            throw S3Error.KEY_TOO_LONG
                    .refusal()
                    .with("Size", Integer.toString(bytes))
                    .with("MaxSizeAllowed", Integer.toString(MAX_KEY_BYTES));
        }
        return key;
    }
}
