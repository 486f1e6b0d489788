package sealstead.store.local;

/// How much of the disk is kept free. A small disk gives a sixteenth of it to either at most.
///
/// @param reserveBytes that are taken in advance and given up when the disk is full
/// @param lowWaterBytes below which nothing is taken that brings data; 0 for no limit
public record DiskLimits(long reserveBytes, long lowWaterBytes) {
    /// No reserve and no limit, for tools.
    public static final DiskLimits NONE = new DiskLimits(0, 0);
}
