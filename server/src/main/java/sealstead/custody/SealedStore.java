package sealstead.custody;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sealstead.crypto.CorruptObjectException;
import sealstead.crypto.WayGiving;
import sealstead.custody.SealedStore.Update;
import sealstead.store.Bytes;
import sealstead.store.Cell;
import sealstead.store.DamagedException;
import sealstead.store.Edit;
import sealstead.store.Group;
import sealstead.store.Guard;
import sealstead.store.Head;
import sealstead.store.Lane;
import sealstead.store.MetaStore;
import sealstead.store.Outcome;
import sealstead.store.Page;
import sealstead.store.Table;

/// A [MetaStore] whose records are sealed before they reach it, each bound to its table, group, lane and
/// cell, so that whoever runs the engine can neither read nor move them. DATA cells hold object ciphertext,
/// which is sealed already, and pass untouched. Names of groups stay in the clear: listings need their
/// order.
public final class SealedStore implements NameTags {
    private static final Logger LOG = LoggerFactory.getLogger(SealedStore.class);
    private static final int WALK_PAGE = 1000;
    private static final int MUCH = 100;
    private static final int INSPECT_PAGE = 200;
    private static final EnumSet<Lane> HEAD = EnumSet.of(Lane.HEAD);
    /// Each time another has come through, so that this many are no crowd but a fault.
    private static final int MAX_TRIES = 10_000;

    private final MetaStore store;
    private final RecordSeal seal;
    private final LabelGate gate = new LabelGate();

    public SealedStore(MetaStore store, RootKey root, SecureRandom random) {
        this.store = store;
        this.seal = new RecordSeal(root, random);
    }

    /// What all commits of labelled records go through.
    public LabelGate gate() {
        return gate;
    }

    public MetaStore.Caps caps() {
        return store.caps();
    }

    public Group read(Table table, Bytes group, Set<Lane> lanes) throws IOException {
        return open(table, group, store.read(table, group, lanes));
    }

    public Group read(Table table, Bytes group, Lane lane, Bytes from, int limit) throws IOException {
        var opened = open(table, group, store.read(table, group, lane, from, limit));
        giveWay(opened.cells().size());
        return opened;
    }

    /// A head that was read through a cache.
    ///
    /// @param unchanged the guard under which a commit applies only if nothing has changed since
    public record Recalled<T>(Guard unchanged, Optional<T> head) {}

    /// The head of a group, through `cache`.
    public <T> Recalled<T> recall(Table table, Bytes group, RecordCache<T> cache) throws IOException {
        var stored = store.read(table, group, HEAD);
        var head = stored.head();
        if (head.isEmpty()) {
            return new Recalled<>(stored.unchanged(), Optional.empty());
        }
        var sealed = head.get().value();
        return new Recalled<>(
                stored.unchanged(),
                Optional.of(cache.recall(
                        head.get().txid(), group, () -> open(table, group, Lane.HEAD, Bytes.EMPTY, sealed))));
    }

    /// The head of a group alone, through `cache`.
    public <T> Optional<T> head(Table table, Bytes group, RecordCache<T> cache) throws IOException {
        return recall(table, group, cache).head();
    }

    /// One cell; of the DATA lane as it is, of the CELLS lane opened.
    public Optional<Bytes> cell(Table table, Bytes group, Lane lane, Bytes sub) throws IOException {
        var value = store.cell(table, group, lane, sub);
        return value.isEmpty() || lane == Lane.DATA ? value : Optional.of(open(table, group, lane, sub, value.get()));
    }

    /// Changes a record as it is now; the change is computed again if another commit came first.
    ///
    /// @return what it has become; empty if it is not there
    public <T> Optional<T> update(
            Table table, Bytes group, Function<Bytes, T> read, UnaryOperator<T> change, Function<T, Bytes> write)
            throws IOException {
        return update(table, group, head -> {
            var changed = head.map(read).map(change);
            return new Update<>(changed, changed.map(write).map(Edit.PutHead::new).stream());
        });
    }

