package sealstead.store;

/// The HEAD cell of a group.
///
/// @param txid the commit that wrote the group last, whichever lane it touched
public record Head(TxId txid, Bytes value) {}
