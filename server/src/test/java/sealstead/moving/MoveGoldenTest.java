package sealstead.moving;

import java.util.List;
import java.util.Optional;
import sealstead.golden.GoldenRecord;
import sealstead.golden.GoldenRecords;

final class MoveGoldenTest implements GoldenRecords {
    @Override
    public List<GoldenRecord<?>> records() {
        return List.of(GoldenRecord.of(
                "move",
                new MoveRecord(
                        MoveRecord.State.LEFT,
                        "00112233445566aa",
                        "another place",
                        Optional.of(new MoveRecord.Outcome(1, 2, 300, "ab".repeat(32), 4, 5_000_000, "cd".repeat(32)))),
                MoveRecord::format,
                MoveRecord::parse));
    }
}
