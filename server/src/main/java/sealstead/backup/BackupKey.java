package sealstead.backup;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import sealstead.crypto.CipherPool;
import sealstead.crypto.SecretBytes;
import sealstead.custody.RootKey;

/// What proves that the holder of a root key wrote a point.
public final class BackupKey implements AutoCloseable {
    private final String rootKeyId;
    private final SecretBytes key;

    public BackupKey(RootKey root) {
        this.rootKeyId = root.id();
        this.key = root.derive("backup");
    }

    String rootKeyId() {
        return rootKeyId;
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
