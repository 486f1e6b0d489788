package sealstead.crypto;

import java.nio.charset.StandardCharsets;

/// What only who has a key can make of something that is not secret.
public final class KeyMac {
    private KeyMac() {}

    /// A salted fingerprint by which a customer's key is recognised again without being kept.
    public static byte[] of(SecretBytes key, byte[] salt) {
        return Hkdf.derive(key.exposeBytes(), salt, "sealstead-customer-key".getBytes(StandardCharsets.US_ASCII), 32);
    }

    /// Proof that who had the key wrote `additional`, which says what it is; no salt, so nothing else that
    /// is derived from the key is the same.
    public static byte[] ofData(SecretBytes key, byte[] additional) {
        return Hkdf.derive(key.exposeBytes(), new byte[0], additional, 32);
    }
}
