package sealstead.crypto;

import java.nio.charset.StandardCharsets;

/// Keys for different purposes out of one root key: what is sealed for one purpose never opens for another.
public final class KeyTree {
    private KeyTree() {}

    public static SecretBytes derive(SecretBytes root, String purpose) {
        var info = Additional.data("sealstead-purpose", purpose.getBytes(StandardCharsets.UTF_8));
        return SecretBytes.takeOver(Hkdf.derive(root.exposeBytes(), new byte[0], info, 32));
    }

    /// A public name for a root key, made so that it says nothing about it: 16 hex digits.
    public static String id(SecretBytes root) {
        var info = Additional.data("sealstead-key-id", new byte[0]);
        return java.util.HexFormat.of().formatHex(Hkdf.derive(root.exposeBytes(), new byte[0], info, 8));
    }
}
