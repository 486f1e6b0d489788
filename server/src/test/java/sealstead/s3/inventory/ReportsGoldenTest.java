package sealstead.s3.inventory;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import sealstead.golden.GoldenRecord;
import sealstead.golden.GoldenRecords;

final class ReportsGoldenTest implements GoldenRecords {
    @Override
    public List<GoldenRecord<?>> records() {
        Map<String, Instant> times = Map.of("weekly", Instant.ofEpochMilli(1_795_000_000_123L));
        return List.of(GoldenRecord.of(
                "inventory-reports", times, Reports::write, record -> Map.copyOf(Reports.read(Optional.of(record)))));
    }
}
