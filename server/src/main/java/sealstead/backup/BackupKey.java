package sealstead.backup;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import sealstead.crypto.CipherPool;
import sealstead.crypto.SecretBytes;
import sealstead.custody.StoreKey;

/// What proves that the holder of a store's key wrote a point.
public final class BackupKey implements AutoCloseable {
    private final StoreKey store;
    private final SecretBytes key;

    public BackupKey(StoreKey store) {
        this.store = store;
        this.key = store.derive("backup");
    }

    /// Which store's points they are. It is a root key's id in places from before there were store keys.
    String storeKeyId() {
        return store.id();
    }

    /// The store key under the root key of now; absent if the store has it in no file.
    public Optional<String> storeKey(SecureRandom random) {
        return store.text(random);
    }

    /// The id of the root key of now.
    String rootKeyId() {
        return store.rootKeyId();
    }

    String tag(String text) {
        return HexFormat.of().formatHex(CipherPool.hmac(key.exposeBytes(), text.getBytes(StandardCharsets.US_ASCII)));
    }

    boolean isTag(String text, String tag) {
        return MessageDigest.isEqual(
                tag(text).getBytes(StandardCharsets.US_ASCII), tag.getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public void close() {
        key.close();
    }
}
