package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3control.model.JobManifest;
import software.amazon.awssdk.services.s3control.model.JobManifestFieldName;
import software.amazon.awssdk.services.s3control.model.JobManifestFormat;
import software.amazon.awssdk.services.s3control.model.JobOperation;
import software.amazon.awssdk.services.s3control.model.JobStatus;

/// What a client puts over the copies of a job outlives the job, also when the server is killed before it
/// has kept that the copies were made.
@SuppressWarnings("unchecked") // varargs of the SDK
@Timeout(180)
final class BatchOvertakenTest {
    private static final int OBJECTS = 40;
    private static final EnumSet<JobStatus> FINAL =
            EnumSet.of(JobStatus.COMPLETE, JobStatus.FAILED, JobStatus.CANCELLED);

    @TempDir
    private Path folder;

    private ChildServer start(int perSecond) throws IOException {
        var environment = Map.of(
                "SEALSTEAD_ACCOUNT_ID",
                LocalServer.ACCOUNT,
                "SEALSTEAD_BATCH_TASKS_PER_SECOND",
                Integer.toString(perSecond));
        return new ChildServer(folder, environment);
    }

    private static String begin(ChildServer server, S3Client s3, boolean suspended) {
        try (var iam = IamClient.builder()
                .endpointOverride(server.endpoint())
                .region(Region.AWS_GLOBAL)
                .credentialsProvider(LocalServer.credentials())
                .build()) {
            iam.createRole(r -> r.roleName("batch").assumeRolePolicyDocument(BatchWorld.TRUST));
            iam.putRolePolicy(r -> r.roleName("batch").policyName("all").policyDocument(IamWorld.ALLOW_ALL));
        }
        s3.createBucket(b -> b.bucket("from"));
        s3.createBucket(b -> b.bucket("to-here"));
        if (suspended) {
            s3.putBucketVersioning(b -> b.bucket("to-here").versioningConfiguration(v -> v.status("Suspended")));
        }
        var list = new StringBuilder();
        for (int i = 0; i < OBJECTS; i++) {
            var key = "k" + i;
            s3.putObject(b -> b.bucket("from").key(key), RequestBody.fromString("copied"));
            list.append("from,").append(key).append('\n');
        }
        var etag = s3.putObject(b -> b.bucket("from").key("list"), RequestBody.fromString(list.toString()))
                .eTag();
        try (var control = BatchWorld.control(server.endpoint())) {
            return BatchWorld.create(
                    control,
                    JobOperation.builder()
                            .s3PutObjectCopy(c -> c.targetResource("arn:aws:s3:::to-here"))
                            .build(),
                    b -> b.manifest(JobManifest.builder()
                                    .spec(s -> s.format(JobManifestFormat.S3_BATCH_OPERATIONS_CSV_20180820)
                                            .fields(JobManifestFieldName.BUCKET, JobManifestFieldName.KEY))
                                    .location(l -> l.objectArn("arn:aws:s3:::from/list")
                                            .eTag(etag))
                                    .build())
                            .report(r -> r.enabled(false)));
        }
    }

    private static List<String> keys(S3Client s3) {
        return s3.listObjectsV2(b -> b.bucket("to-here")).contents().stream()
                .map(S3Object::key)
                .toList();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void what_a_client_puts_over_a_copy_is_not_copied_over_after_a_kill(boolean suspended) throws Exception {
        String id;
        var mine = new HashSet<String>();
        var all = new ArrayList<String>();
        try (var server = start(8);
                var s3 = ChildServer.s3(server.endpoint())) {
            id = begin(server, s3, suspended);
            while (mine.size() < OBJECTS / 2) {
                for (var key : keys(s3)) {
                    if (mine.add(key)) {
                        s3.putObject(b -> b.bucket("to-here").key(key), RequestBody.fromString("newer"));
                    }
                }
            }
            server.kill();
        }
        try (var server = start(0);
                var s3 = ChildServer.s3(server.endpoint());
                var control = BatchWorld.control(server.endpoint())) {
            var job = BatchWorld.describe(control, id);
            while (!FINAL.contains(job.status())) {
                Thread.sleep(20);
                job = BatchWorld.describe(control, id);
            }
            assertThat(job.status()).isEqualTo(JobStatus.COMPLETE);
            assertThat(job.progressSummary().numberOfTasksSucceeded()).isEqualTo(OBJECTS);
            all.addAll(keys(s3));
            assertThat(all).hasSize(OBJECTS);
            for (var key : all) {
                var body =
                        s3.getObjectAsBytes(b -> b.bucket("to-here").key(key)).asString(StandardCharsets.UTF_8);
                assertThat(body).as(key).isEqualTo(mine.contains(key) ? "newer" : "copied");
            }
        }
    }
}
