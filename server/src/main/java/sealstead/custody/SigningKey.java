package sealstead.custody;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.List;
import sealstead.crypto.Additional;
import sealstead.crypto.Ed25519;
import sealstead.crypto.KeyWrap;
import sealstead.store.Bytes;
import sealstead.store.Edit;
import sealstead.store.Guard;
import sealstead.store.Lane;
import sealstead.store.Table;

/// The key by which this store signs what others are to believe without asking it. It is random, made when it
/// is first needed, and kept for ever: wrapped under the root's key of its purpose, in a record of the table
/// `signing-key`.
public final class SigningKey {
    static final Table TABLE = Table.small("signing-key");
    private static final EnumSet<Lane> HEAD = EnumSet.of(Lane.HEAD);
    private static final String PURPOSE = "signing-key";

    private final SealedStore records;
    private final RootKey root;
    private final SecureRandom random;
    private final String name;

    /// @param name what it signs
    public SigningKey(SealedStore records, RootKey root, SecureRandom random, String name) {
        this.records = records;
        this.root = root;
        this.random = random;
        this.name = name;
    }

    /// The key, to be closed by the caller.
    public Ed25519 open() throws IOException {
        var kept = records.read(TABLE, Bytes.utf8(name), HEAD).head();
        if (kept.isPresent()) {
            return read(name, kept.get().value(), root);
        }
        try (var fresh = Ed25519.random(random)) {
            // Whoever is first; and it is read back.
            records.commit(
                    TABLE,
                    Bytes.utf8(name),
                    new Guard.Absent(),
                    List.<Edit>of(new Edit.PutHead(write(name, fresh, root, random))));
        }
        return read(
                name,
                records.read(TABLE, Bytes.utf8(name), HEAD)
                        .head()
                        .orElseThrow(() -> new IOException("a key that was made is not there"))
                        .value(),
                root);
    }

    static Bytes write(String name, Ed25519 key, RootKey root, SecureRandom random) {
        try (var wrapping = root.derive(PURPOSE)) {
            var publicKey = Bytes.wrap(key.publicKey());
            var wrapped = KeyWrap.wrap(wrapping, additional(name, publicKey), key.privateKey(), random);
            return new RecordWriter()
                    .bytes(1, publicKey)
                    .bytes(2, Bytes.wrap(wrapped))
                    .toBytes();
        }
    }

    static Ed25519 read(String name, Bytes record, RootKey root) throws IOException {
        var in = new RecordReader(record);
        var publicKey = Bytes.EMPTY;
        var wrapped = Bytes.EMPTY;
        while (in.next()) {
            switch (in.tag()) {
                case 1 -> publicKey = in.bytes();
                case 2 -> wrapped = in.bytes();
                default -> {}
            }
        }
        try (var wrapping = root.derive(PURPOSE)) {
            return Ed25519.of(
                    KeyWrap.unwrap(wrapping, additional(name, publicKey), wrapped.readOnlyArray()),
                    publicKey.toArray());
        }
    }

    private static byte[] additional(String name, Bytes publicKey) {
        return Additional.data(PURPOSE, name, publicKey.toString());
    }
}
