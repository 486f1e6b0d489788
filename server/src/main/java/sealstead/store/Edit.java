package sealstead.store;

/// One change to a group. All edits of a commit apply together or not at all.
public sealed interface Edit {
    /// Writes the head. A commit without it on an existing group keeps the head's value and gives it a new
    /// txid; on an absent group it is an error: cells never exist without a head.
    ///
    /// @param label what may be read of the value without opening it: for who seals values on the way to an
    ///     engine, which itself is given none
    record PutHead(Bytes value, Bytes label) implements Edit {
        public PutHead(Bytes value) {
            this(value, Bytes.EMPTY);
        }
    }

    /// Removes the head and every cell of every lane.
    record DeleteGroup() implements Edit {}

    /// Writes one cell.
    ///
    /// @param label as of a head; none in the DATA lane
    record PutCell(Lane lane, Bytes sub, Bytes value, Bytes label) implements Edit {
        public PutCell(Lane lane, Bytes sub, Bytes value) {
            this(lane, sub, value, Bytes.EMPTY);
        }
    }

    record DeleteCell(Lane lane, Bytes sub) implements Edit {}

    /// Removes the cells of `lane` with `from <= sub < to`.
    record DeleteCells(Lane lane, Bytes from, Bytes to) implements Edit {}
}
