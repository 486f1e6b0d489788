package sealstead.crypto;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// A short stand-in for a name that must not be read: always the same for one name and one key.
public final class NameTag {
    public static final int BYTES = 8;

    private NameTag() {}

    public static byte[] of(SecretBytes key, String name) {
        var whole = Hkdf.derive(
                key.exposeBytes(),
                name.getBytes(StandardCharsets.UTF_8),
                "sealstead-name-tag".getBytes(StandardCharsets.US_ASCII),
                32);
        return Arrays.copyOf(whole, BYTES);
    }
}
