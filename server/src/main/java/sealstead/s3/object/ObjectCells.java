package sealstead.s3.object;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import sealstead.store.Bytes;
import sealstead.store.Cell;

/// How the cells of an object's group are named.
///
///     manifest: m | object id (16)
///     version : v | 2^63 - 1 - order (8), so that the newest comes first
final class ObjectCells {
    private static final byte MANIFEST = 'm';
    private static final byte VERSION = 'v';

    private ObjectCells() {}

    static Bytes data(StoredObject object) {
        return Bytes.wrap(HexFormat.of().parseHex(object.envelope().objectId()));
    }

    static Bytes manifest(StoredObject object) {
        return Bytes.concat(Bytes.of(MANIFEST), data(object));
    }

    static Bytes version(long order) {
        return Bytes.wrap(ByteBuffer.allocate(9)
                .put(VERSION)
                .putLong(Long.MAX_VALUE - order)
                .array());
    }

    static List<Version> versions(List<Cell> cells) {
        return cells.stream()
                .filter(cell -> cell.sub().at(0) == VERSION)
                .map(cell -> ObjectRecord.read(cell.value()))
                .toList();
    }

    static List<Manifest> manifests(List<Cell> cells) {
        return cells.stream()
                .filter(cell -> cell.sub().at(0) == MANIFEST)
                .map(cell -> PartRecord.readManifest(cell.value()))
                .toList();
    }
}
