package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static sealstead.conformance.BatchWorld.ROLE;

import java.io.IOException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.model.MetadataDirective;
import software.amazon.awssdk.services.s3.model.ObjectLockLegalHoldStatus;
import software.amazon.awssdk.services.s3.model.ObjectLockMode;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;
import software.amazon.awssdk.services.s3control.model.JobManifestFieldName;
import software.amazon.awssdk.services.s3control.model.JobOperation;
import software.amazon.awssdk.services.s3control.model.JobStatus;
import software.amazon.awssdk.services.s3control.model.S3ChecksumAlgorithm;
import software.amazon.awssdk.services.s3control.model.S3SSEAlgorithm;
import software.amazon.awssdk.services.s3control.model.S3Tag;

/// Each operation of a job does to an object what the request of a client would, and the report tells of it.
@SuppressWarnings({"NullAway.Init", "unchecked"})
final class BatchOperationsTest {
    @Server
    private static LocalServer server;

    private static BatchWorld world;

    @BeforeAll
    static void start() {
        world = new BatchWorld(server);
    }

    @AfterAll
    static void stop() throws IOException {
        world.close();
    }

    private static S3Tag tag(String key, String value) {
        return S3Tag.builder().key(key).value(value).build();
    }

    @Test
    void a_copy_gives_the_objects_what_the_job_says_and_reports_what_failed() throws Exception {
        world.s3.createBucket(b -> b.bucket("copy-from"));
        world.s3.createBucket(b -> b.bucket("copy-to"));
        world.put("copy-from", "a b/ü+,\"", "one");
        world.put("copy-from", "second", "two!");
        String keyArn;
        try (var kms = server.kms()) {
            keyArn = kms.createKey().keyMetadata().arn();
        }
        var id = world.create(
                JobOperation.builder()
                        .s3PutObjectCopy(c -> c.targetResource("arn:aws:s3:::copy-to")
                                .targetKeyPrefix("into/")
                                .metadataDirective("REPLACE")
                                .newObjectMetadata(m -> m.contentType("text/x-copied")
                                        .cacheControl("no-store")
                                        .userMetadata(Map.of("Colour", "blue"))
                                        .sseAlgorithm(S3SSEAlgorithm.KMS))
                                .sseAwsKmsKeyId(keyArn)
                                .bucketKeyEnabled(true)
                                .newObjectTagging(tag("team", "red"), tag("ä =", ""))
                                .checksumAlgorithm(S3ChecksumAlgorithm.SHA256))
                        .build(),
                world.csv("copy-from,a%20b/%C3%BC%2B%2C%22", "copy-from,second", "copy-from,missing"));
        var job = world.ended(id);
        assertThat(job.status()).as(job.toString()).isEqualTo(JobStatus.COMPLETE);
        assertThat(job.progressSummary().totalNumberOfTasks()).isEqualTo(3);
        assertThat(job.progressSummary().numberOfTasksSucceeded()).isEqualTo(2);
        assertThat(job.progressSummary().numberOfTasksFailed()).isEqualTo(1);
        assertThat(world.report(id))
                .containsExactly(
                        "copy-from,a+b/%C3%BC%2B%2C%22,,succeeded,,200,Successful",
                        "copy-from,second,,succeeded,,200,Successful",
                        "copy-from,missing,,failed,NoSuchKey,404,The specified key does not exist.");
        var head = world.s3.headObject(
                b -> b.bucket("copy-to").key("into/a b/ü+,\"").checksumMode("ENABLED"));
        assertThat(head.contentType()).isEqualTo("text/x-copied");
        assertThat(head.cacheControl()).isEqualTo("no-store");
        assertThat(head.metadata()).isEqualTo(Map.of("colour", "blue"));
        assertThat(head.serverSideEncryption()).isEqualTo(ServerSideEncryption.AWS_KMS);
        assertThat(head.ssekmsKeyId()).isEqualTo(keyArn);
        assertThat(head.bucketKeyEnabled()).isTrue();
        assertThat(head.checksumSHA256()).isNotEmpty();
        assertThat(head.tagCount()).isEqualTo(2);
        // what a job has made is an object like any other
        world.put("copy-to", "into/second", "written over");
        world.s3.deleteObject(b -> b.bucket("copy-to").key("into/second"));
        world.s3.deleteObject(b -> b.bucket("copy-to").key("into/a b/ü+,\""));
        assertThat(world.s3.listObjectsV2(b -> b.bucket("copy-to")).contents()).isEmpty();
    }

