package sealstead.store;

import java.util.List;

/// A stretch of a scan, in order.
///
/// @param more whether the scan stopped at its limit
/// @param damaged whether something in between could not be read and was left out
public record Page(List<Row> rows, boolean more, boolean damaged) {
    public Page {
        rows = List.copyOf(rows);
    }

    public Page(List<Row> rows, boolean more) {
        this(rows, more, false);
    }

    /// A group's name and head.
    public record Row(Bytes group, Head head) {}
}