    /// What shall become of a record.
    ///
    /// @param result what whoever asked is told once it is so
    /// @param edits what makes it so, in one commit; none to leave the record as it is
    public record Update<T>(T result, List<Edit> edits) {
        public Update {
            edits = List.copyOf(edits);
        }

        public Update(T result, Stream<? extends Edit> edits) {
            this(result, edits.<Edit>map(edit -> edit).toList());
        }

        public Update(T result, Edit edit) {
            this(result, List.of(edit));
        }

        /// Leaves the record as it is.
        public static <T> Update<T> leave(T result) {
            return new Update<>(result, List.of());
        }
    }

    /// Says what becomes of the head of a group as it is now.
    @FunctionalInterface
    public interface Updater<T> {
        Update<T> update(Optional<Bytes> head) throws IOException;
    }

    /// Does what is wanted of a record as it is now; asked again if another commit came first.
    public <T> T update(Table table, Bytes group, Updater<T> updater) throws IOException {
        return update(table, group, HEAD, now -> updater.update(now.head().map(Head::value)));
    }

    /// Says what becomes of a group as it is now.
    @FunctionalInterface
    public interface GroupUpdater<T> {
        Update<T> update(Group group) throws IOException;
    }

    /// Does what is wanted of a group as it is now; asked again if another commit came first.
    ///
    /// @param lanes that are read of it
    public <T> T update(Table table, Bytes group, Set<Lane> lanes, GroupUpdater<T> updater) throws IOException {
        for (int tries = 0; tries < MAX_TRIES; tries++) {
            var now = read(table, group, lanes);
            var wanted = updater.update(now);
            if (wanted.edits().isEmpty()
                    || commit(table, group, now.unchanged(), wanted.edits()) instanceof Outcome.Applied) {
                return wanted.result();
            }
        }
        throw new IOException("a record of " + table.name() + " was changed by others " + MAX_TRIES + " times on end");
    }

    public Outcome commit(Table table, Bytes group, Guard guard, List<Edit> edits) throws IOException {
        var sealed = new ArrayList<Edit>(edits.size());
        for (var edit : edits) {
            sealed.add(seal(table, group, edit));
        }
        return switch (gate.pass(group, edits, () -> store.commit(table, group, guard, sealed))) {
            case Outcome.Applied applied -> applied;
            case Outcome.Conflict(var current) -> new Outcome.Conflict(open(table, group, current));
        };
    }

    /// Takes the rows of a walk one by one.
    @FunctionalInterface
    public interface RowVisitor {
        void visit(Page.Row row) throws IOException;
    }

    /// Visits the rows of a range in order, page by page; rows that come or go meanwhile may be seen or not. It
    /// goes round what is damaged, a block, a record, or what the visitor met of one, and says so in the log:
    /// nobody's records are left out because of another's.
    ///
    /// @return whether something was left out
    public boolean walk(Table table, Bytes from, Optional<Bytes> to, RowVisitor visitor) throws IOException {
        var leftOut = new AtomicInteger();
        eachPage(table, from, to, WALK_PAGE, (at, page) -> leftOut.addAndGet(visited(table, page, visitor)));
        tellLeftOut(table, leftOut.get());
        return leftOut.get() > 0;
    }

    /// Where a walk goes on.
    ///
    /// @param inclusive whether the row at `from` itself is still to be visited
    public record Position(Bytes from, boolean inclusive) {
        /// Behind a page that was read from here; absent at the end.
        private Optional<Position> behind(Page page) {
            if (!page.more()) {
                return Optional.empty();
            }
            return Optional.of(
                    page.rows().isEmpty()
                            ? this
                            : new Position(page.rows().getLast().group(), false));
        }
    }

    private interface PageVisitor {
        void visit(Position at, Page sealed) throws IOException;
    }