    @Test
    void a_job_says_no_to_the_bucket_key_of_its_target_and_its_report_is_under_s3s_own_keys() throws Exception {
        world.s3.createBucket(b -> b.bucket("no-bucket-key"));
        world.s3.putBucketEncryption(b -> b.bucket("no-bucket-key")
                .serverSideEncryptionConfiguration(c -> c.rules(r -> r.bucketKeyEnabled(true)
                        .applyServerSideEncryptionByDefault(d -> d.sseAlgorithm(ServerSideEncryption.AWS_KMS)))));
        world.s3.putBucketEncryption(b -> b.bucket("reports")
                .serverSideEncryptionConfiguration(c -> c.rules(
                        r -> r.applyServerSideEncryptionByDefault(d -> d.sseAlgorithm(ServerSideEncryption.AWS_KMS)))));
        world.put("no-bucket-key", "from", "one");
        for (boolean enabled : new boolean[] {false, true}) {
            var id = world.create(
                    JobOperation.builder()
                            .s3PutObjectCopy(c -> c.targetResource("arn:aws:s3:::no-bucket-key")
                                    .targetKeyPrefix(enabled + "/")
                                    .bucketKeyEnabled(enabled))
                            .build(),
                    world.csv("no-bucket-key,from"));
            assertThat(world.ended(id).progressSummary().numberOfTasksSucceeded())
                    .isEqualTo(1);
            var head = world.s3.headObject(b -> b.bucket("no-bucket-key").key(enabled + "/from"));
            assertThat(head.serverSideEncryption()).isEqualTo(ServerSideEncryption.AWS_KMS);
            assertThat(Boolean.TRUE.equals(head.bucketKeyEnabled())).isEqualTo(enabled);
        }
        assertThat(world.s3.listObjectsV2(b -> b.bucket("reports")).contents())
                .isNotEmpty()
                .allSatisfy(written -> assertThat(world.s3
                                .headObject(b -> b.bucket("reports").key(written.key()))
                                .serverSideEncryption())
                        .isEqualTo(ServerSideEncryption.AES256));
    }

    @Test
    void tags_are_put_and_taken_of_the_versions_that_are_named() throws Exception {
        world.s3.createBucket(b -> b.bucket("tagged"));
        world.s3.putBucketVersioning(b -> b.bucket("tagged").versioningConfiguration(v -> v.status("Enabled")));
        world.put("tagged", "k", "old");
        var old = world.s3.headObject(b -> b.bucket("tagged").key("k")).versionId();
        world.put("tagged", "k", "new");
        var fields = List.of(
                JobManifestFieldName.KEY,
                JobManifestFieldName.IGNORE,
                JobManifestFieldName.VERSION_ID,
                JobManifestFieldName.BUCKET);
        var line = "k,whatever," + old + ",tagged";
        var put = world.create(
                JobOperation.builder()
                        .s3PutObjectTagging(t -> t.tagSet(tag("a", "1")))
                        .build(),
                world.csv(fields, line));
        assertThat(world.ended(put).status()).isEqualTo(JobStatus.COMPLETE);
        assertThat(world.report(put)).containsExactly("tagged,k," + old + ",succeeded,,200,Successful");
        assertThat(world.s3
                        .getObjectTagging(b -> b.bucket("tagged").key("k").versionId(old))
                        .tagSet())
                .hasSize(1);
        assertThat(world.s3.getObjectTagging(b -> b.bucket("tagged").key("k")).tagSet())
                .isEmpty();
        var taken = world.create(
                JobOperation.builder().s3DeleteObjectTagging(t -> {}).build(), world.csv(fields, line));
        assertThat(world.ended(taken).status()).isEqualTo(JobStatus.COMPLETE);
        assertThat(world.s3
                        .getObjectTagging(b -> b.bucket("tagged").key("k").versionId(old))
                        .tagSet())
                .isEmpty();
    }

    @Test
    void locks_are_put_and_may_be_bypassed() throws Exception {
        world.s3.createBucket(b -> b.bucket("locked").objectLockEnabledForBucket(true));
        world.put("locked", "k", "kept");
        var until = server.clock().instant().plus(Duration.ofDays(3)).truncatedTo(ChronoUnit.SECONDS);
        var retention = JobOperation.builder()
                .s3PutObjectRetention(r -> r.retention(t -> t.mode("GOVERNANCE").retainUntilDate(until)))
                .build();
        assertThat(world.ended(world.create(retention, world.csv("locked,k")))
                        .progressSummary()
                        .numberOfTasksSucceeded())
                .isEqualTo(1);
        var hold = JobOperation.builder()
                .s3PutObjectLegalHold(h -> h.legalHold(l -> l.status("ON")))
                .build();
        assertThat(world.ended(world.create(hold, world.csv("locked,k")))
                        .progressSummary()
                        .numberOfTasksSucceeded())
                .isEqualTo(1);
        var head = world.s3.headObject(b -> b.bucket("locked").key("k"));
        assertThat(head.objectLockMode()).isEqualTo(ObjectLockMode.GOVERNANCE);
        assertThat(head.objectLockRetainUntilDate()).isEqualTo(until);
        assertThat(head.objectLockLegalHoldStatus()).isEqualTo(ObjectLockLegalHoldStatus.ON);
        var sooner = JobOperation.builder()
                .s3PutObjectRetention(
                        r -> r.retention(t -> t.mode("GOVERNANCE").retainUntilDate(until.minus(Duration.ofDays(1)))))
                .build();
        var refused = world.create(sooner, world.csv("locked,k"));
        assertThat(world.ended(refused).progressSummary().numberOfTasksFailed()).isEqualTo(1);
        assertThat(world.report(refused)).singleElement().asString().startsWith("locked,k,,failed,AccessDenied,403,");
        var bypass = JobOperation.builder()
                .s3PutObjectRetention(r -> r.bypassGovernanceRetention(true)
                        .retention(t -> t.mode("GOVERNANCE").retainUntilDate(until.minus(Duration.ofDays(1)))))
                .build();
        assertThat(world.ended(world.create(bypass, world.csv("locked,k")))
                        .progressSummary()
                        .numberOfTasksSucceeded())
                .isEqualTo(1);
    }

