package sealstead.s3.object;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import sealstead.custody.SealedStore;
import sealstead.store.BlobId;
import sealstead.store.BlobStore;
import sealstead.store.Bytes;
import sealstead.store.Edit;
import sealstead.store.Group;
import sealstead.store.Intents;
import sealstead.store.Lane;
import sealstead.store.Table;

/// Where the ciphertext of objects is found, moved and given up, whatever its placement.
final class Contents {
    private final Table table;
    private final SealedStore records;
    private final BlobStore blobs;
    private final Intents intents;

    Contents(Table table, SealedStore records, BlobStore blobs, Intents intents) {
        this.table = table;
        this.records = records;
        this.blobs = blobs;
        this.intents = intents;
    }

    /// The parts or pieces of an object that has any; absent if it has gone meanwhile, or has none.
    Optional<Manifest> manifest(Bytes group, StoredObject object) throws IOException {
        return switch (object.placement()) {
            case Placement.Within within -> Optional.empty();
            case Placement.Inline() -> Optional.empty();
            case Placement.Blob blob -> Optional.empty();
            case Placement.Parts parts -> uploaded(group, object);
            case Placement.Pieces(var count, var uploaded, var inline) -> {
                var before = uploaded > 0 ? uploaded(group, object) : Optional.<Manifest>empty();
                var pieces = pieces(group, object, count - uploaded);
                boolean gone = pieces.size() < count - uploaded || (uploaded > 0 && before.isEmpty());
                yield gone ? Optional.empty() : Optional.of(Manifest.of(before, pieces));
            }
        };
    }

    private Optional<Manifest> uploaded(Bytes group, StoredObject object) throws IOException {
        return records.cell(table, group, Lane.CELLS, ObjectCells.manifest(object))
                .map(PartRecord::readManifest);
    }

    /// The first `count` pieces that stand in cells of their own. A piece never changes, and none goes before its
    /// object does; those that were appended after `object` was read are left out.
    private List<Piece> pieces(Bytes group, StoredObject object, int count) throws IOException {
        return ObjectCells.pieces(
                records.read(table, group, Lane.CELLS, ObjectCells.piece(object, 0), count)
                        .cells(),
                object);
    }

    /// The ciphertext of an object, open for reading; absent if the object was replaced or removed meanwhile.
    Optional<StoredBody> open(Bytes group, StoredObject object) throws IOException {
        return switch (object.placement()) {
            case Placement.Within(var ciphertext) -> Optional.of(StoredBody.inline(ciphertext));
            case Placement.Inline() ->
                records.cell(table, group, Lane.DATA, ObjectCells.data(object)).map(StoredBody::inline);
            case Placement.Blob(var blob) -> StoredBody.blob(blobs, blob);
            case Placement.Parts parts -> manifest(group, object).map(manifest -> body(manifest, Map.of()));
            case Placement.Pieces pieces -> openPieces(group, object);
        };
    }

    /// The blobs of one object are retired together, so that the first holds all.
    private StoredBody body(Manifest manifest, Map<Part, Bytes> inline) {
        var held = manifest.blobs().stream().findFirst().map(intents.pins()::pin);
        return StoredBody.parts(blobs, manifest, inline, held);
    }

    /// What is kept with the record is read at once, since it goes with the record; it is little.
    private Optional<StoredBody> openPieces(Bytes group, StoredObject object) throws IOException {
        var manifest = manifest(group, object);
        if (manifest.isEmpty()) {
            return Optional.empty();
        }
        var kept = manifest.get().parts().stream()
                .filter(part -> part.blob().isEmpty())
                .toList();
        var inline = new HashMap<Part, Bytes>();
        if (!kept.isEmpty()) {
            var cells = inlineCells(group, object, kept.size());
            for (var part : kept) {
                var cell = cells.get(ObjectCells.data(object, part.name()));
                if (cell == null) {
                    return Optional.empty();
                }
                inline.put(part, cell);
            }
        }
        return Optional.of(body(manifest.get(), inline));
    }

