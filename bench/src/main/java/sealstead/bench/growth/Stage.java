package sealstead.bench.growth;

import java.util.List;
import sealstead.bench.load.Sample;

/// What was measured at one size.
///
/// @param count objects, or buckets
/// @param diskBytes the data folder
/// @param residentBytes after a restart and the measurements
/// @param samples `what` was done and what it cost
public record Stage(
        String kind,
        long count,
        double startSeconds,
        double startCpuSeconds,
        long diskBytes,
        long residentBytes,
        List<Measured> samples) {
    public Stage {
        samples = List.copyOf(samples);
    }

    /// One kind of work.
    public record Measured(String what, Sample sample) {}
}
