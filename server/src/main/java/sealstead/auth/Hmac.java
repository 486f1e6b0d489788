package sealstead.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import sealstead.crypto.CipherPool;

/// The two primitives of SigV4.
final class Hmac {
    private Hmac() {}

    static byte[] sha256(byte[] key, String message) {
        return CipherPool.hmac(key, message.getBytes(StandardCharsets.UTF_8));
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static String hexSha256(byte[] bytes) {
        return HexFormat.of().formatHex(CipherPool.sha256(bytes));
    }

    static boolean isSame(String expected, String given) {
        return MessageDigest.isEqual(
                expected.getBytes(StandardCharsets.ISO_8859_1), given.getBytes(StandardCharsets.UTF_8));
    }
}
