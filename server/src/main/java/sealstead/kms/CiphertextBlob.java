package sealstead.kms;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import sealstead.crypto.Additional;
import sealstead.crypto.CorruptObjectException;
import sealstead.crypto.Seal;
import sealstead.crypto.SecretBytes;
import sealstead.store.Bytes;

/// What Encrypt and GenerateDataKey return: it names the key and the version that open it, so Decrypt needs no key id
/// (docs/format.md, "KMS ciphertext").
///
///     version (1 byte, 1) | account (12 digits) | length of key id (1) | key id | material id (32) | sealed message
///
/// The additional data binds the key's ARN, the material id and the encryption context, whose pairs are sorted: their
/// order does not matter, everything else about them does.
record CiphertextBlob(String account, String keyId, String materialId, Bytes sealed) {
    static final int MAX_BYTES = 6144;
    private static final byte VERSION = 1;
    private static final int ACCOUNT_BYTES = 12;
    private static final int MATERIAL_BYTES = 32;

    static CiphertextBlob seal(
            KmsKey key, SecretBytes material, byte[] plaintext, Map<String, String> context, SecureRandom random) {
        var version = key.current();
        var sealed = Seal.seal(material, additional(key.arn(), version.id(), context), plaintext, random);
        return new CiphertextBlob(key.account(), key.id(), version.id(), Bytes.wrap(sealed));
    }

    byte[] open(KmsKey key, SecretBytes material, Map<String, String> context) {
        try {
            return Seal.open(material, additional(key.arn(), materialId, context), sealed.readOnlyArray());
        } catch (CorruptObjectException bad) {
            throw KmsError.invalidCiphertext();
        }
    }

    private static byte[] additional(String arn, String materialId, Map<String, String> context) {
        var parts = new ArrayList<String>(List.of(arn, materialId));
        new TreeMap<>(context).forEach((name, value) -> {
            parts.add(name);
            parts.add(value);
        });
        return Additional.data("kms-ciphertext", parts.toArray(new String[0]));
    }

    Bytes toBytes() {
        var id = keyId.getBytes(StandardCharsets.US_ASCII);
        var out = new ByteArrayOutputStream(ACCOUNT_BYTES + MATERIAL_BYTES + id.length + 2 + sealed.size());
        out.write(VERSION);
        out.writeBytes(account.getBytes(StandardCharsets.US_ASCII));
        out.write(id.length);
        out.writeBytes(id);
        out.writeBytes(HexFormat.of().parseHex(materialId));
        out.writeBytes(sealed.readOnlyArray());
        return Bytes.wrap(out.toByteArray());
    }

    /// Reads a blob; absent if it is not one.
    static Optional<CiphertextBlob> parse(Bytes blob) {
        var in = ByteBuffer.wrap(blob.readOnlyArray());
        if (in.remaining() < 1 + ACCOUNT_BYTES + 1 || in.get() != VERSION) {
            return Optional.empty();
        }
        var account = text(in, ACCOUNT_BYTES);
        int idBytes = in.get() & 0xFF;
        if (in.remaining() < idBytes + MATERIAL_BYTES) {
            return Optional.empty();
        }
        var keyId = text(in, idBytes);
        var material = new byte[MATERIAL_BYTES];
        in.get(material);
        var sealed = new byte[in.remaining()];
        in.get(sealed);
        return Optional.of(new CiphertextBlob(account, keyId, HexFormat.of().formatHex(material), Bytes.wrap(sealed)));
    }

    private static String text(ByteBuffer in, int length) {
        var bytes = new byte[length];
        in.get(bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
