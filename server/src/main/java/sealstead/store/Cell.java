package sealstead.store;

/// One cell of the CELLS or DATA lane.
public record Cell(Bytes sub, Bytes value) {}
