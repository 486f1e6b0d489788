package sealstead.encryption;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;
import sealstead.crypto.SecretBytes;
import sealstead.wire.Clipped;
import sealstead.wire.Headers;

/// A key that the customer sent with the request, and its MD5 for the reply. It is never kept.
public record CustomerKey(SecretBytes key, String md5, boolean md5Given) {
    public static final String ALGORITHM = "x-amz-server-side-encryption-customer-algorithm";
    public static final String KEY = "x-amz-server-side-encryption-customer-key";
    public static final String KEY_MD5 = "x-amz-server-side-encryption-customer-key-md5";
    private static final String COPY = "x-amz-copy-source-server-side-encryption-customer-";
    private static final String ARGUMENT = "x-amz-server-side-encryption";
    private static final int LENGTH = 32;

    /// Whether a field of this name holds a key, or the MD5 that tells one from others: what neither a query nor an
    /// answer may show.
    ///
    /// @param name in lower case
    public static boolean isSecret(String name) {
        return name.equals(KEY) || name.equals(KEY_MD5) || name.equals(COPY + "key") || name.equals(COPY + "key-md5");
    }

    /// The key for the object itself, if any of its three headers is there.
    public static Optional<CustomerKey> read(Headers headers) {
        return read(headers, ALGORITHM, KEY, KEY_MD5, LENGTH);
    }

    /// The same for an object that is there already: a key that is too long is not refused for what it is, it is
    /// just not the object's. What was encoded twice looks like that.
    public static Optional<CustomerKey> readOfStored(Headers headers) {
        return read(headers, ALGORITHM, KEY, KEY_MD5, Integer.MAX_VALUE);
    }

    /// To be asked of a key under which something is written: its MD5 must have come with it. A key that was
    /// garbled on its way would seal what its owner can never open.
    public void checkMd5Given() {
        if (!md5Given) {
            throw EncryptionError.CUSTOMER_NO_KEY_MD5.about(ARGUMENT, "null");
        }
    }

    /// The key for the source of a copy.
    public static Optional<CustomerKey> readOfCopySource(Headers headers) {
        return read(headers, COPY + "algorithm", COPY + "key", COPY + "key-md5", Integer.MAX_VALUE);
    }

    private static Optional<CustomerKey> read(
            Headers headers, String algorithmName, String keyName, String md5Name, int mostBytes) {
        var algorithm = headers.first(algorithmName);
        var key = headers.first(keyName);
        var md5 = headers.first(md5Name);
        if (algorithm.isEmpty() && key.isEmpty() && md5.isEmpty()) {
            return Optional.empty();
        }
        if (algorithm.isEmpty()) {
            throw EncryptionError.CUSTOMER_NO_ALGORITHM.about(ARGUMENT, "null");
        }
        if (!algorithm.get().equals("AES256")) {
            throw EncryptionError.CUSTOMER_ALGORITHM.about(ARGUMENT, Clipped.of(algorithm.get()));
        }
        if (key.isEmpty()) {
            throw EncryptionError.CUSTOMER_NO_KEY.about(ARGUMENT, "null");
        }
        byte[] raw;
        try {
            raw = Base64.getDecoder().decode(key.get());
        } catch (IllegalArgumentException notBase64) {
            throw EncryptionError.CUSTOMER_KEY_LENGTH.about(ARGUMENT, "null");
        }
        var computed = Base64.getEncoder().encodeToString(md5(raw));
        if (md5.isPresent() && !md5.get().equals(computed)) {
            throw EncryptionError.CUSTOMER_KEY_MD5.about(ARGUMENT, "null");
        }
        if (raw.length < LENGTH || raw.length > mostBytes) {
            throw EncryptionError.CUSTOMER_KEY_LENGTH.about(ARGUMENT, "null");
        }
        return Optional.of(new CustomerKey(SecretBytes.takeOver(raw), computed, md5.isPresent()));
    }

    private static byte[] md5(byte[] bytes) {
        try {
            return MessageDigest.getInstance("MD5").digest(bytes);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
