package sealstead.iam.policy;

/// Where a statement stands in its document; lines and columns count from one.
///
/// @param column of its first character
/// @param endColumn of its last
public record StatementPosition(int line, int column, int endLine, int endColumn) {}
