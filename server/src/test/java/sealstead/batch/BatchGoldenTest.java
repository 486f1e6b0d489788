package sealstead.batch;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import sealstead.golden.GoldenRecord;
import sealstead.golden.GoldenRecords;
import sealstead.s3.Tags;
import sealstead.store.Bytes;

final class BatchGoldenTest implements GoldenRecords {
    private static final Instant TIME = Instant.ofEpochMilli(1_795_000_000_123L);

    @Override
    public List<GoldenRecord<?>> records() {
        return List.of(
                GoldenRecord.of(
                        "batch-job",
                        new BatchJob(
                                new BatchJob.Name(
                                        "111122223333", "eu-central-1", "11111111-2222-3333-4444-555555555555"),
                                new BatchJob.Asked(
                                        "S3PutObjectCopy",
                                        "arn:aws:iam::111122223333:role/batch",
                                        "a description",
                                        Bytes.utf8("digest of the request"),
                                        TIME),
                                42,
                                new BatchJob.Course(
                                        JobState.FAILED,
                                        "because",
                                        Optional.of(new BatchJob.Failure("NoSuchKey", "It is not there.")),
                                        Optional.of(TIME.plusSeconds(1)),
                                        Optional.of(TIME.plusSeconds(2))),
                                new BatchJob.Progress("bucket", 11, 12, 13, 14, 15, 16, TIME.plusSeconds(3)),
                                Optional.of(new BatchJob.Generated("arn:aws:s3:::bucket/manifest", "an-etag"))),
                        JobRecord::write,
                        JobRecord::read),
                GoldenRecord.of("batch-tags", new Tags(Map.of("team", "ice")), BatchJobs::write, BatchJobs::readTags),
                GoldenRecord.of(
                        "batch-chunk",
                        new Chunk(List.of(
                                new Chunk.Entry("a/key", "", Optional.empty()),
                                new Chunk.Entry(
                                        "another/key",
                                        "0123456789abcdef0123456789abcdef",
                                        Optional.of(new TaskResult(true, 200, "AccessDenied", "Access Denied"))))),
                        Chunk::toBytes,
                        Chunk::read));
    }
}
