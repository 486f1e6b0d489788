package sealstead.audit;

import java.util.List;
import sealstead.golden.GoldenRecord;
import sealstead.golden.GoldenRecords;

final class AnchorGoldenTest implements GoldenRecords {
    @Override
    public List<GoldenRecord<?>> records() {
        return List.of(
                GoldenRecord.of(
                        "audit-anchor",
                        new Anchor.State(new Chain.Link(4711, "cd".repeat(32)), true),
                        Anchor::write,
                        Anchor::read),
                GoldenRecord.of(
                        "audit-chains",
                        new Chains("aa".repeat(16), List.of("bb".repeat(16), "cc".repeat(16))),
                        Chains::write,
                        Chains::read));
    }
}
