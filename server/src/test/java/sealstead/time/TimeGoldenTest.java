package sealstead.time;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import sealstead.golden.GoldenRecord;
import sealstead.golden.GoldenRecords;

final class TimeGoldenTest implements GoldenRecords {
    @Override
    public List<GoldenRecord<?>> records() {
        return List.of(GoldenRecord.of(
                "time",
                new WitnessedTime.Kept(Instant.ofEpochMilli(1_795_000_000_123L), Duration.ofMillis(987_654)),
                TimeRecord::format,
                TimeRecord::parse));
    }
}
