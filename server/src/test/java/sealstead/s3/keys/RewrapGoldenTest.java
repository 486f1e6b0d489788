package sealstead.s3.keys;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import sealstead.golden.GoldenRecord;
import sealstead.golden.GoldenRecords;
import sealstead.store.Bytes;

final class RewrapGoldenTest implements GoldenRecords {
    private static final Instant TIME = Instant.ofEpochMilli(1_795_000_000_123L);
    private static final Instant LATER = Instant.ofEpochMilli(1_796_000_000_456L);

    @Override
    public List<GoldenRecord<?>> records() {
        return List.of(
                rewrap("of-kms-versions", new Rewrapping.From.KmsVersions("arn:from", List.of("11".repeat(32), "22"))),
                rewrap("of-service-keys", new Rewrapping.From.OlderServiceKeys()));
    }

    private static GoldenRecord<RewrapOrder> rewrap(String variant, Rewrapping.From from) {
        return new GoldenRecord<>(
                "rewrap",
                variant,
                new RewrapOrder(
                        "order-1",
                        new RewrapOrder.Wish(
                                from, new Rewrapping.To("arn:to", true), "bucket", "prefix/", 250, true, "token ops"),
                        RewrapOrder.State.CANCELLED,
                        TIME,
                        Optional.of(LATER),
                        new RewrapOrder.Progress(
                                Bytes.utf8("behind this"),
                                true,
                                31,
                                32,
                                33,
                                34,
                                35,
                                36,
                                List.of(new RewrapOrder.Failure("bucket/key", "DisabledException")),
                                37,
                                38)),
                RewrapOrder::write,
                RewrapOrder::read);
    }
}
