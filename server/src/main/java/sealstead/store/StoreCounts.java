package sealstead.store;

import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/// What was asked of the records of an engine, counted.
public final class StoreCounts {
    private final LongAdder commits = new LongAdder();
    private final LongAdder reads = new LongAdder();
    private final LongAdder scans = new LongAdder();
    private final LongAdder scanned = new LongAdder();

    public void commit() {
        commits.increment();
    }

    public void read() {
        reads.increment();
    }

    /// @param rows that it found
    public void scan(int rows) {
        scans.increment();
        scanned.add(rows);
    }

    /// By their names.
    public Map<String, Long> all() {
        return Map.of(
                "commits", commits.sum(),
                "recordReads", reads.sum(),
                "recordScans", scans.sum(),
                "recordsScanned", scanned.sum());
    }
}
