package sealstead.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sealstead.crypto.SecretBytes;
import sealstead.custody.HeldRootKey;
import sealstead.custody.SealedStore;
import sealstead.s3.Tags;
import sealstead.store.local.LocalMetaStore;
import sealstead.wire.Refusal;
import sealstead.xml.XmlReader;

/// The jobs of gateways that have a store together.
@SuppressWarnings("NullAway.Init")
final class SharedJobsTest {
    private static final int MAX_UNFINISHED = 1000;
    private static final long LATER = TimeUnit.SECONDS.toNanos(3);
    private static final JobDocument DOCUMENT = new JobDocument(
            XmlReader.read(
                    "<CreateJobRequest/>".getBytes(StandardCharsets.UTF_8), "CreateJobRequest", JobDocument.NAMESPACE),
            false,
            "S3PutObjectTagging",
            "token",
            "",
            1,
            "arn:role",
            Tags.NONE,
            JobDocument.Report.NONE,
            Optional.empty(),
            Optional.empty(),
            (task, role) -> {
                throw new IOException("nothing is performed");
            });

    private final SecureRandom random = new SecureRandom();
    private final SecretBytes key = SecretBytes.random(random, 32);
    private final AtomicLong nanos = new AtomicLong(1);

    @TempDir
    private Path folder;

    private LocalMetaStore engine;
    private BatchJobs here;
    private BatchJobs there;

    @BeforeEach
    void open() throws IOException {
        engine = new LocalMetaStore(folder.resolve("records"), random);
        here = jobs();
        there = jobs();
    }

    @AfterEach
    void close() throws IOException {
        engine.close();
    }

    private BatchJobs jobs() {
        return new BatchJobs(new SealedStore(engine, new HeldRootKey(key.copy()), random), true, nanos::get);
    }

    private static BatchJob job(int number) {
        return BatchJob.begun(new BatchJob.Name("111122223333", "eu-west-1", "job-" + number), DOCUMENT, Instant.EPOCH);
    }

    private void end(int number) throws IOException {
        there.change(job(number).name(), job -> job.to(JobState.CANCELLING).ended(JobState.CANCELLED, Instant.EPOCH));
    }

    @Test
    void jobs_that_another_gateway_brought_to_their_end_leave_room_for_more() throws IOException {
        for (int i = 0; i < MAX_UNFINISHED; i++) {
            here.create(job(i), DOCUMENT);
        }
        nanos.addAndGet(LATER);
        assertThatThrownBy(() -> here.create(job(MAX_UNFINISHED), DOCUMENT)).isInstanceOf(Refusal.class);
        end(0);
        nanos.addAndGet(LATER);
        assertThat(here.create(job(MAX_UNFINISHED), DOCUMENT)).isEqualTo(job(MAX_UNFINISHED));
        nanos.addAndGet(LATER);
        assertThatThrownBy(() -> here.create(job(MAX_UNFINISHED + 1), DOCUMENT)).isInstanceOf(Refusal.class);
    }

    @Test
    void what_became_of_jobs_elsewhere_is_told_once() throws IOException {
        here.refresh();
        List<BatchJob.Name> moved = new ArrayList<>();
        here.whenMoved(moved::add);
        there.create(job(1), DOCUMENT);
        here.refresh();
        assertThat(moved).as("looked a moment ago").isEmpty();
        nanos.addAndGet(LATER);
        here.refresh();
        nanos.addAndGet(LATER);
        here.refresh();
        assertThat(moved).containsExactly(job(1).name());
        end(1);
        nanos.addAndGet(LATER);
        here.refresh();
        assertThat(moved).containsExactly(job(1).name(), job(1).name());
    }
}
