package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sealstead.cli.AdminClient;
import sealstead.server.Config;
import sealstead.server.Setting;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3control.model.JobDescriptor;
import software.amazon.awssdk.services.s3control.model.JobManifest;
import software.amazon.awssdk.services.s3control.model.JobManifestFieldName;
import software.amazon.awssdk.services.s3control.model.JobManifestFormat;
import software.amazon.awssdk.services.s3control.model.JobOperation;
import software.amazon.awssdk.services.s3control.model.JobReportFormat;
import software.amazon.awssdk.services.s3control.model.JobReportScope;
import software.amazon.awssdk.services.s3control.model.JobStatus;

/// A server that is killed in the middle of a job, three times, goes on where it was: every object is copied and every
/// task told once.
@SuppressWarnings("unchecked") // varargs of the SDK
@Tag("drill")
final class BatchCrashTest {
    /// `-Dsealstead.batch.objects=100000` makes a measurement of it.
    private static final int OBJECTS = Integer.getInteger("sealstead.batch.objects", 1200);

    private static final int MANY = 1_000_000;

    private final Map<String, Long> calls = new TreeMap<>();

    @TempDir
    private Path folder;

    private ChildServer start() throws IOException {
        var environment = Map.of(
                "SEALSTEAD_ACCOUNT_ID",
                LocalServer.ACCOUNT,
                "SEALSTEAD_BATCH_TASKS_PER_SECOND",
                OBJECTS > 10_000 ? "0" : "300");
        return new ChildServer(folder, environment);
    }

    private static void makeRole(ChildServer server) {
        try (var iam = IamClient.builder()
                .endpointOverride(server.endpoint())
                .region(Region.AWS_GLOBAL)
                .credentialsProvider(LocalServer.credentials())
                .build()) {
            iam.createRole(r -> r.roleName("batch").assumeRolePolicyDocument(BatchWorld.TRUST));
            iam.putRolePolicy(r -> r.roleName("batch").policyName("all").policyDocument(IamWorld.ALLOW_ALL));
        }
    }

    private static JobManifest list(String etag) {
        return JobManifest.builder()
                .spec(s -> s.format(JobManifestFormat.S3_BATCH_OPERATIONS_CSV_20180820)
                        .fields(JobManifestFieldName.BUCKET, JobManifestFieldName.KEY))
                .location(l -> l.objectArn("arn:aws:s3:::from/list").eTag(etag))
                .build();
    }

    /// The key that the target's default is to use, with a bucket key.
    private static String key(ChildServer server, S3Client s3) {
        try (var kms = KmsClient.builder()
                .endpointOverride(server.endpoint())
                .region(Region.of(LocalServer.REGION))
                .credentialsProvider(LocalServer.credentials())
                .build()) {
            var arn = kms.createKey().keyMetadata().arn();
            s3.putBucketEncryption(b -> b.bucket("to-here")
                    .serverSideEncryptionConfiguration(c -> c.rules(r -> r.bucketKeyEnabled(true)
                            .applyServerSideEncryptionByDefault(
                                    d -> d.sseAlgorithm("aws:kms").kmsMasterKeyID(arn)))));
            return arn;
        }
    }

    /// The sources have all protections that a job can open, in turn.
    private static void put(S3Client s3, int i, String keyArn) {
        var kinds = List.of(Kind.SSE_S3, Kind.SSE_KMS_BUCKET_KEY, Kind.DSSE_KMS, Kind.SSE_KMS);
        var kind = kinds.get(i % kinds.size());
        s3.putObject(b -> kind.on(b.bucket("from").key("k" + i), keyArn), RequestBody.fromString("k" + i));
    }

