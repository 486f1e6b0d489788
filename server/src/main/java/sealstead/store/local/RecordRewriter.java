package sealstead.store.local;

import java.io.IOException;
import sealstead.store.Bytes;
import sealstead.store.Lane;
import sealstead.store.Table;

/// Gives the values of records other bytes, in the same places.
@FunctionalInterface
public interface RecordRewriter {
    /// @param lane HEAD or CELLS
    /// @param sub of a cell; empty for a head
    Bytes rewrite(Table table, Bytes group, Lane lane, Bytes sub, Bytes value) throws IOException;
}
