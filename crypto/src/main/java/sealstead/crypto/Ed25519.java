package sealstead.crypto;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;

/// Signatures of Ed25519 (RFC 8032), with keys as the 32 bytes that the RFC has.
public final class Ed25519 implements AutoCloseable {
    public static final int PUBLIC_BYTES = 32;
    public static final int SIGNATURE_BYTES = 64;
    private static final String NAME = "Ed25519";

    private final SecretBytes privateKey;
    private final byte[] publicKey;

    private Ed25519(SecretBytes privateKey, byte[] publicKey) {
        this.privateKey = privateKey;
        this.publicKey = publicKey;
    }

    public static Ed25519 random(SecureRandom random) {
        try {
            var generator = KeyPairGenerator.getInstance(NAME);
            generator.initialize(NamedParameterSpec.ED25519, random);
            var pair = generator.generateKeyPair();
            var secret = ((EdECPrivateKey) pair.getPrivate()).getBytes().orElseThrow();
            return new Ed25519(SecretBytes.takeOver(secret), encoded(((EdECPublicKey) pair.getPublic()).getPoint()));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /// A key that was made before.
    ///
    /// @param privateKey taken over
    public static Ed25519 of(SecretBytes privateKey, byte[] publicKey) {
        return new Ed25519(privateKey, publicKey.clone());
    }

    public SecretBytes privateKey() {
        return privateKey;
    }

    public byte[] publicKey() {
        return publicKey.clone();
    }

    public byte[] sign(byte[] message) {
        try {
            var key = KeyFactory.getInstance(NAME)
                    .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, privateKey.exposeBytes()));
            var signature = Signature.getInstance(NAME);
            signature.initSign(key);
            signature.update(message);
            return signature.sign();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /// Whether `signed` is the signature of `message` by the holder of the key; also a malformed key or signature is
    /// not.
    public static boolean verifies(byte[] publicKey, byte[] message, byte[] signed) {
        if (publicKey.length != PUBLIC_BYTES || signed.length != SIGNATURE_BYTES) {
            return false;
        }
        try {
            var key = KeyFactory.getInstance(NAME)
                    .generatePublic(new EdECPublicKeySpec(NamedParameterSpec.ED25519, point(publicKey)));
            var signature = Signature.getInstance(NAME);
            signature.initVerify(key);
            signature.update(message);
            return signature.verify(signed);
        } catch (GeneralSecurityException malformed) {
            return false;
        }
    }

    /// The y coordinate with the least byte first, and in its highest bit whether x is odd.
    private static byte[] encoded(EdECPoint point) {
        var encoded = reversed(point.getY().toByteArray());
        if (point.isXOdd()) {
            encoded[PUBLIC_BYTES - 1] |= (byte) 0x80;
        }
        return encoded;
    }

    private static EdECPoint point(byte[] encoded) {
        boolean odd = (encoded[PUBLIC_BYTES - 1] & 0x80) != 0;
        var y = new byte[PUBLIC_BYTES];
        for (int i = 0; i < PUBLIC_BYTES; i++) {
            y[PUBLIC_BYTES - 1 - i] = encoded[i];
        }
        y[0] &= 0x7F;
        return new EdECPoint(odd, new BigInteger(1, y));
    }

    private static byte[] reversed(byte[] number) {
        var out = new byte[PUBLIC_BYTES];
        for (int i = 0; i < number.length && i < PUBLIC_BYTES; i++) {
            out[i] = number[number.length - 1 - i];
        }
        return out;
    }

    @Override
    public void close() {
        privateKey.close();
    }
}
