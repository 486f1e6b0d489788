package sealstead.crypto;

import java.nio.charset.StandardCharsets;

/// A salted fingerprint by which a customer's key is recognised again without being kept.
public final class KeyMac {
    private KeyMac() {}

    public static byte[] of(SecretBytes key, byte[] salt) {
        return Hkdf.derive(key.exposeBytes(), salt, "sealstead-customer-key".getBytes(StandardCharsets.US_ASCII), 32);
    }
}
