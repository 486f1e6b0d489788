package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static sealstead.conformance.ControlTagsTest.refused;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3control.model.JobOperation;
import software.amazon.awssdk.services.s3control.model.JobStatus;

/// What nobody confirms does not wait for ever, and what came to its end is forgotten one day.
@SuppressWarnings("NullAway.Init")
final class BatchExpiryTest {
    private static final JobOperation UNTAG =
            JobOperation.builder().s3DeleteObjectTagging(t -> {}).build();

    @Server
    private static LocalServer server;

    private static BatchWorld world;

    @BeforeAll
    static void start() {
        world = new BatchWorld(server);
        world.s3.createBucket(b -> b.bucket("objects"));
        world.put("objects", "k", "x");
    }

    @AfterAll
    static void stop() throws IOException {
        world.close();
    }

    /// Clients sign by their own clock, so that time comes back before anybody asks.
    private static void after(int days) throws IOException {
        server.clock().move(Duration.ofDays(days));
        server.server().maintainNow();
        server.clock().move(Duration.ofDays(-days));
    }

    @Test
    void a_job_that_is_not_confirmed_within_30_days_fails() throws Exception {
        var id = world.create(UNTAG, b -> b.manifest(world.csv("objects,k")).confirmationRequired(true));
        world.await(id, JobStatus.SUSPENDED);
        after(29);
        assertThat(world.describe(id).status()).isEqualTo(JobStatus.SUSPENDED);
        after(31);
        var job = world.ended(id);
        assertThat(job.status()).isEqualTo(JobStatus.FAILED);
        assertThat(job.failureReasons())
                .singleElement()
                .satisfies(why -> assertThat(why.failureCode()).isEqualTo("NotConfirmed"));
    }

    @Test
    void a_job_is_forgotten_90_days_after_its_end() throws Exception {
        var id = world.create(UNTAG, world.csv("objects,k"));
        assertThat(world.ended(id).status()).isEqualTo(JobStatus.COMPLETE);
        after(89);
        assertThat(world.describe(id).status()).isEqualTo(JobStatus.COMPLETE);
        after(91);
        refused(404, "NotFoundException", () -> world.describe(id));
        assertThat(world.control
                        .listJobs(b -> b.accountId(LocalServer.ACCOUNT).jobStatuses(JobStatus.COMPLETE))
                        .jobs())
                .noneMatch(job -> job.jobId().equals(id));
    }
}
