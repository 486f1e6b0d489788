package sealstead.store;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What was read of one group: its head, and the cells of the lanes that were asked for, each in order of `sub`.
public final class Group {
    private final @Nullable Head head;
    private final List<Cell> cells;
    private final List<Cell> data;

    public Group(@Nullable Head head, List<Cell> cells, List<Cell> data) {
        this.head = head;
        this.cells = List.copyOf(cells);
        this.data = List.copyOf(data);
    }

    public Optional<Head> head() {
        return Optional.ofNullable(head);
    }

    public List<Cell> cells() {
        return cells;
    }

    public List<Cell> data() {
        return data;
    }

    /// The guard under which a commit applies only if nothing has changed since this was read.
    public Guard unchanged() {
        return head == null ? new Guard.Absent() : new Guard.At(head.txid());
    }
}
