package sealstead.tracing;

import io.opentelemetry.api.common.AttributeKey;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import sealstead.store.Bytes;
import sealstead.store.Edit;
import sealstead.store.ForwardedRecords;
import sealstead.store.Group;
import sealstead.store.Guard;
import sealstead.store.Lane;
import sealstead.store.MetaStore;
import sealstead.store.Outcome;
import sealstead.store.Page;
import sealstead.store.Table;

/// Records whose reads and commits are steps. A commit lasts until it is durable, so its time is that of the
/// sync, and of the wait for one.
final class TracedRecords extends ForwardedRecords {
    private static final AttributeKey<String> TABLE = AttributeKey.stringKey("sealstead.store.table");
    private static final AttributeKey<Boolean> APPLIED = AttributeKey.booleanKey("sealstead.store.applied");
    private static final AttributeKey<Long> ROWS = AttributeKey.longKey("sealstead.store.rows");

    private static final String READ = "store read";
    private static final String SCAN = "store scan";
    private static final String COMMIT = "store commit";

    TracedRecords(MetaStore records) {
        super(records);
    }

    @Override
    public Group read(Table table, Bytes group, Set<Lane> lanes) throws IOException {
        return TraceStep.in(READ, step -> {
            step.with(TABLE, table.name());
            return super.read(table, group, lanes);
        });
    }

    @Override
    public Group read(Table table, Bytes group, Lane lane, Bytes from, int limit) throws IOException {
        return TraceStep.in(READ, step -> {
            step.with(TABLE, table.name());
            return super.read(table, group, lane, from, limit);
        });
    }

    @Override
    public Optional<Bytes> cell(Table table, Bytes group, Lane lane, Bytes sub) throws IOException {
        return TraceStep.in(READ, step -> {
            step.with(TABLE, table.name());
            return super.cell(table, group, lane, sub);
        });
    }

    @Override
    public Outcome commit(Table table, Bytes group, Guard guard, List<Edit> edits) throws IOException {
        return TraceStep.in(COMMIT, step -> {
            step.with(TABLE, table.name());
            var outcome = super.commit(table, group, guard, edits);
            step.with(APPLIED, outcome instanceof Outcome.Applied);
            return outcome;
        });
    }

    @Override
    public Page scan(Table table, Bytes from, boolean inclusive, Optional<Bytes> to, int limit) throws IOException {
        return TraceStep.in(SCAN, step -> {
            step.with(TABLE, table.name());
            var page = super.scan(table, from, inclusive, to, limit);
            step.with(ROWS, page.rows().size());
            return page;
        });
    }

    @Override
    public Page list(Table table, Bytes from, boolean inclusive, Optional<Bytes> to, int limit) throws IOException {
        return TraceStep.in(SCAN, step -> {
            step.with(TABLE, table.name());
            var page = super.list(table, from, inclusive, to, limit);
            step.with(ROWS, page.rows().size());
            return page;
        });
    }
}