    /// The pages of a range in order, sealed and round what the disk has damaged.
    private void eachPage(Table table, Bytes from, Optional<Bytes> to, int rows, PageVisitor visitor)
            throws IOException {
        var position = Optional.of(new Position(from, true));
        while (position.isPresent()) {
            var at = position.get();
            var page = store.list(table, at.from(), at.inclusive(), to, rows);
            visitor.visit(at, page);
            giveWay(page);
            position = at.behind(page);
        }
    }

    /// As `walk`, for who takes turns: visits at most a thousand rows.
    ///
    /// @return where the next turn goes on; absent at the end
    public Optional<Position> walkSome(Table table, Position at, Optional<Bytes> to, RowVisitor visitor)
            throws IOException {
        var page = store.list(table, at.from(), at.inclusive(), to, WALK_PAGE);
        tellLeftOut(table, visited(table, page, visitor));
        giveWay(page);
        return at.behind(page);
    }

    /// @return how much was left out
    private int visited(Table table, Page page, RowVisitor visitor) throws IOException {
        int leftOut = page.damaged() ? 1 : 0;
        for (var sealed : page.rows()) {
            if (!isVisited(table, sealed, visitor)) {
                leftOut++;
            }
        }
        return leftOut;
    }

    private static void tellLeftOut(Table table, int leftOut) {
        if (leftOut > 0) {
            LOG.error("{}: {} records or blocks are damaged and were left out", table.name(), leftOut);
        }
    }

    private boolean isVisited(Table table, Page.Row sealed, RowVisitor visitor) throws IOException {
        try {
            var value = open(
                    table, sealed.group(), Lane.HEAD, Bytes.EMPTY, sealed.head().value());
            visitor.visit(new Page.Row(sealed.group(), new Head(sealed.head().txid(), value)));
            return true;
        } catch (IOException | UncheckedIOException failed) {
            if (!isDamage(failed)) {
                throw failed;
            }
            LOG.debug("a record of {} is damaged", table.name(), failed);
            return false;
        }
    }

    private static boolean isDamage(Throwable failed) {
        return DamagedException.isCauseOf(failed)
                || failed instanceof CorruptObjectException
                || failed.getCause() instanceof CorruptObjectException;
    }

    /// Visits the rows of a range in order, all of them or none behind the first that is damaged: for who must
    /// not take a part for the whole.
    public void walkWhole(Table table, Bytes from, Optional<Bytes> to, RowVisitor visitor) throws IOException {
        var position = Optional.of(new Position(from, true));
        while (position.isPresent()) {
            var page = scan(table, position.get(), to, WALK_PAGE);
            for (var row : page.rows()) {
                visitor.visit(row);
            }
            position = position.get().behind(page);
        }
    }

    /// Takes what it wants of a row.
    @FunctionalInterface
    public interface Chooser<T> {
        Optional<T> choose(Page.Row row) throws IOException;
    }

    /// What was chosen of a range.
    ///
    /// @param more whether there is more to choose
    public record Choice<T>(List<T> chosen, boolean more) {
        public Choice {
            chosen = List.copyOf(chosen);
        }
    }

    /// The first `limit` of what is chosen of a range, in order; it ends at what is damaged.
    public <T> Choice<T> choose(Table table, Position from, Optional<Bytes> to, int limit, Chooser<T> chooser)
            throws IOException {
        var chosen = new ArrayList<T>();
        var position = Optional.of(from);
        int passed = 0;
        while (position.isPresent()) {
            // Each row that is read is opened; but where rows were passed over there may be more of that kind.
            var rows = scan(table, position.get(), to, (int) Math.min(WALK_PAGE, 1L + limit - chosen.size() + passed));
            for (var row : rows.rows()) {
                var one = chooser.choose(row);
                if (one.isEmpty()) {
                    passed++;
                } else if (chosen.size() == limit) {
                    return new Choice<>(chosen, true);
                } else {
                    chosen.add(one.get());
                }
            }
            position = position.get().behind(rows);
        }
        return new Choice<>(chosen, false);
    }

