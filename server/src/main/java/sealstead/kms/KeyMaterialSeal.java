package sealstead.kms;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import sealstead.crypto.KeyWrap;
import sealstead.crypto.SecretBytes;
import sealstead.custody.InnerSeal;
import sealstead.custody.RootKey;
import sealstead.store.Bytes;

/// The material of KMS keys, moved under another store key.
public final class KeyMaterialSeal implements InnerSeal {
    @Override
    public String table() {
        return KmsKeys.TABLE.name();
    }

    @Override
    public Bytes reseal(Bytes group, Bytes head, RootKey from, RootKey to, SecureRandom random) throws IOException {
        var key = KmsKeyRecord.read(head);
        var moved = new ArrayList<KeyMaterial>();
        try (var old = from.derive(KmsKeys.PURPOSE);
                var next = to.derive(KmsKeys.PURPOSE)) {
            for (var each : key.materials()) {
                moved.add(each.wrapped().size() == 0 ? each : moved(key, each, old, next, random));
            }
        }
        return KmsKeyRecord.write(key.withMaterials(moved));
    }

    private static KeyMaterial moved(
            KmsKey key, KeyMaterial version, SecretBytes old, SecretBytes next, SecureRandom random)
            throws IOException {
        var bound = KmsKeys.additional(key.account(), key.id(), version.id());
        try (var secret = KeyWrap.unwrap(old, bound, version.wrapped().readOnlyArray())) {
            return new KeyMaterial(
                    version.id(),
                    version.created(),
                    version.origin(),
                    Bytes.wrap(KeyWrap.wrap(next, bound, secret, random)),
                    version.retired());
        }
    }
}
