package sealstead.store;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Records in groups; the group is the unit of atomicity. Every engine that carries Sealstead implements this and
/// passes the contract tests (`MetaStoreContract`).
///
/// A head with an empty value is a fence: the garbage collector put it where nothing was, to stop a late writer. It
/// reads as "nothing here", but a guard must name its txid.
///
/// A commit whose outcome is unknown is settled by reading the group again: the head's txid is the commit's own or not.
public interface MetaStore extends AutoCloseable {
    /// What the engine can take.
    ///
    /// @param maxCellBytes the largest value of one cell
    /// @param maxInlineBytes ciphertext up to this size belongs into the DATA lane, larger into a blob
    record Caps(int maxCellBytes, int maxInlineBytes) {}

    Caps caps();

    /// Reads the head and the named lanes whole; linearizable.
    Group read(Table table, Bytes group, Set<Lane> lanes) throws IOException;

    /// Reads the head and at most `limit` cells of `lane` with `sub >= from`.
    Group read(Table table, Bytes group, Lane lane, Bytes from, int limit) throws IOException;

    /// One cell by its name. Not one moment with a head read before: a caller names the cell after something that
    /// the head says, and reads the head again when the cell is gone.
    Optional<Bytes> cell(Table table, Bytes group, Lane lane, Bytes sub) throws IOException;

    /// The only write: atomic, and durable when it returns. Every applied commit gives the head a fresh random txid.
    Outcome commit(Table table, Bytes group, Guard guard, List<Edit> edits) throws IOException;

    /// Heads of the groups from `from` up to but not including `to`, unsigned byte order, at most `limit`. Sees every
    /// commit that returned before the call; is not a snapshot.
    Page scan(Table table, Bytes from, boolean inclusive, Optional<Bytes> to, int limit) throws IOException;

    /// Every table that has a group.
    List<Table> tables() throws IOException;

    /// The same for who lists: what is damaged is left out and said, where [#scan] fails. What decides by what
    /// is not there must not ask so.
    default Page list(Table table, Bytes from, boolean inclusive, Optional<Bytes> to, int limit) throws IOException {
        return scan(table, from, inclusive, to, limit);
    }

    @Override
    void close() throws IOException;
}
