package sealstead.store;

import java.util.List;

/// A stretch of a scan, in order. `more` says that the scan stopped at its limit.
public record Page(List<Row> rows, boolean more) {
    public Page {
        rows = List.copyOf(rows);
    }

    /// A group's name and head.
    public record Row(Bytes group, Head head) {}
}
