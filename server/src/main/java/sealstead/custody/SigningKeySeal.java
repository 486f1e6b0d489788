package sealstead.custody;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import sealstead.store.Bytes;

/// The keys by which this store signs, moved under another store key.
public final class SigningKeySeal implements InnerSeal {
    @Override
    public String table() {
        return SigningKey.TABLE.name();
    }

    @Override
    public Bytes reseal(Bytes group, Bytes head, RootKey from, RootKey to, SecureRandom random) throws IOException {
        var name = new String(group.readOnlyArray(), StandardCharsets.UTF_8);
        try (var key = SigningKey.read(name, head, from)) {
            return SigningKey.write(name, key, to, random);
        }
    }
}
