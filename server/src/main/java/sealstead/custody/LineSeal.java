package sealstead.custody;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import sealstead.crypto.Additional;
import sealstead.crypto.CorruptObjectException;
import sealstead.crypto.Seal;
import sealstead.crypto.SecretBytes;

/// Seals lines of text that stand in files outside the store, each for itself, so that one that is damaged costs
/// no other. A sealed line is base64 of: version = 1 (1 byte) | id of the root key (8) | message. It never begins
/// like a line of JSON.
public final class LineSeal {
    private static final byte VERSION = 1;
    private static final int PREFIX_BYTES = 9;

    private final SecretBytes key;
    private final byte[] rootId;
    private final byte[] what;
    private final SecureRandom random;

    /// @param purpose which key of the root's seals them, and what they are
    public LineSeal(RootKey root, String purpose, SecureRandom random) {
        this.key = root.derive(purpose);
        this.rootId = HexFormat.of().parseHex(root.id());
        this.what = Additional.data(purpose, root.id());
        this.random = random;
    }

    /// A line, without its end.
    public byte[] seal(byte[] text) {
        var sealed = Seal.seal(key, what, text, random);
        var bytes = new byte[PREFIX_BYTES + sealed.length];
        bytes[0] = VERSION;
        System.arraycopy(rootId, 0, bytes, 1, rootId.length);
        System.arraycopy(sealed, 0, bytes, PREFIX_BYTES, sealed.length);
        return Base64.getEncoder().encode(bytes);
    }

    /// The text of a line; absent if it is no sealed line of this root key, or not as it was sealed.
    public Optional<String> open(String line) {
        try {
            var bytes = Base64.getDecoder().decode(line);
            boolean ours = bytes.length > PREFIX_BYTES
                    && bytes[0] == VERSION
                    && java.util.Arrays.equals(bytes, 1, PREFIX_BYTES, rootId, 0, rootId.length);
            return ours
                    ? Optional.of(new String(
                            Seal.open(key, what, bytes, PREFIX_BYTES, bytes.length - PREFIX_BYTES),
                            StandardCharsets.UTF_8))
                    : Optional.empty();
        } catch (IllegalArgumentException | CorruptObjectException notSealed) {
            return Optional.empty();
        }
    }
}
