package sealstead.store;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Records that are another store's, for who changes a part of what happens.
public abstract class ForwardedRecords implements MetaStore {
    private final MetaStore records;

    protected ForwardedRecords(MetaStore records) {
        this.records = records;
    }

    @Override
    public Outcome commit(Table table, Bytes group, Guard guard, List<Edit> edits) throws IOException {
        return records.commit(table, group, guard, edits);
    }

    @Override
    public Caps caps() {
        return records.caps();
    }

    @Override
    public Group read(Table table, Bytes group, Set<Lane> lanes) throws IOException {
        return records.read(table, group, lanes);
    }

    @Override
    public Group read(Table table, Bytes group, Lane lane, Bytes from, int limit) throws IOException {
        return records.read(table, group, lane, from, limit);
    }

    @Override
    public Optional<Bytes> cell(Table table, Bytes group, Lane lane, Bytes sub) throws IOException {
        return records.cell(table, group, lane, sub);
    }

    @Override
    public Page scan(Table table, Bytes from, boolean inclusive, Optional<Bytes> to, int limit) throws IOException {
        return records.scan(table, from, inclusive, to, limit);
    }

    @Override
    public Page list(Table table, Bytes from, boolean inclusive, Optional<Bytes> to, int limit) throws IOException {
        return records.list(table, from, inclusive, to, limit);
    }

    @Override
    public List<Table> tables() throws IOException {
        return records.tables();
    }

    @Override
    public void close() throws IOException {
        records.close();
    }
}
