package sealstead.bench.load;

/// What came of a run.
///
/// @param nanos each operation's time, sorted
@SuppressWarnings("ArrayRecordComponent") // internal, and millions of numbers
public record Outcome(long operations, long failures, long wallNanos, long[] nanos) {
    double percentileMicros(double percent) {
        return nanos.length == 0
                ? 0
                : nanos[(int) Math.min(nanos.length - 1L, Math.round(percent * nanos.length))] / 1e3;
    }
}
