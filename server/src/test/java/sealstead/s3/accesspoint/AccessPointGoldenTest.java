package sealstead.s3.accesspoint;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import sealstead.golden.GoldenRecord;
import sealstead.golden.GoldenRecords;
import sealstead.iam.policy.MalformedPolicyException;
import sealstead.iam.policy.NamedPolicy;
import sealstead.s3.bucket.PublicAccessBlock;

final class AccessPointGoldenTest implements GoldenRecords {
    private static final Instant TIME = Instant.ofEpochMilli(1_795_000_000_123L);
    private static final PublicAccessBlock BLOCK = new PublicAccessBlock(true, true, true, true);

    private static NamedPolicy policy() {
        try {
            return AccessPointRecord.policy("{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\","
                    + "\"Principal\":\"*\",\"Action\":\"s3:GetObject\",\"Resource\":\"*\"}]}");
        } catch (MalformedPolicyException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public List<GoldenRecord<?>> records() {
        return List.of(
                GoldenRecord.of(
                        "mrap",
                        new MultiRegionAccessPoint(
                                "111122223333",
                                "point",
                                "mabcdefghijklm.mrap",
                                TIME,
                                "token",
                                BLOCK,
                                List.of(
                                        new MultiRegionAccessPoint.Target("one", "eu-central-1", "111122223333", true),
                                        new MultiRegionAccessPoint.Target("two", "eu-west-1", "444455556666", false)),
                                Optional.of(policy()),
                                TIME.plusSeconds(5)),
                        AccessPointRecord::write,
                        AccessPointRecord::read),
                GoldenRecord.of(
                        "mrap-alias",
                        TIME,
                        given -> MultiRegionAccessPoints.aliasOf("111122223333", "point", given),
                        MultiRegionAccessPoints::given),
                GoldenRecord.of(
                        "mrap-request",
                        new AsyncRequest(
                                "111122223333",
                                "token",
                                AsyncRequest.Kind.CREATE,
                                TIME,
                                "point",
                                List.of(new AsyncRequest.Named("one", "444455556666", "eu-central-1")),
                                Optional.of(BLOCK),
                                "{}",
                                AsyncRequest.Status.FAILED,
                                "NoSuchBucket",
                                "It is not there."),
                        AsyncRequest::toRecord,
                        AsyncRequest::read));
    }
}
