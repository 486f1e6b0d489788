package sealstead.store;

/// One change to a group. All edits of a commit apply together or not at all.
public sealed interface Edit {
    /// Writes the head. A commit without it on an existing group keeps the head's value and gives it a new txid;
    /// on an absent group it is an error: cells never exist without a head.
    record PutHead(Bytes value) implements Edit {}

    /// Removes the head and every cell of every lane.
    record DeleteGroup() implements Edit {}

    record PutCell(Lane lane, Bytes sub, Bytes value) implements Edit {}

    record DeleteCell(Lane lane, Bytes sub) implements Edit {}

    /// Removes the cells of `lane` with `from <= sub < to`.
    record DeleteCells(Lane lane, Bytes from, Bytes to) implements Edit {}
}
