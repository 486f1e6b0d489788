package sealstead.custody;

import com.github.benmanes.caffeine.cache.Cache;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import sealstead.crypto.Additional;
import sealstead.crypto.CorruptObjectException;
import sealstead.crypto.NameTag;
import sealstead.crypto.Seal;
import sealstead.crypto.SecretBytes;
import sealstead.store.Bytes;
import sealstead.store.HeapShare;
import sealstead.store.Lane;
import sealstead.store.Table;

/// How a record is sealed, bound to its table, group, lane and cell.
///
/// A sealed value is: format version (1 byte, 1) | id of the store key (8 bytes) | sealed message; or with a
/// label, which can be read without opening the value and is bound to it: format version (2) | id of the
/// store key (8) | bytes of the label (1) | label | sealed message. An empty value is the store's own fence
/// and stays empty.
public final class RecordSeal implements NameTags {
    private static final byte VERSION = 1;
    private static final byte LABELLED = 2;
    private static final int MAX_LABEL_BYTES = 255;
    private static final int TAGS_PART_OF_HEAP = 256;
    private static final int PREFIX_BYTES = 9;

    private final SecretBytes key;
    private final SecretBytes tagKey;
    private final Cache<String, Bytes> tags = HeapShare.<String, Bytes>of(
                    TAGS_PART_OF_HEAP, (name, tag) -> HeapShare.of(name) + NameTag.BYTES)
            .build();
    private final byte[] rootId;
    private final String rootName;
    private final SecureRandom random;

    public RecordSeal(RootKey root, SecureRandom random) {
        this.key = root.derive("records");
        this.tagKey = root.derive("record-tags");
        this.rootName = root.id();
        this.rootId = HexFormat.of().parseHex(rootName);
        this.random = random;
    }

    /// @param label empty for none
    public Bytes seal(Table table, Bytes group, Lane lane, Bytes sub, Bytes value, Bytes label) {
        boolean labelled = label.size() > 0;
        var binding = labelled ? where(table, group, lane, sub, label) : where(table, group, lane, sub);
        var sealed = Seal.seal(key, binding, value.readOnlyArray(), random);
        int labelBytes = labelled ? 1 + label.size() : 0;
        var out = ByteBuffer.allocate(PREFIX_BYTES + labelBytes + sealed.length)
                .put(labelled ? LABELLED : VERSION)
                .put(rootId);
        if (labelled) {
            if (label.size() > MAX_LABEL_BYTES) {
                throw new IllegalArgumentException("a label of " + label.size() + " bytes");
            }
            out.put((byte) label.size()).put(label.readOnlyArray());
        }
        return Bytes.wrap(out.put(sealed).array());
    }

    /// @throws WrongRootKeyException if it is under another store key
    public Bytes open(Table table, Bytes group, Lane lane, Bytes sub, Bytes value) throws IOException {
        if (value.size() == 0) {
            return value;
        }
        var bytes = value.readOnlyArray();
        checkForm(bytes);
        if (!Arrays.equals(bytes, 1, PREFIX_BYTES, rootId, 0, rootId.length)) {
            throw new WrongRootKeyException(HexFormat.of().formatHex(bytes, 1, PREFIX_BYTES), rootName);
        }
        var label = label(bytes);
        int from = PREFIX_BYTES + (label.isPresent() ? 1 + label.get().size() : 0);
        var binding = label.isPresent() ? where(table, group, lane, sub, label.get()) : where(table, group, lane, sub);
        return Bytes.wrap(Seal.open(key, binding, bytes, from, bytes.length - from));
    }

    private static void checkForm(byte[] bytes) throws CorruptObjectException {
        boolean whole = bytes.length >= PREFIX_BYTES
                && (bytes[0] == VERSION
                        || (bytes[0] == LABELLED
                                && bytes.length > PREFIX_BYTES
                                && bytes.length > PREFIX_BYTES + (bytes[PREFIX_BYTES] & 0xFF)));
        if (!whole) {
            throw new CorruptObjectException();
        }
    }

    /// Whether a sealed value says that it is under a store key.
    public static boolean isUnder(Bytes value, String storeKeyId) throws CorruptObjectException {
        var bytes = value.readOnlyArray();
        checkForm(bytes);
        return HexFormat.of().formatHex(bytes, 1, PREFIX_BYTES).equals(storeKeyId);
    }

    /// The label of a sealed value; absent if it was written without one.
    public static Optional<Bytes> label(Bytes value) throws CorruptObjectException {
        if (value.size() == 0) {
            return Optional.empty();
        }
        var bytes = value.readOnlyArray();
        checkForm(bytes);
        return label(bytes);
    }

    private static Optional<Bytes> label(byte[] bytes) {
        if (bytes[0] != LABELLED) {
            return Optional.empty();
        }
        int from = PREFIX_BYTES + 1;
        return Optional.of(Bytes.wrap(Arrays.copyOfRange(bytes, from, from + (bytes[PREFIX_BYTES] & 0xFF))));
    }

    private static byte[] where(Table table, Bytes group, Lane lane, Bytes sub) {
        return Additional.data(
                "record",
                table.name().getBytes(StandardCharsets.US_ASCII),
                group.readOnlyArray(),
                lane.name().getBytes(StandardCharsets.US_ASCII),
                sub.readOnlyArray());
    }

    private static byte[] where(Table table, Bytes group, Lane lane, Bytes sub, Bytes label) {
        return Additional.data(
                "labelled-record",
                table.name().getBytes(StandardCharsets.US_ASCII),
                group.readOnlyArray(),
                lane.name().getBytes(StandardCharsets.US_ASCII),
                sub.readOnlyArray(),
                label.readOnlyArray());
    }

    @Override
    public Bytes tag(String kind, String name) {
        return tags.get(kind + '/' + name, whole -> Bytes.wrap(NameTag.of(tagKey, whole)));
    }
}