    /// What a look at every record meets.
    public interface Inspector {
        /// A record that opens, with all its cells.
        void whole(Page.Row row) throws IOException;

        /// A record that does not, or one of its cells, or what cannot be read between it and the next.
        void damaged(Bytes group, IOException why) throws IOException;
    }

    /// The tables that have records.
    public List<Table> tables() throws IOException {
        return store.tables();
    }

    /// Looks at every record of a table, one after the other: one that is damaged hides no other.
    public void inspect(Table table, Inspector inspector) throws IOException {
        inspect(table, Bytes.EMPTY, Optional.empty(), inspector);
    }

    /// Looks at the records of a range of groups.
    public void inspect(Table table, Bytes from, Optional<Bytes> to, Inspector inspector) throws IOException {
        eachPage(table, from, to, INSPECT_PAGE, (at, page) -> {
            if (page.damaged()) {
                inspector.damaged(
                        at.from(), new IOException("records behind this one cannot be read: a block is damaged"));
            }
            for (var row : page.rows()) {
                inspect(table, row, inspector);
            }
        });
    }

    private void inspect(Table table, Page.Row sealed, Inspector inspector) throws IOException {
        Page.Row row;
        try {
            var value = open(
                    table, sealed.group(), Lane.HEAD, Bytes.EMPTY, sealed.head().value());
            row = new Page.Row(sealed.group(), new Head(sealed.head().txid(), value));
            var from = Bytes.EMPTY;
            while (true) {
                var cells = read(table, sealed.group(), Lane.CELLS, from, INSPECT_PAGE)
                        .cells();
                if (cells.size() < INSPECT_PAGE) {
                    break;
                }
                from = Bytes.concat(cells.getLast().sub(), Bytes.of((byte) 0));
            }
        } catch (IOException damaged) {
            inspector.damaged(sealed.group(), damaged);
            return;
        }
        inspector.whole(row);
    }

    private Page scan(Table table, Position at, Optional<Bytes> to, int limit) throws IOException {
        var page = store.scan(table, at.from(), at.inclusive(), to, limit);
        var rows = new ArrayList<Page.Row>(page.rows().size());
        for (var row : page.rows()) {
            rows.add(new Page.Row(
                    row.group(),
                    new Head(
                            row.head().txid(),
                            open(
                                    table,
                                    row.group(),
                                    Lane.HEAD,
                                    Bytes.EMPTY,
                                    row.head().value()))));
        }
        giveWay(page);
        return new Page(rows, page.more());
    }

    /// Whoever has gone over much, and will over more, has not waited for anybody.
    private static void giveWay(Page gone) {
        giveWay(gone.rows().size());
    }

    private static void giveWay(int records) {
        if (records >= MUCH) {
            WayGiving.giveWay();
        }
    }

    /// Rows in order for who lists: what is damaged, by the disk or in its seal, is left out and said.
    public Page list(Table table, Bytes from, boolean inclusive, Optional<Bytes> to, int limit) throws IOException {
        var page = store.list(table, from, inclusive, to, limit);
        var rows = new ArrayList<Page.Row>(page.rows().size());
        boolean damaged = page.damaged();
        for (var row : page.rows()) {
            Bytes value;
            try {
                value = open(
                        table, row.group(), Lane.HEAD, Bytes.EMPTY, row.head().value());
            } catch (CorruptObjectException corrupt) {
                LOG.error("the record {} of {} does not open", row.group(), table.name());
                value = Bytes.EMPTY;
                damaged = true;
            }
            rows.add(new Page.Row(row.group(), new Head(row.head().txid(), value)));
        }
        giveWay(page);
        return new Page(rows, page.more(), damaged);
    }