    @Test
    void archived_objects_are_made_restored_and_cannot_be_read_before() throws Exception {
        world.s3.createBucket(b -> b.bucket("archive"));
        world.put("archive", "k", "content");
        var freeze = JobOperation.builder()
                .s3PutObjectCopy(c -> c.targetResource("arn:aws:s3:::archive").storageClass("GLACIER"))
                .build();
        assertThat(world.ended(world.create(freeze, world.csv("archive,k")))
                        .progressSummary()
                        .numberOfTasksSucceeded())
                .isEqualTo(1);
        assertThat(world.s3.headObject(b -> b.bucket("archive").key("k")).storageClassAsString())
                .isEqualTo("GLACIER");
        var sum = JobOperation.builder()
                .s3ComputeObjectChecksum(c -> c.checksumAlgorithm("CRC32").checksumType("FULL_OBJECT"))
                .build();
        var unreadable = world.create(sum, world.csv("archive,k"));
        assertThat(world.ended(unreadable).progressSummary().numberOfTasksFailed())
                .isEqualTo(1);
        assertThat(world.report(unreadable))
                .singleElement()
                .asString()
                .startsWith("archive,k,,failed,InvalidObjectState,403,");
        var restore = JobOperation.builder()
                .s3InitiateRestoreObject(r -> r.expirationInDays(2).glacierJobTier("BULK"))
                .build();
        var restored = world.create(restore, world.csv("archive,k"));
        assertThat(world.ended(restored).progressSummary().numberOfTasksSucceeded())
                .isEqualTo(1);
        assertThat(world.s3.headObject(b -> b.bucket("archive").key("k")).restore())
                .startsWith("ongoing-request=\"false\"");
        assertThat(world.s3.getObjectAsBytes(b -> b.bucket("archive").key("k")).asUtf8String())
                .isEqualTo("content");
        world.put("archive", "standard", "content");
        var not = world.create(restore, world.csv("archive,standard"));
        assertThat(world.ended(not).progressSummary().numberOfTasksFailed()).isEqualTo(1);
        assertThat(world.report(not))
                .singleElement()
                .asString()
                .startsWith("archive,standard,,failed,InvalidObjectState,403,");
    }

    @Test
    void checksums_of_whole_objects_and_of_parts_are_told_in_the_report() throws Exception {
        world.s3.createBucket(b -> b.bucket("summed"));
        world.put("summed", "k", "123456789");
        var whole = JobOperation.builder()
                .s3ComputeObjectChecksum(c -> c.checksumAlgorithm("CRC32").checksumType("FULL_OBJECT"))
                .build();
        var id = world.create(whole, world.csv("summed,k"));
        assertThat(world.ended(id).status()).isEqualTo(JobStatus.COMPLETE);
        assertThat(world.report(id))
                .singleElement()
                .asString()
                .contains("\"\"checksum_base64\"\":\"\"y/Q5Jg==\"\"", "\"\"checksumType\"\":\"\"FULL_OBJECT\"\"");
        var parts = JobOperation.builder()
                .s3ComputeObjectChecksum(c -> c.checksumAlgorithm("CRC32").checksumType("COMPOSITE"))
                .build();
        var composite = world.create(parts, world.csv("summed,k"));
        assertThat(world.ended(composite).status()).isEqualTo(JobStatus.COMPLETE);
        assertThat(world.report(composite)).singleElement().asString().contains("COMPOSITE", "-1\"\"");
    }

    @Test
    void the_audit_trail_and_the_kms_see_the_role() throws Exception {
        world.s3.createBucket(b -> b.bucket("role-from"));
        world.s3.createBucket(b -> b.bucket("role-to"));
        world.put("role-from", "k", "x");
        world.s3.putBucketPolicy(b -> b.bucket("role-to")
                .policy(People.policy(People.resource("Deny", ROLE, "s3:PutObject", "arn:aws:s3:::role-to/*", "{}"))));
        var copy = JobOperation.builder()
                .s3PutObjectCopy(c ->
                        c.targetResource("arn:aws:s3:::role-to").metadataDirective(MetadataDirective.COPY.toString()))
                .build();
        var id = world.create(copy, world.csv("role-from,k"));
        var job = world.ended(id);
        assertThat(job.status()).isEqualTo(JobStatus.COMPLETE);
        assertThat(world.report(id)).singleElement().asString().startsWith("role-from,k,,failed,AccessDenied,403,");
        assertThat(world.report(id).getFirst())
                .contains("assumed-role/batch/s3-batch-operations_" + id, "explicit deny");
    }
}
