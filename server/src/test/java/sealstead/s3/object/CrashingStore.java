package sealstead.s3.object;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import sealstead.store.Bytes;
import sealstead.store.Cell;
import sealstead.store.Edit;
import sealstead.store.ForwardedRecords;
import sealstead.store.Guard;
import sealstead.store.Lane;
import sealstead.store.MetaStore;
import sealstead.store.Outcome;
import sealstead.store.Table;

/// A store whose process dies at one of its commits: before it applies, or after it and before anybody hears
/// of it.
public final class CrashingStore extends ForwardedRecords {
    private int left = Integer.MAX_VALUE;
    private boolean applies;
    private Step beforeCommit = commit -> {};
    private int commits;

    public CrashingStore(MetaStore store) {
        super(store);
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
                super.commit(table, group, guard, edits);
            }
            throw new IOException("died");
        }
        return super.commit(table, group, guard, edits);
    }

    /// Cells of a lane, for those who look what was left.
    List<Cell> cells(Table table, Bytes group) throws IOException {
        return read(table, group, Set.of(Lane.CELLS)).cells();
    }
}
