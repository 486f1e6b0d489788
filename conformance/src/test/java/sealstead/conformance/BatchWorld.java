package sealstead.conformance;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3control.S3ControlClient;
import software.amazon.awssdk.services.s3control.model.CreateJobRequest;
import software.amazon.awssdk.services.s3control.model.JobDescriptor;
import software.amazon.awssdk.services.s3control.model.JobManifest;
import software.amazon.awssdk.services.s3control.model.JobManifestFieldName;
import software.amazon.awssdk.services.s3control.model.JobManifestFormat;
import software.amazon.awssdk.services.s3control.model.JobOperation;
import software.amazon.awssdk.services.s3control.model.JobReportFormat;
import software.amazon.awssdk.services.s3control.model.JobReportScope;
import software.amazon.awssdk.services.s3control.model.JobStatus;

/// What tests of batch jobs need: a role, buckets for manifests and reports, and clients of AWS's SDK.
final class BatchWorld implements AutoCloseable {
    static final String ROLE = "arn:aws:iam::" + LocalServer.ACCOUNT + ":role/batch";
    static final String TRUST =
            "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"Service\":"
                    + "\"batchoperations.s3.amazonaws.com\"},\"Action\":\"sts:AssumeRole\"}]}";
    private static final EnumSet<JobStatus> FINAL =
            EnumSet.of(JobStatus.COMPLETE, JobStatus.FAILED, JobStatus.CANCELLED);

    final S3Client s3;
    final S3ControlClient control;

    /// A world whose role may do everything.
    BatchWorld(LocalServer server) {
        this.s3 = DirectoryBuckets.client(server);
        this.control = ControlTagsTest.client(new People(server).owner());
        new IamWorld(server).asRoot(iam -> {
            iam.createRole(r -> r.roleName("batch").assumeRolePolicyDocument(TRUST));
            iam.putRolePolicy(r -> r.roleName("batch").policyName("all").policyDocument(IamWorld.ALLOW_ALL));
        });
        s3.createBucket(b -> b.bucket("lists"));
        s3.createBucket(b -> b.bucket("reports"));
    }

    static S3ControlClient control(URI endpoint) {
        return S3ControlClient.builder()
                .endpointOverride(URI.create("http://localhost:" + endpoint.getPort()))
                .region(Region.of(LocalServer.REGION))
                .credentialsProvider(LocalServer.credentials())
                .build();
    }

    void put(String bucket, String key, String body) {
        s3.putObject(b -> b.bucket(bucket).key(key), RequestBody.fromString(body));
    }

    /// A CSV manifest of bucket and key, put into its bucket.
    JobManifest csv(String... lines) {
        return csv(List.of(JobManifestFieldName.BUCKET, JobManifestFieldName.KEY), lines);
    }

    JobManifest csv(List<JobManifestFieldName> fields, String... lines) {
        var key = "list-" + UUID.randomUUID() + ".csv";
        var etag = s3.putObject(
                        b -> b.bucket("lists").key(key), RequestBody.fromString(String.join("\n", lines) + "\n"))
                .eTag();
        return JobManifest.builder()
                .spec(spec -> spec.format(JobManifestFormat.S3_BATCH_OPERATIONS_CSV_20180820)
                        .fields(fields))
                .location(at -> at.objectArn("arn:aws:s3:::lists/" + key).eTag(etag))
                .build();
    }

    /// Makes a job with a report of all tasks.
    String create(JobOperation operation, JobManifest manifest) {
        return create(operation, b -> b.manifest(manifest));
    }

    String create(JobOperation operation, Consumer<CreateJobRequest.Builder> more) {
        return create(control, operation, more);
    }

    static String create(S3ControlClient client, JobOperation operation, Consumer<CreateJobRequest.Builder> more) {
        var request = CreateJobRequest.builder()
                .accountId(LocalServer.ACCOUNT)
                .operation(operation)
                .priority(10)
                .roleArn(ROLE)
                .clientRequestToken(UUID.randomUUID().toString())
                .report(r -> r.enabled(true)
                        .bucket("arn:aws:s3:::reports")
                        .format(JobReportFormat.REPORT_CSV_20180820)
                        .prefix("r")
                        .reportScope(JobReportScope.ALL_TASKS));
        more.accept(request);
        return client.createJob(request.build()).jobId();
    }

    JobDescriptor describe(String id) {
        return describe(control, id);
    }

    static JobDescriptor describe(S3ControlClient client, String id) {
        return client.describeJob(b -> b.accountId(LocalServer.ACCOUNT).jobId(id))
                .job();
    }

    /// Waits for the end of a job.
    JobDescriptor ended(String id) throws InterruptedException {
        while (true) {
            var job = describe(id);
            if (FINAL.contains(job.status())) {
                return job;
            }
            Thread.sleep(20);
        }
    }

    JobDescriptor await(String id, JobStatus status) throws InterruptedException {
        while (true) {
            var job = describe(id);
            if (job.status() == status) {
                return job;
            }
            if (FINAL.contains(job.status())) {
                throw new AssertionError(job.toString());
            }
            Thread.sleep(20);
        }
    }

    /// The lines of a job's report, those that succeeded first.
    List<String> report(String id) throws IOException {
        var lines = new ArrayList<String>();
        var manifest =
                new com.fasterxml.jackson.databind.ObjectMapper().readTree(text("r/job-" + id + "/manifest.json"));
        for (var result : manifest.path("Results")) {
            lines.addAll(text(result.path("Key").asText()).lines().toList());
        }
        return lines;
    }

    String text(String key) {
        return s3.getObjectAsBytes(b -> b.bucket("reports").key(key)).asString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        control.close();
        s3.close();
    }
}