    /// The ciphertext that is kept with an object's record, by the names of its cells. The names of pieces are
    /// random, so that one appended meanwhile may stand among them: all are read.
    private Map<Bytes, Bytes> inlineCells(Bytes group, StoredObject object, int count) throws IOException {
        var prefix = ObjectCells.data(object);
        var cells = new HashMap<Bytes, Bytes>();
        var from = prefix;
        while (true) {
            var page = records.read(table, group, Lane.DATA, from, count + 1).data();
            for (var cell : page) {
                if (!cell.sub().startsWith(prefix)) {
                    return cells;
                }
                cells.put(cell.sub(), cell.value());
            }
            if (page.size() <= count) {
                return cells;
            }
            from = Bytes.concat(page.getLast().sub(), Bytes.of((byte) 0));
        }
    }

    /// Adds the edits that remove what belongs to an object; its blobs are announced as garbage before that.
    void drop(Bytes group, StoredObject object, List<Edit> edits) throws IOException {
        switch (object.placement()) {
            case Placement.Within within -> {}
            case Placement.Inline() -> edits.add(new Edit.DeleteCell(Lane.DATA, ObjectCells.data(object)));
            case Placement.Blob(var blob) -> intents.retire(table, group, List.of(blob));
            case Placement.Parts parts -> {
                if (retire(group, object)) {
                    edits.add(new Edit.DeleteCell(Lane.CELLS, ObjectCells.manifest(object)));
                }
            }
            case Placement.Pieces pieces -> {
                if (retire(group, object)) {
                    edits.add(new Edit.DeleteCell(Lane.CELLS, ObjectCells.manifest(object)));
                    edits.add(all(Lane.CELLS, ObjectCells.pieces(object)));
                    edits.add(all(Lane.DATA, ObjectCells.data(object)));
                }
            }
        }
    }

    /// The blobs of an object; absent if it has gone meanwhile.
    Optional<List<BlobId>> blobs(Bytes group, StoredObject object) throws IOException {
        return switch (object.placement()) {
            case Placement.Within within -> Optional.of(List.of());
            case Placement.Inline() -> Optional.of(List.of());
            case Placement.Blob(var blob) -> Optional.of(List.of(blob));
            case Placement.Parts parts -> manifest(group, object).map(Manifest::blobs);
            case Placement.Pieces pieces -> manifest(group, object).map(Manifest::blobs);
        };
    }

    private boolean retire(Bytes group, StoredObject object) throws IOException {
        var manifest = manifest(group, object);
        if (manifest.isPresent()) {
            intents.retire(table, group, manifest.get().blobs());
        }
        return manifest.isPresent();
    }

    private static Edit all(Lane lane, Bytes prefix) {
        return new Edit.DeleteCells(lane, prefix, prefix.prefixSuccessor());
    }

    /// Which of `asked` the versions of a key name.
    ///
    /// @param group read with its cells
    static Set<BlobId> referenced(Group group, Optional<Version> current, Set<BlobId> asked) {
        var named = named(group, current);
        named.retainAll(asked);
        return named;
    }

    /// All blobs that the versions of a key name.
    ///
    /// @param group read with its cells
    static Set<BlobId> named(Group group, Optional<Version> current) {
        var named = new HashSet<BlobId>();
        current.ifPresent(version -> addBlob(version, named));
        ObjectCells.versions(group.cells(), ObjectRecord::read).forEach(version -> addBlob(version, named));
        for (var manifest : ObjectCells.manifests(group.cells())) {
            named.addAll(manifest.blobs());
        }
        for (var piece : ObjectCells.pieces(group.cells())) {
            piece.part().blob().ifPresent(named::add);
        }
        return named;
    }

    private static void addBlob(Version version, Set<BlobId> named) {
        if (version instanceof StoredObject object && object.placement() instanceof Placement.Blob(var blob)) {
            named.add(blob);
        }
    }
}
