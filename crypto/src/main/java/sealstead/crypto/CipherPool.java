package sealstead.crypto;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The JDK's cipher, MAC and digest objects, used again: finding one among the providers costs as much as sealing 4 KiB
/// with it (docs/bench). Each use begins with a key of its own.
public final class CipherPool {
    private static final String HMAC = "HmacSHA256";
    private static final ObjectPool<Cipher> GCM =
            new ObjectPool<>(64, () -> made(() -> Cipher.getInstance("AES/GCM/NoPadding")));
    private static final ObjectPool<Mac> MACS = new ObjectPool<>(64, () -> made(() -> Mac.getInstance(HMAC)));
    private static final ObjectPool<MessageDigest> SHA_256 =
            new ObjectPool<>(64, () -> made(() -> MessageDigest.getInstance("SHA-256")));

    private CipherPool() {}

    private interface Maker<T> {
        T make() throws GeneralSecurityException;
    }

    private static <T> T made(Maker<T> maker) {
        try {
            return maker.make();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static Cipher takeGcm() {
        return GCM.take();
    }

    static void giveBack(Cipher gcm) {
        GCM.giveBack(gcm);
    }

    /// HMAC-SHA-256 of the parts, one after another.
    public static byte[] hmac(byte[] key, byte[]... parts) {
        var mac = MACS.take();
        try {
            mac.init(new SecretKeySpec(key, HMAC));
            for (var part : parts) {
                mac.update(part);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        } finally {
            MACS.giveBack(mac);
        }
    }

    /// SHA-256 of `bytes`.
    public static byte[] sha256(byte[] bytes) {
        var digest = SHA_256.take();
        try {
            return digest.digest(bytes);
        } finally {
            SHA_256.giveBack(digest);
        }
    }
}
