package sealstead.store.local;

import java.nio.file.Path;

/// Where a store's mark is and what it is sealed with ([HighWaterMark]).
///
/// @param file outside the data folder, so that a folder that is set back does not take its mark along
/// @param key proves the mark
public record Marking(Path file, MarkKey key) {}
