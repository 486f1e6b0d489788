package sealstead.s3.object;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import sealstead.custody.SealedStore;
import sealstead.custody.SealedStore.Update;
import sealstead.store.Bytes;
import sealstead.store.Cell;
import sealstead.store.Edit;
import sealstead.store.Lane;
import sealstead.store.Table;

/// The renames that are known, by their sources.
///
///     group: the source's, in the table of objects
///     head : 1
///     cell : attempt (16)
final class RenameEntries {
    private static final Table TABLE = new Table("rename");
    private static final EnumSet<Lane> CELLS = EnumSet.of(Lane.CELLS);
    private static final Bytes PRESENT = Bytes.of((byte) 1);

    private final SealedStore records;

    RenameEntries(SealedStore records) {
        this.records = records;
    }

    record Known(Renames.Renaming move, RenameEntry entry) {}

    /// All that left a key.
    List<Known> from(Bytes source) throws IOException {
        return known(source, records.read(TABLE, source, CELLS).cells());
    }

    private static List<Known> known(Bytes source, List<Cell> cells) {
        var all = new ArrayList<Known>();
        for (var cell : cells) {
            var entry = RenameEntry.read(cell.value());
            var attempt = cell.sub().toString();
            all.add(new Known(Renames.Renaming.of(source, entry.destination(), attempt), entry));
        }
        return all;
    }

    Optional<RenameEntry> find(Renames.Renaming move) throws IOException {
        return records.cell(TABLE, move.sourceGroup(), Lane.CELLS, cell(move)).map(RenameEntry::read);
    }

    void begin(Renames.Renaming move, RenameEntry entry) throws IOException {
        change(move, old -> Optional.of(entry));
    }

    /// Keeps what must be kept of a rename that is done: nothing, if it has no blobs.
    void finish(Renames.Renaming move) throws IOException {
        change(move, old -> old.filter(entry -> !entry.blobs().isEmpty()).map(RenameEntry::finished));
    }

    void forget(Renames.Renaming move) throws IOException {
        change(move, old -> Optional.empty());
    }

    private void change(Renames.Renaming move, UnaryOperator<Optional<RenameEntry>> change) throws IOException {
        records.update(TABLE, move.sourceGroup(), CELLS, group -> {
            var old = group.cells().stream()
                    .filter(cell -> cell.sub().equals(cell(move)))
                    .map(cell -> RenameEntry.read(cell.value()))
                    .findFirst();
            var wanted = change.apply(old);
            if (wanted.equals(old)) {
                return Update.leave(wanted);
            }
            if (wanted.isPresent()) {
                return new Update<>(
                        wanted,
                        List.of(
                                new Edit.PutHead(PRESENT),
                                new Edit.PutCell(
                                        Lane.CELLS, cell(move), wanted.get().write())));
            }
            return new Update<>(
                    wanted,
                    group.cells().size() == 1 ? new Edit.DeleteGroup() : new Edit.DeleteCell(Lane.CELLS, cell(move)));
        });
    }

    /// Takes renames one by one.
    @FunctionalInterface
    interface Visitor {
        void visit(Known known) throws IOException;
    }

    void walk(Visitor visitor) throws IOException {
        records.walk(TABLE, Bytes.EMPTY, Optional.empty(), row -> {
            for (var known : from(row.group())) {
                visitor.visit(known);
            }
        });
    }

    private static Bytes cell(Renames.Renaming move) {
        return Bytes.wrap(HexFormat.of().parseHex(move.attempt()));
    }
}
