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
import sealstead.crypto.EpochSeal;
import sealstead.crypto.NameTag;
import sealstead.crypto.Seal;
import sealstead.crypto.SecretBytes;
import sealstead.store.Bytes;
import sealstead.store.HeapShare;
import sealstead.store.Lane;
import sealstead.store.Table;

/// How a record is sealed, bound to its table, group, lane and cell.
///
/// A sealed value is: format version (1 byte, 3) | id of the store key (8 bytes) | bytes of the label (1) |
/// label | message of an epoch. The label can be read without opening the value and is bound to it. An empty
/// value is the store's own fence and stays empty.
///
/// Until 2026-11-30 each value had a key of its own: format version (1) | id of the store key (8) | sealed
/// message; or with a label: format version (2) | id of the store key (8) | bytes of the label (1) | label |
/// sealed message. Those are opened as ever.
public final class RecordSeal implements NameTags {
    private static final byte ALONE = 1;
    private static final byte LABELLED = 2;
    private static final byte IN_EPOCH = 3;
    private static final int MAX_LABEL_BYTES = 255;
    private static final int TAGS_PART_OF_HEAP = 256;
    private static final int PREFIX_BYTES = 9;

    private final EpochSeal epochs;
    /// Of values with a key of their own.
    private final SecretBytes key;
    private final SecretBytes tagKey;
    private final Cache<String, Bytes> tags = HeapShare.<String, Bytes>of(
                    TAGS_PART_OF_HEAP, (name, tag) -> HeapShare.of(name) + NameTag.BYTES)
            .build();
    private final byte[] rootId;
    private final String rootName;

    public RecordSeal(RootKey root, SecureRandom random) {
        this.epochs = new EpochSeal(root.derive("record-epochs"), random);
        this.key = root.derive("records");
        this.tagKey = root.derive("record-tags");
        this.rootName = root.id();
        this.rootId = HexFormat.of().parseHex(rootName);
    }

    /// @param label empty for none
    public Bytes seal(Table table, Bytes group, Lane lane, Bytes sub, Bytes value, Bytes label) {
        if (label.size() > MAX_LABEL_BYTES) {
            throw new IllegalArgumentException("a label of " + label.size() + " bytes");
        }
        var sealed = epochs.seal(inEpoch(table, group, lane, sub, label.readOnlyArray()), value.readOnlyArray());
        return Bytes.wrap(ByteBuffer.allocate(PREFIX_BYTES + 1 + label.size() + sealed.length)
                .put(IN_EPOCH)
                .put(rootId)
                .put((byte) label.size())
                .put(label.readOnlyArray())
                .put(sealed)
                .array());
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
        if (bytes[0] == ALONE) {
            var binding = where("record", table, group, lane, sub);
            return Bytes.wrap(Seal.open(key, binding, bytes, PREFIX_BYTES, bytes.length - PREFIX_BYTES));
        }
        var label = labelBytes(bytes);
        int from = PREFIX_BYTES + 1 + label.length;
        if (bytes[0] == LABELLED) {
            var binding = where("labelled-record", table, group, lane, sub, label);
            return Bytes.wrap(Seal.open(key, binding, bytes, from, bytes.length - from));
        }
        return Bytes.wrap(epochs.open(inEpoch(table, group, lane, sub, label), bytes, from, bytes.length - from));
    }

    private static void checkForm(byte[] bytes) throws CorruptObjectException {
        boolean whole = bytes.length >= PREFIX_BYTES
                && (bytes[0] == ALONE
                        || ((bytes[0] == LABELLED || bytes[0] == IN_EPOCH)
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
        return bytes[0] == ALONE || bytes[PREFIX_BYTES] == 0
                ? Optional.empty()
                : Optional.of(Bytes.wrap(labelBytes(bytes)));
    }

    private static byte[] labelBytes(byte[] bytes) {
        int from = PREFIX_BYTES + 1;
        return Arrays.copyOfRange(bytes, from, from + (bytes[PREFIX_BYTES] & 0xFF));
    }

    private static byte[] inEpoch(Table table, Bytes group, Lane lane, Bytes sub, byte[] label) {
        return where("record-in-epoch", table, group, lane, sub, label);
    }

    /// @param label as it was bound: absent without one
    private static byte[] where(String purpose, Table table, Bytes group, Lane lane, Bytes sub, byte[]... label) {
        var parts = new byte[4 + label.length][];
        parts[0] = table.name().getBytes(StandardCharsets.US_ASCII);
        parts[1] = group.readOnlyArray();
        parts[2] = lane.name().getBytes(StandardCharsets.US_ASCII);
        parts[3] = sub.readOnlyArray();
        System.arraycopy(label, 0, parts, 4, label.length);
        return Additional.data(purpose, parts);
    }

    @Override
    public Bytes tag(String kind, String name) {
        return tags.get(kind + '/' + name, whole -> Bytes.wrap(NameTag.of(tagKey, whole)));
    }
}
