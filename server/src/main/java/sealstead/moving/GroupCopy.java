package sealstead.moving;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import sealstead.store.Bytes;
import sealstead.store.Cell;
import sealstead.store.Edit;
import sealstead.store.Guard;
import sealstead.store.Lane;
import sealstead.store.MetaStore;
import sealstead.store.Outcome;
import sealstead.store.Table;

/// Makes a group of the target what it is in the source, whatever it was: only what differs is written, so that
/// it can be done again after any interruption. A group that changes while it is read arrives as something
/// between; whoever watches the source hears of it and has it done again.
final class GroupCopy {
    private static final long BATCH_BYTES = 1024 * 1024;
    private static final int BATCH_EDITS = 500;
    /// Of the bookkeeping of an edit.
    private static final int EDIT_BYTES = 100;

    private final MetaStore source;
    private final MetaStore target;

    GroupCopy(MetaStore source, MetaStore target) {
        this.source = source;
        this.target = target;
    }

    /// What was brought.
    ///
    /// @param before what the target had
    /// @param after what the source has, which the target was told
    record Brought(Optional<Content> before, Optional<Content> after) {}

    /// @param absent whether the target is believed to have no such group; it is looked at if it has
    Brought bring(Table table, Bytes group, boolean absent) throws IOException {
        if (absent) {
            var from = new GroupContent(source, table, group);
            if (from.head().isEmpty()) {
                return new Brought(Optional.empty(), Optional.empty());
            }
            var batch = new Batch(table, group, new Guard.Absent());
            batch.add(
                    new Edit.PutHead(from.head().get().value()),
                    from.head().get().value().size());
            try {
                for (var lane : List.of(Lane.CELLS, Lane.DATA)) {
                    for (var cell = from.peek(lane); cell.isPresent(); cell = from.peek(lane)) {
                        batch.put(lane, cell.get());
                        from.skip();
                    }
                }
                batch.flush();
                return new Brought(Optional.empty(), Optional.of(from.content()));
            } catch (OvertakenException there) {
                // begun before; what differs is looked for
            }
        }
        return bringDifferences(table, group);
    }

    private Brought bringDifferences(Table table, Bytes group) throws IOException {
        var from = new GroupContent(source, table, group);
        var to = new GroupContent(target, table, group);
        if (from.head().isEmpty()) {
            if (to.head().isEmpty()) {
                return new Brought(Optional.empty(), Optional.empty());
            }
            var before = GroupContent.of(target, table, group);
            var batch = new Batch(table, group, new Guard.At(to.head().get().txid()));
            batch.add(new Edit.DeleteGroup(), 0);
            batch.flush();
            return new Brought(before, Optional.empty());
        }
        var value = from.head().get().value();
        var batch = new Batch(
                table,
                group,
                to.head().<Guard>map(head -> new Guard.At(head.txid())).orElseGet(Guard.Absent::new));
        if (to.head().filter(head -> head.value().equals(value)).isEmpty()) {
            batch.add(new Edit.PutHead(value), value.size());
        }
        for (var lane : List.of(Lane.CELLS, Lane.DATA)) {
            merge(lane, from, to, batch);
        }
        batch.flush();
        return new Brought(to.head().map(head -> to.content()), Optional.of(from.content()));
    }

    private static void merge(Lane lane, GroupContent from, GroupContent to, Batch batch) throws IOException {
        while (true) {
            var ours = from.peek(lane);
            var theirs = to.head().isEmpty() ? Optional.<Cell>empty() : to.peek(lane);
            if (ours.isEmpty() && theirs.isEmpty()) {
                return;
            }
            int order = ours.isEmpty()
                    ? 1
                    : theirs.isEmpty()
                            ? -1
                            : ours.get().sub().compareTo(theirs.get().sub());
            if (order > 0) {
                to.skip();
                batch.add(new Edit.DeleteCell(lane, theirs.orElseThrow().sub()), 0);
                continue;
            }
            from.skip();
            boolean same = order == 0
                    && theirs.orElseThrow().value().equals(ours.orElseThrow().value());
            if (order == 0) {
                to.skip();
            }
            if (!same) {
                batch.put(lane, ours.orElseThrow());
            }
        }
    }

    /// Somebody else wrote the group in the target, or an earlier attempt of ours whose answer was lost.
    static final class OvertakenException extends IOException {
        private static final long serialVersionUID = 1;

        OvertakenException() {
            super("a record of the target changed while it was written: who else writes there?");
        }
    }

    /// Edits of a group in commits of bounded size, each guarded by the one before. That a kill can leave a group in
    /// pieces is why the target serves nobody until all is there.
    private final class Batch {
        private final Table table;
        private final Bytes group;
        private final List<Edit> edits = new ArrayList<>();
        private Guard guard;
        private long bytes;

        Batch(Table table, Bytes group, Guard guard) {
            this.table = table;
            this.group = group;
            this.guard = guard;
        }

        void put(Lane lane, Cell cell) throws IOException {
            add(new Edit.PutCell(lane, cell.sub(), cell.value()), cell.value().size());
        }

        void add(Edit edit, int size) throws IOException {
            int most = target.caps().maxCellBytes();
            if (size > most) {
                throw new IOException("a record of table " + table.name() + " has " + size
                        + " bytes, and the target takes " + most + " at most");
            }
            if (!edits.isEmpty() && (bytes + size > BATCH_BYTES || edits.size() == BATCH_EDITS)) {
                flush();
            }
            edits.add(edit);
            bytes += size + EDIT_BYTES;
        }

        void flush() throws IOException {
            if (edits.isEmpty()) {
                return;
            }
            var outcome = target.commit(table, group, guard, List.copyOf(edits));
            if (!(outcome instanceof Outcome.Applied(var txid))) {
                throw new OvertakenException();
            }
            guard = new Guard.At(txid);
            edits.clear();
            bytes = 0;
        }
    }
}
