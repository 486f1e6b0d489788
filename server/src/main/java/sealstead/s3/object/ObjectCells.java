package sealstead.s3.object;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import sealstead.encryption.PartName;
import sealstead.store.Bytes;
import sealstead.store.Cell;

/// How the cells of an object's group are named.
///
///     manifest: m | object id (16)
///     version : v | 2^63 - 1 - order (8), so that the newest comes first
///     piece   : a | object id (16) | number (2)
///
/// and how those of the DATA lane are:
///
///     object in one piece: object id (16)
///     piece              : object id (16) | piece id (16)
final class ObjectCells {
    private static final byte MANIFEST = 'm';
    private static final byte VERSION = 'v';
    private static final byte PIECE = 'a';

    private ObjectCells() {}

    static Bytes data(StoredObject object) {
        return Bytes.wrap(HexFormat.of().parseHex(object.envelope().objectId()));
    }

    static Bytes manifest(StoredObject object) {
        return Bytes.concat(Bytes.of(MANIFEST), data(object));
    }

    /// The cell of a piece's ciphertext.
    static Bytes data(StoredObject object, PartName piece) {
        return piece.isWhole()
                ? data(object)
                : Bytes.concat(data(object), Bytes.wrap(HexFormat.of().parseHex(piece.id())));
    }

    /// What the cells of all pieces of an object begin with.
    static Bytes pieces(StoredObject object) {
        return Bytes.concat(Bytes.of(PIECE), data(object));
    }

    static Bytes piece(StoredObject object, int number) {
        return Bytes.concat(
                pieces(object),
                Bytes.wrap(ByteBuffer.allocate(2).putShort((short) number).array()));
    }

    static List<Piece> pieces(List<Cell> cells, StoredObject object) {
        var prefix = pieces(object);
        return cells.stream()
                .filter(cell -> cell.sub().startsWith(prefix))
                .map(cell -> PartRecord.readPiece(cell.value()))
                .toList();
    }

    static List<Piece> pieces(List<Cell> cells) {
        return cells.stream()
                .filter(cell -> cell.sub().at(0) == PIECE)
                .map(cell -> PartRecord.readPiece(cell.value()))
                .toList();
    }

    static Bytes version(long order) {
        return Bytes.wrap(ByteBuffer.allocate(9)
                .put(VERSION)
                .putLong(Long.MAX_VALUE - order)
                .array());
    }

    /// @param read makes of a version's record what is asked of it
    static <T> List<T> versions(List<Cell> cells, Function<Bytes, T> read) {
        return cells.stream()
                .filter(cell -> cell.sub().at(0) == VERSION)
                .map(cell -> read.apply(cell.value()))
                .toList();
    }

    static List<Manifest> manifests(List<Cell> cells) {
        return cells.stream()
                .filter(cell -> cell.sub().at(0) == MANIFEST)
                .map(cell -> PartRecord.readManifest(cell.value()))
                .toList();
    }
}
