package sealstead.crypto;

import java.security.SecureRandom;

/// A key under another key: a format version, then the key as a sealed message.
public final class KeyWrap {
    private static final byte VERSION = 1;

    private KeyWrap() {}

    public static byte[] wrap(SecretBytes wrappingKey, byte[] additional, SecretBytes key, SecureRandom random) {
        var sealed = Seal.seal(wrappingKey, additional, key.exposeBytes(), random);
        var wrapped = new byte[1 + sealed.length];
        wrapped[0] = VERSION;
        System.arraycopy(sealed, 0, wrapped, 1, sealed.length);
        return wrapped;
    }

    public static SecretBytes unwrap(SecretBytes wrappingKey, byte[] additional, byte[] wrapped)
            throws CorruptObjectException {
        if (wrapped.length == 0 || wrapped[0] != VERSION) {
            throw new CorruptObjectException();
        }
        return SecretBytes.takeOver(Seal.open(wrappingKey, additional, wrapped, 1, wrapped.length - 1));
    }
}