    private static String begin(ChildServer server) throws InterruptedException {
        makeRole(server);
        try (var s3 = ChildServer.s3(server.endpoint());
                var control = BatchWorld.control(server.endpoint())) {
            for (var bucket : List.of("from", "to-here", "reports")) {
                s3.createBucket(b -> b.bucket(bucket));
            }
            s3.putBucketVersioning(b -> b.bucket("to-here").versioningConfiguration(v -> v.status("Enabled")));
            var list = new StringBuilder();
            var keyArn = key(server, s3);
            var left = new AtomicInteger();
            var writers = new ArrayList<Thread>();
            for (int writer = 0; writer < 8; writer++) {
                writers.add(Thread.ofPlatform().start(() -> {
                    for (int i = left.getAndIncrement(); i < OBJECTS; i = left.getAndIncrement()) {
                        put(s3, i, keyArn);
                    }
                }));
            }
            for (var writer : writers) {
                writer.join();
            }
            for (int i = 0; i < OBJECTS; i++) {
                list.append("from,k").append(i).append('\n');
            }
            var etag = s3.putObject(b -> b.bucket("from").key("list"), RequestBody.fromString(list.toString()))
                    .eTag();
            return BatchWorld.create(
                    control,
                    JobOperation.builder()
                            .s3PutObjectCopy(c -> c.targetResource("arn:aws:s3:::to-here"))
                            .build(),
                    b -> b.manifest(list(etag))
                            .report(r -> r.enabled(true)
                                    .bucket("arn:aws:s3:::reports")
                                    .format(JobReportFormat.REPORT_CSV_20180820)
                                    .prefix("r")
                                    .reportScope(JobReportScope.ALL_TASKS)));
        }
    }

    private static JobDescriptor await(ChildServer server, String id, Predicate<JobDescriptor> wanted)
            throws InterruptedException {
        try (var control = BatchWorld.control(server.endpoint())) {
            while (true) {
                var job = BatchWorld.describe(control, id);
                if (wanted.test(job)) {
                    return job;
                }
                Thread.sleep(10);
            }
        }
    }

    @Test
    void a_job_goes_on_after_every_kill_and_its_report_is_complete_and_right() throws Exception {
        String id;
        try (var server = start()) {
            id = begin(server);
            await(server, id, job -> job.progressSummary().numberOfTasksSucceeded() >= OBJECTS / 6);
            kmsCalls(server);
            server.kill();
        }
        long last = OBJECTS / 6;
        for (long at : List.of(OBJECTS * 5L / 12, OBJECTS * 3L / 4)) {
            try (var server = start()) {
                var job = await(server, id, any -> true);
                assertThat(job.progressSummary().numberOfTasksSucceeded()).isGreaterThanOrEqualTo(last);
                await(server, id, now -> now.progressSummary().numberOfTasksSucceeded() >= at);
                last = at;
                kmsCalls(server);
                server.kill();
            }
        }
        try (var server = start();
                var s3 = ChildServer.s3(server.endpoint())) {
            var job = await(server, id, now -> now.status() == JobStatus.COMPLETE || now.status() == JobStatus.FAILED);
            kmsCalls(server);
            tell(server, job, last);
            checkKmsCalls();
            assertThat(job.status()).isEqualTo(JobStatus.COMPLETE);
            assertThat(job.progressSummary().numberOfTasksSucceeded()).isEqualTo(OBJECTS);
            assertThat(job.progressSummary().numberOfTasksFailed()).isZero();
            var report = new com.fasterxml.jackson.databind.ObjectMapper()
                    .readTree(text(s3, "reports", "r/job-" + id + "/manifest.json"));
            var results = text(
                    s3, "reports", report.path("Results").path(0).path("Key").asText());
            var lines = results.lines().toList();
            assertThat(lines).hasSize(OBJECTS);
            assertThat(new HashSet<>(lines))
                    .hasSize(OBJECTS)
                    .allMatch(line -> line.endsWith(",,succeeded,,200,Successful"));
            for (int i = 0; i < OBJECTS; i += 37) {
                assertThat(text(s3, "to-here", "k" + i)).isEqualTo("k" + i);
            }
            var versions = s3.listObjectVersionsPaginator(b -> b.bucket("to-here")).versions().stream();
            assertThat(versions.count()).as("copied once each").isEqualTo(OBJECTS);
        }
    }

