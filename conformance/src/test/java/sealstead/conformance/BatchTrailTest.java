package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sealstead.kms.Ledger;
import sealstead.server.Setting;
import software.amazon.awssdk.services.s3control.model.JobOperation;
import software.amazon.awssdk.services.s3control.model.JobStatus;

/// Who did what a job did: its role, in the audit trail and in the ledger of the KMS.
final class BatchTrailTest {
    @TempDir
    private Path folder;

    @Test
    void the_trail_names_the_role_of_the_job_and_the_kms_was_asked_by_it() throws Exception {
        var settings = Map.of(
                Setting.AUDIT_EVENTS,
                "all",
                Setting.AUDIT_FOLDER,
                folder.resolve("audit").toString());
        try (var server = new LocalServer(settings);
                var world = new BatchWorld(server)) {
            world.s3.createBucket(b -> b.bucket("from"));
            world.s3.createBucket(b -> b.bucket("target"));
            world.put("from", "k", "x");
            String key;
            try (var kms = server.kms()) {
                key = kms.createKey().keyMetadata().arn();
            }
            var id = world.create(
                    JobOperation.builder()
                            .s3PutObjectCopy(c -> c.targetResource("arn:aws:s3:::target")
                                    .newObjectMetadata(m -> m.sseAlgorithm("KMS"))
                                    .sseAwsKmsKeyId(key))
                            .build(),
                    world.csv("from,k"));
            assertThat(world.ended(id).status()).isEqualTo(JobStatus.COMPLETE);
            var session = "arn:aws:sts::" + LocalServer.ACCOUNT + ":assumed-role/batch/s3-batch-operations_" + id;
            assertThat(server.ledger().rows().stream()
                            .filter(row -> row.entry().outcome() == Ledger.Outcome.MADE
                                    && row.entry().keyArn().equals(key))
                            .map(row ->
                                    row.entry().operation() + " " + row.entry().principal()))
                    .containsExactly("GenerateDataKey " + session);
            var root = server.server().rootKey();
            server.stop();
            var events = TrailFiles.events(folder.resolve("audit"), root);
            var byRole = events.stream()
                    .filter(event ->
                            event.path("userIdentity").path("arn").asText().equals(session))
                    .map(event -> event.path("eventName").asText())
                    .toList();
            // the list, the copy and its key, and the two files of the report
            assertThat(byRole)
                    .containsExactlyInAnyOrder("GetObject", "CopyObject", "GenerateDataKey", "PutObject", "PutObject");
            var created = events.stream()
                    .filter(event -> event.path("eventName").asText().equals("CreateJob"))
                    .toList();
            assertThat(created).hasSize(1);
            assertThat(events.stream()
                            .filter(event -> event.path("eventName").asText().equals("DescribeJob")))
                    .isNotEmpty()
                    .allMatch(event -> event.path("requestParameters")
                            .path("jobId")
                            .asText()
                            .equals(id));
        }
    }
}
