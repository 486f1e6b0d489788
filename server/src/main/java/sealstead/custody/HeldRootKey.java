package sealstead.custody;

import sealstead.crypto.KeyTree;
import sealstead.crypto.SecretBytes;

/// A root key in this process's memory, however it came here.
public final class HeldRootKey implements RootKey {
    private final SecretBytes key;
    private final String id;

    public HeldRootKey(SecretBytes key) {
        this.key = key;
        this.id = KeyTree.id(key);
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public SecretBytes derive(String purpose) {
        return KeyTree.derive(key, purpose);
    }
}