    private Edit seal(Table table, Bytes group, Edit edit) {
        return switch (edit) {
            case Edit.PutHead(var value, var label) ->
                new Edit.PutHead(seal.seal(table, group, Lane.HEAD, Bytes.EMPTY, value, label));
            case Edit.PutCell(var lane, var sub, var value, var label)
            when lane == Lane.CELLS -> new Edit.PutCell(lane, sub, seal.seal(table, group, lane, sub, value, label));
            case Edit.PutCell data -> data;
            case Edit.DeleteGroup all -> all;
            case Edit.DeleteCell one -> one;
            case Edit.DeleteCells some -> some;
        };
    }

    private Group open(Table table, Bytes group, Group sealed) throws IOException {
        var head = sealed.head();
        if (head.isEmpty()) {
            return sealed;
        }
        var cells = new ArrayList<Cell>(sealed.cells().size());
        for (var cell : sealed.cells()) {
            cells.add(new Cell(cell.sub(), open(table, group, Lane.CELLS, cell.sub(), cell.value())));
        }
        var value = open(table, group, Lane.HEAD, Bytes.EMPTY, head.get().value());
        return new Group(new Head(head.get().txid(), value), cells, sealed.data());
    }

    private Bytes open(Table table, Bytes group, Lane lane, Bytes sub, Bytes value) throws IOException {
        return seal.open(table, group, lane, sub, value);
    }

    @Override
    public Bytes tag(String kind, String name) {
        return seal.tag(kind, name);
    }

    /// A record as it lies in the store, unopened.
    ///
    /// @param sub empty for a head
    public record Unopened(Table table, Bytes group, Bytes sub, Bytes sealed) {
        /// What may be read of it; absent if it was written without a label.
        public Optional<Bytes> label() throws CorruptObjectException {
            return RecordSeal.label(sealed);
        }
    }

    /// Takes unopened records one by one.
    @FunctionalInterface
    public interface UnopenedVisitor {
        void visit(Unopened record) throws IOException;
    }

    /// Visits the heads of a range in order, unopened, and goes round what the disk has damaged; fences are
    /// left out.
    ///
    /// @return whether something is damaged
    public boolean walkUnopened(Table table, Bytes from, Optional<Bytes> to, UnopenedVisitor visitor)
            throws IOException {
        var damaged = new AtomicBoolean();
        eachPage(table, from, to, WALK_PAGE, (at, page) -> {
            if (page.damaged()) {
                damaged.set(true);
            }
            for (var row : page.rows()) {
                if (row.head().value().size() > 0) {
                    visitor.visit(new Unopened(
                            table, row.group(), Bytes.EMPTY, row.head().value()));
                }
            }
        });
        return damaged.get();
    }

    /// The name of a group.
    ///
    /// @param group absent if there is none
    /// @param damaged whether another may have been before it that cannot be read
    public record First(Optional<Bytes> group, boolean damaged) {}

    /// The first group from `from` on, whose record is neither opened nor looked at.
    public First first(Table table, Bytes from) throws IOException {
        var page = store.list(table, from, true, Optional.empty(), 1);
        return new First(page.rows().stream().findFirst().map(Page.Row::group), page.damaged());
    }

    /// Visits the cells of a group from `from` up to but not including `to`, unopened.
    public void walkUnopenedCells(Table table, Bytes group, Bytes from, Bytes to, UnopenedVisitor visitor)
            throws IOException {
        var position = from;
        while (true) {
            var cells =
                    store.read(table, group, Lane.CELLS, position, WALK_PAGE).cells();
            for (var cell : cells) {
                if (cell.sub().compareTo(to) >= 0) {
                    return;
                }
                visitor.visit(new Unopened(table, group, cell.sub(), cell.value()));
                position = Bytes.concat(cell.sub(), Bytes.of((byte) 0));
            }
            giveWay(cells.size());
            if (cells.size() < WALK_PAGE) {
                return;
            }
        }
    }

    /// Opens what was visited unopened.
    public Bytes open(Unopened record) throws IOException {
        var lane = record.sub().size() == 0 ? Lane.HEAD : Lane.CELLS;
        return open(record.table(), record.group(), lane, record.sub(), record.sealed());
    }
}
