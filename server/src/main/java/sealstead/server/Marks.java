package sealstead.server;

import sealstead.crypto.CipherPool;
import sealstead.custody.RootKey;
import sealstead.store.local.Marking;

/// The mark of a data folder, proven by a key of the root key.
final class Marks {
    private Marks() {}

    static Marking of(Config config, RootKey root) {
        var key = root.derive("mark");
        return new Marking(config.markFile(), content -> CipherPool.hmac(key.exposeBytes(), content));
    }
}
