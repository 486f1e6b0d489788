package sealstead.gateway;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import sealstead.golden.GoldenRecord;
import sealstead.golden.GoldenRecords;
import sealstead.store.Bytes;

final class GatewayGoldenTest implements GoldenRecords {
    private static final Fence FENCE = new Fence(
            3, "kms", Set.of(Bytes.utf8("a tag")), Bytes.utf8("a group"), List.of("key-1", "key-2"), "why", 2, true, 4);

    @Override
    public List<GoldenRecord<?>> records() {
        return List.of(
                GoldenRecord.of("fence", FENCE, Fence::write, Fence::read),
                GoldenRecord.of("fence-answer", new Fence.Answer(2, 5, true), Fence.Answer::write, Fence.Answer::read),
                GoldenRecord.of(
                        "reading",
                        Instant.ofEpochMilli(1_795_000_000_123L),
                        KnownGateways::reading,
                        KnownGateways::since));
    }
}
