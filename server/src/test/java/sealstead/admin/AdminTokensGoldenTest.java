package sealstead.admin;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import sealstead.golden.GoldenRecord;
import sealstead.golden.GoldenRecords;
import sealstead.store.Bytes;

final class AdminTokensGoldenTest implements GoldenRecords {
    @Override
    public List<GoldenRecord<?>> records() {
        var time = Instant.ofEpochMilli(1_795_000_000_123L);
        var tokens = List.of(
                new AdminTokens.Token("id-1", "ops", Bytes.utf8("a hash"), time, time.plusSeconds(60)),
                new AdminTokens.Token("id-2", "more", Bytes.utf8("another"), time, time.plusSeconds(61)));
        return List.of(GoldenRecord.of(
                "admin-tokens",
                tokens,
                AdminTokens::write,
                record -> List.copyOf(AdminTokens.read(Optional.of(record)))));
    }
}
