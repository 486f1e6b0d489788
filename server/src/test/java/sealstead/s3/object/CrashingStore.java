package sealstead.s3.object;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import sealstead.store.Bytes;
import sealstead.store.Cell;
import sealstead.store.Edit;
import sealstead.store.Group;
import sealstead.store.Guard;
import sealstead.store.Lane;
import sealstead.store.MetaStore;
import sealstead.store.Outcome;
import sealstead.store.Page;
import sealstead.store.Table;

/// A store whose process dies at one of its commits: before it applies, or after it and before anybody hears
/// of it.
public final class CrashingStore implements MetaStore {
    private final MetaStore store;
    private int left = Integer.MAX_VALUE;
    private boolean applies;
    private Step beforeCommit = commit -> {};
    private int commits;

    public CrashingStore(MetaStore store) {
        this.store = store;
    }

    /// What happens between two steps of a process.
    interface Step {
        void before(int commit) throws IOException;
    }

    /// Dies at the commit after `commits` more.
    public void dieAfter(int commits, boolean lastApplies) {
        left = commits;
        applies = lastApplies;
    }

    void beforeEachCommit(Step step) {
        commits = 0;
        beforeCommit = step;
    }

    @Override
    public Outcome commit(Table table, Bytes group, Guard guard, List<Edit> edits) throws IOException {
        beforeCommit.before(commits++);
        if (left-- <= 0) {
            if (applies && left == -1) {
                store.commit(table, group, guard, edits);
            }
            throw new IOException("died");
        }
        return store.commit(table, group, guard, edits);
    }

    @Override
    public Caps caps() {
        return store.caps();
    }

    @Override
    public Group read(Table table, Bytes group, Set<Lane> lanes) throws IOException {
        return store.read(table, group, lanes);
    }

    @Override
    public Group read(Table table, Bytes group, Lane lane, Bytes from, int limit) throws IOException {
        return store.read(table, group, lane, from, limit);
    }

    @Override
    public Optional<Bytes> cell(Table table, Bytes group, Lane lane, Bytes sub) throws IOException {
        return store.cell(table, group, lane, sub);
    }

    @Override
    public List<Table> tables() throws IOException {
        return store.tables();
    }

    @Override
    public Page scan(Table table, Bytes from, boolean inclusive, Optional<Bytes> to, int limit) throws IOException {
        return store.scan(table, from, inclusive, to, limit);
    }

    @Override
    public void add(Table table, Bytes group, Bytes sub, long delta) throws IOException {
        store.add(table, group, sub, delta);
    }

    @Override
    public long counter(Table table, Bytes group, Bytes sub) throws IOException {
        return store.counter(table, group, sub);
    }

    /// Cells of a lane, for those who look what was left.
    List<Cell> cells(Table table, Bytes group) throws IOException {
        return store.read(table, group, Set.of(Lane.CELLS)).cells();
    }

    @Override
    public void close() throws IOException {
        store.close();
    }
}
