package sealstead.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import sealstead.store.Bytes;

/// What is written for ever: the bytes of a job's record and of its tasks.
final class JobRecordTest {
    private static final BatchJob JOB = new BatchJob(
            new BatchJob.Name("111122223333", "eu-west-1", "an-id"),
            new BatchJob.Asked(
                    "S3PutObjectCopy", "arn:role", "why", Bytes.of((byte) 1, (byte) 2), Instant.ofEpochMilli(1000)),
            7,
            new BatchJob.Course(
                    JobState.FAILING,
                    "because",
                    Optional.of(new BatchJob.Failure("Code", "text")),
                    Optional.of(Instant.ofEpochMilli(2000)),
                    Optional.of(Instant.ofEpochMilli(3000))),
            new BatchJob.Progress("b", 5, 2, 1, 4, 3, 900, Instant.MAX),
            Optional.of(new BatchJob.Generated("arn:m", "etag")));

    @Test
    void the_bytes_of_a_job_are_golden() {
        assertThat(HexFormat.of().formatHex(JobRecord.write(JOB).toArray()))
                .isEqualTo("0801120c3131313132323232333333331a0965752d776573742d312205616e2d69642a0f53335075744f626a"
                        + "656374436f7079320861726e3a726f6c653a0377687940074a02010250e8075a074661696c696e67620762"
                        + "6563617573656a0c0a04436f6465120474657874" + "70d00f" + "78b817"
                        + "8201100a016210051802200128043003388407" + "8a010d0a0561726e3a6d120465746167");
        assertThat(JobRecord.read(JobRecord.write(JOB))).isEqualTo(JOB);
    }

    /// Jobs of before have no such time: of their tasks it is not known since when they are under way.
    @Test
    void the_bytes_of_a_job_with_a_chunk_under_way_are_golden() {
        var job = JOB.with(JOB.progress().untouchedAt(Instant.ofEpochMilli(4000)));
        assertThat(HexFormat.of().formatHex(JobRecord.write(job).toArray()))
                .endsWith(
                        "8201130a0162" + "10051802200128043003388407" + "40a01f" + "8a010d0a0561726e3a6d120465746167");
        assertThat(JobRecord.read(JobRecord.write(job))).isEqualTo(job);
    }

    @Test
    void the_bytes_of_tasks_are_golden() {
        var chunk = new Chunk(List.of(
                new Chunk.Entry("k", "v", Optional.empty()),
                new Chunk.Entry("k2", "", Optional.of(TaskResult.failed(404, "NoSuchKey", "m"))),
                new Chunk.Entry("k3", "", Optional.of(TaskResult.well("ok")))));
        assertThat(HexFormat.of().formatHex(chunk.toBytes().toArray()))
                .isEqualTo("0a060a016b120176" + "0a150a026b3220940" + "32a094e6f537563684b657932016d"
                        + "0a0f0a026b33180120c8012a0032026f6b");
        assertThat(Chunk.read(chunk.toBytes())).isEqualTo(chunk);
    }

    @Test
    void a_token_names_one_job_and_no_job_of_others() {
        var name = BatchJobs.name("111122223333", "us-east-1", "token");
        assertThat(name.id()).matches("[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
        assertThat(BatchJobs.name("111122223333", "us-east-1", "token")).isEqualTo(name);
        assertThat(BatchJobs.name("111122223334", "us-east-1", "token").id()).isNotEqualTo(name.id());
        assertThat(BatchJobs.name("111122223333", "us-west-2", "token").id()).isNotEqualTo(name.id());
    }
}