    /// What is read of a list is never more in memory than a commit's worth.
    @Test
    void a_list_of_a_million_objects_is_taken_by_a_server_of_little_memory() throws Exception {
        var environment = Map.of("SEALSTEAD_ACCOUNT_ID", LocalServer.ACCOUNT);
        try (var server = new ChildServer(folder, environment, "-Xmx96m", "-XX:+UseSerialGC");
                var s3 = ChildServer.s3(server.endpoint());
                var control = BatchWorld.control(server.endpoint())) {
            makeRole(server);
            s3.createBucket(b -> b.bucket("from"));
            var list = new StringBuilder();
            for (int i = 0; i < MANY; i++) {
                list.append("from,a/rather/long/prefix/of/keys/").append(i).append('\n');
            }
            var etag = s3.putObject(b -> b.bucket("from").key("list"), RequestBody.fromString(list.toString()))
                    .eTag();
            var id = BatchWorld.create(
                    control,
                    JobOperation.builder().s3DeleteObjectTagging(t -> {}).build(),
                    b -> b.manifest(list(etag)).report(r -> r.enabled(false)).confirmationRequired(true));
            var job = await(server, id, now -> now.status() == JobStatus.SUSPENDED || now.status() == JobStatus.FAILED);
            assertThat(job.status()).isEqualTo(JobStatus.SUSPENDED);
            assertThat(job.progressSummary().totalNumberOfTasks()).isEqualTo(MANY);
        }
    }

    /// Adds what a server's ledger says of the KMS calls that the role of the job had made. What is called between this
    /// and a kill is not counted.
    private void kmsCalls(ChildServer server) throws IOException {
        var config = Config.load(Map.of(Setting.DATA, folder.resolve("data").toString()), Map.of());
        var client = new AdminClient(config, server.endpoint().toString());
        var rows = client.exchange("GET", "admin/kms/ledger", "").document().path("rows");
        for (var row : rows) {
            if (row.path("principal").asText().contains("/s3-batch-operations_")
                    && row.path("outcome").asText().equals("MADE")) {
                calls.merge(row.path("operation").asText(), row.path("calls").asLong(), Long::sum);
            }
        }
    }

    /// Half of the sources have a data key of their own under the KMS key: each costs a call, and some a second
    /// one after a kill, those of the last second. Everything else is paid by bucket keys, a few for each
    /// server.
    private void checkKmsCalls() {
        System.out.printf("BatchCrashTest: KMS calls of the job, %s%n", calls);
        long ofTheirOwn = OBJECTS / 2L;
        long repeated = OBJECTS > 10_000 ? OBJECTS / 20 : 3L * 200;
        assertThat(calls.getOrDefault("Decrypt", 0L)).isBetween(ofTheirOwn * 3 / 4, ofTheirOwn + repeated);
        assertThat(calls.getOrDefault("GenerateDataKey", 0L)).isBetween(1L, 4 * 8L);
    }

    /// What the last of the servers took, from its start on, and what all of them did.
    private static void tell(ChildServer server, JobDescriptor job, long before) {
        var cpu = ProcessHandle.of(server.pid())
                .orElseThrow()
                .info()
                .totalCpuDuration()
                .orElseThrow();
        System.out.printf(
                "BatchCrashTest: %d objects, %d s at work; the last server %d objects with %d ms of CPU%n",
                OBJECTS, job.progressSummary().timers().elapsedTimeInActiveSeconds(), OBJECTS - before, cpu.toMillis());
    }

    private static String text(S3Client s3, String bucket, String key) {
        return s3.getObjectAsBytes(b -> b.bucket(bucket).key(key)).asString(StandardCharsets.UTF_8);
    }
}
