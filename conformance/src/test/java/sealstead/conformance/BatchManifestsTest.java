package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sealstead.server.Setting;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.EncryptionType;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;
import software.amazon.awssdk.services.s3control.model.GeneratedManifestFormat;
import software.amazon.awssdk.services.s3control.model.JobDescriptor;
import software.amazon.awssdk.services.s3control.model.JobManifest;
import software.amazon.awssdk.services.s3control.model.JobManifestFieldName;
import software.amazon.awssdk.services.s3control.model.JobManifestFormat;
import software.amazon.awssdk.services.s3control.model.JobManifestGeneratorFilter;
import software.amazon.awssdk.services.s3control.model.JobOperation;
import software.amazon.awssdk.services.s3control.model.JobStatus;
import software.amazon.awssdk.services.s3control.model.ObjectEncryptionFilter;
import software.amazon.awssdk.services.s3control.model.ReplicationStatus;
import software.amazon.awssdk.services.s3control.model.S3StorageClass;

/// The lists that jobs are given, and those that are made for them.
@SuppressWarnings({"NullAway.Init", "unchecked"})
final class BatchManifestsTest {
    private static final JobOperation UNTAG =
            JobOperation.builder().s3DeleteObjectTagging(t -> {}).build();

    @Server(@Server.With(setting = Setting.MAINTENANCE_EVERY, value = "PT24H"))
    private static LocalServer server;

    private static BatchWorld world;
    private static String keyArn;

    @BeforeAll
    static void start() {
        world = new BatchWorld(server);
        world.s3.createBucket(b -> b.bucket("source"));
        world.s3.putBucketEncryption(b -> b.bucket("source")
                .serverSideEncryptionConfiguration(
                        c -> c.rules(r -> r.blockedEncryptionTypes(t -> t.encryptionType(EncryptionType.NONE)))));
        try (var kms = server.kms()) {
            keyArn = kms.createKey().keyMetadata().arn();
        }
        for (var kind : Kind.values()) {
            world.s3.putObject(
                    b -> kind.on(b.bucket("source").key("as/" + kind + ".txt"), keyArn),
                    RequestBody.fromString(kind.name()));
        }
        world.put("source", "a b/ü+,\"", "four");
    }

    @AfterAll
    static void stop() throws IOException {
        world.close();
    }

    private static JobDescriptor generated(Consumer<JobManifestGeneratorFilter.Builder> filter) throws Exception {
        var id = world.create(
                UNTAG,
                b -> b.manifestGenerator(g -> g.s3JobManifestGenerator(m -> m.sourceBucket("arn:aws:s3:::source")
                                .enableManifestOutput(false)
                                .filter(filter)))
                        .report(r -> r.enabled(true)
                                .bucket("arn:aws:s3:::reports")
                                .prefix("r")
                                .format("Report_CSV_20180820")
                                .reportScope("AllTasks")));
        return world.ended(id);
    }

    private static List<String> keys(Consumer<JobManifestGeneratorFilter.Builder> filter) throws Exception {
        var job = generated(filter);
        if (job.status() == JobStatus.FAILED) {
            assertThat(job.failureReasons().getFirst().failureReason()).contains("No keys found");
            return List.of();
        }
        return world.report(job.jobId()).stream()
                .map(line -> line.split(",")[1].replace("as/", "").replace(".txt", ""))
                .sorted()
                .toList();
    }

    private static ObjectEncryptionFilter encrypted(Consumer<ObjectEncryptionFilter.Builder> kind) {
        var filter = ObjectEncryptionFilter.builder();
        kind.accept(filter);
        return filter.build();
    }

    @Test
    void every_filter_of_the_model_chooses_what_it_says() throws Exception {
        assertThat(keys(f -> {})).hasSize(7).contains("a+b/%C3%BC%2B%2C%22");
        assertThat(keys(f -> f.keyNameConstraint(k -> k.matchAnyPrefix("as/SSE_C", "as/SSE", "a "))))
                .containsExactly(
                        "SSE_C", "SSE_KMS", "SSE_KMS_BUCKET_KEY", "SSE_KMS_MANAGED", "SSE_S3", "a+b/%C3%BC%2B%2C%22");
        assertThat(keys(f -> f.keyNameConstraint(k -> k.matchAnySuffix("_C.txt", "S3.txt"))))
                .containsExactly("SSE_C", "SSE_S3");
        assertThat(keys(f ->
                        f.keyNameConstraint(k -> k.matchAnySubstring("MANAGED").matchAnyPrefix("as/"))))
                .containsExactly("SSE_KMS_MANAGED");
        assertThat(keys(f -> f.objectSizeGreaterThanBytes(4L).objectSizeLessThanBytes(6L)))
                .containsExactly("SSE_C");
        assertThat(keys(f -> f.createdAfter(server.clock().instant().plus(Duration.ofHours(1)))))
                .isEmpty();
        assertThat(keys(f -> f.createdBefore(server.clock().instant().plus(Duration.ofHours(1)))))
                .hasSize(7);
        assertThat(keys(f -> f.matchAnyStorageClass(S3StorageClass.GLACIER, S3StorageClass.STANDARD)))
                .hasSize(7);
        assertThat(keys(f -> f.matchAnyStorageClass(S3StorageClass.GLACIER))).isEmpty();
        assertThat(keys(f -> f.eligibleForReplication(true))).isEmpty();
        assertThat(keys(f -> f.objectReplicationStatuses(ReplicationStatus.NONE, ReplicationStatus.FAILED)))
                .hasSize(7);
        assertThat(keys(f -> f.objectReplicationStatuses(ReplicationStatus.COMPLETED)))
                .isEmpty();
    }

    @Test
    void objects_are_chosen_by_how_they_are_encrypted_and_the_kms_is_not_asked() throws Exception {
        assertThat(keys(f -> f.matchAnyObjectEncryption(encrypted(e -> e.sses3(s -> {})))))
                .containsExactly("SSE_S3", "a+b/%C3%BC%2B%2C%22");
        assertThat(keys(f -> f.matchAnyObjectEncryption(encrypted(e -> e.ssekms(s -> {})))))
                .containsExactly("SSE_KMS", "SSE_KMS_BUCKET_KEY", "SSE_KMS_MANAGED");
        assertThat(keys(f -> f.matchAnyObjectEncryption(encrypted(e -> e.ssekms(s -> s.kmsKeyArn(keyArn))))))
                .containsExactly("SSE_KMS", "SSE_KMS_BUCKET_KEY");
        assertThat(keys(f -> f.matchAnyObjectEncryption(
                        encrypted(e -> e.ssekms(s -> s.kmsKeyArn(keyArn).bucketKeyEnabled(true))))))
                .containsExactly("SSE_KMS_BUCKET_KEY");
        assertThat(keys(f -> f.matchAnyObjectEncryption(encrypted(e -> e.ssekms(s -> s.bucketKeyEnabled(false))))))
                .containsExactly("SSE_KMS", "SSE_KMS_MANAGED");
        assertThat(keys(f -> f.matchAnyObjectEncryption(encrypted(e -> e.dssekms(s -> s.kmsKeyArn(keyArn))))))
                .containsExactly("DSSE_KMS");
        assertThat(keys(f -> f.matchAnyObjectEncryption(encrypted(e -> e.ssec(s -> {})))))
                .containsExactly("SSE_C");
        assertThat(keys(f -> f.matchAnyObjectEncryption(encrypted(e -> e.notsse(s -> {})))))
                .isEmpty();
    }

    @Test
    void a_generated_manifest_chooses_by_storage_class() throws Exception {
        world.s3.putObject(
                b -> b.bucket("source").key("cold").storageClass("GLACIER_IR"), RequestBody.fromString("content"));
        try {
            assertThat(keys(f -> f.matchAnyStorageClassWithStrings("GLACIER_IR", "GLACIER")))
                    .containsExactly("cold");
            assertThat(keys(f -> f.matchAnyStorageClassWithStrings("STANDARD"))).doesNotContain("cold");
        } finally {
            world.s3.deleteObject(b -> b.bucket("source").key("cold"));
        }
    }

    @Test
    void a_generated_manifest_is_put_where_the_job_wants_it() throws Exception {
        var id = world.create(
                UNTAG,
                b -> b.manifestGenerator(g -> g.s3JobManifestGenerator(m -> m.sourceBucket("arn:aws:s3:::source")
                        .filter(f -> f.keyNameConstraint(k -> k.matchAnySubstring("b/", "SSE_S3")))
                        .enableManifestOutput(true)
                        .manifestOutputLocation(o -> o.bucket("arn:aws:s3:::reports")
                                .manifestPrefix("made")
                                .manifestFormat(GeneratedManifestFormat.S3_INVENTORY_REPORT_CSV_20211130)
                                .manifestEncryption(e -> e.ssekms(k -> k.keyId(keyArn)))))));
        var job = world.ended(id);
        assertThat(job.status()).as(job.toString()).isEqualTo(JobStatus.COMPLETE);
        var descriptor = job.generatedManifestDescriptor();
        var key = descriptor.location().objectArn().replace("arn:aws:s3:::reports/", "");
        var manifest = world.s3.headObject(b -> b.bucket("reports").key(key));
        assertThat(manifest.serverSideEncryption()).isEqualTo(ServerSideEncryption.AWS_KMS);
        assertThat(manifest.eTag()).isEqualTo("\"" + descriptor.location().eTag() + "\"");
        var told = new com.fasterxml.jackson.databind.ObjectMapper().readTree(world.text(key));
        var data = world.s3
                .getObjectAsBytes(b -> b.bucket("reports")
                        .key(told.path("files").path(0).path("key").asText()))
                .asByteArray();
        try (var lines = new GZIPInputStream(new ByteArrayInputStream(data))) {
            assertThat(new String(lines.readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("\"source\",\"a+b/%C3%BC%2B%2C%22\"\n\"source\",\"as/SSE_S3.txt\"\n");
        }
        assertThat(told.path("fileSchema").asText()).isEqualTo("Bucket, Key");
    }

    @Test
    void an_inventory_is_a_manifest_whose_delete_markers_are_passed_over() throws Exception {
        world.s3.createBucket(b -> b.bucket("listed"));
        world.s3.createBucket(b -> b.bucket("inventories"));
        world.s3.putBucketVersioning(b -> b.bucket("listed").versioningConfiguration(v -> v.status("Enabled")));
        world.put("listed", "a b/ü+,\"", "1");
        world.put("listed", "gone", "2");
        world.s3.deleteObject(b -> b.bucket("listed").key("gone"));
        world.s3.putBucketPolicy(b -> b.bucket("inventories")
                .policy(People.policy("{\"Effect\":\"Allow\",\"Principal\":{\"Service\":\"s3.amazonaws.com\"},"
                        + "\"Action\":\"s3:PutObject\",\"Resource\":\"arn:aws:s3:::inventories/*\"}")));
        var inventories = new Inventories(world.s3, world.s3, "inventories");
        inventories.put("listed", "all", c -> c.includedObjectVersions("All"));
        server.server().maintainNow();
        var key = inventories.manifests("listed", "all").getLast();
        var etag = world.s3.headObject(b -> b.bucket("inventories").key(key)).eTag();
        var manifest = JobManifest.builder()
                .spec(s -> s.format(JobManifestFormat.S3_INVENTORY_REPORT_CSV_20161130))
                .location(l -> l.objectArn("arn:aws:s3:::inventories/" + key).eTag(etag))
                .build();
        var id = world.create(UNTAG, manifest);
        var job = world.ended(id);
        assertThat(job.status()).as(job.toString()).isEqualTo(JobStatus.COMPLETE);
        assertThat(world.report(id)).hasSize(2).allMatch(line -> line.split(",")[2].length() > 10);
    }

    /// A small document must not make a list of many times its length.
    @Test
    void a_file_that_an_inventory_names_twice_is_read_once_and_a_mark_of_the_byte_order_is_no_part_of_it()
            throws Exception {
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write("\uFEFF\"source\",\"as/SSE_S3.txt\"\n".getBytes(StandardCharsets.UTF_8));
        }
        world.s3.putObject(b -> b.bucket("lists").key("file.gz"), RequestBody.fromBytes(packed.toByteArray()));
        var file = "{\"key\":\"file.gz\",\"size\":1,\"MD5checksum\":\"\"}";
        var id = world.create(UNTAG, inventory(file + "," + file));
        var job = world.ended(id);
        assertThat(job.status()).as(job.toString()).isEqualTo(JobStatus.COMPLETE);
        assertThat(job.progressSummary().totalNumberOfTasks()).isEqualTo(1);
        failed(inventory(file + "," + file.replace("\"\"", "\"00\"")), "ManifestMalformed");
        var many = new StringBuilder(file);
        for (int i = 0; i < 10_000; i++) {
            many.append(',').append(file.replace("file", "file" + i));
        }
        failed(inventory(many.toString()), "ManifestTooLarge");
    }

    private static JobManifest inventory(String files) {
        var document =
                "{\"sourceBucket\":\"source\",\"destinationBucket\":\"arn:aws:s3:::lists\",\"fileFormat\":\"CSV\","
                        + "\"fileSchema\":\"Bucket, Key\",\"files\":[" + files + "]}";
        var etag = world.s3
                .putObject(b -> b.bucket("lists").key("manifest.json"), RequestBody.fromString(document))
                .eTag();
        return JobManifest.builder()
                .spec(s -> s.format(JobManifestFormat.S3_INVENTORY_REPORT_CSV_20161130))
                .location(l -> l.objectArn("arn:aws:s3:::lists/manifest.json").eTag(etag))
                .build();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "source,k,more           | ManifestMalformed | Line 1",
                "source,%zz              | ManifestMalformed | Line 1",
                "source,\"k             | ManifestMalformed | Line 1",
                "source,                 | ManifestInvalid   | empty",
                "source,k#other,k        | ManifestInvalid   | one bucket",
                "-                       | ManifestEmpty     | no objects",
            })
    void a_list_that_cannot_be_used_fails_its_job(String lines, String code, String reason) throws Exception {
        var manifest = lines == null ? world.csv() : world.csv(lines.split("#"));
        var job = world.ended(world.create(UNTAG, manifest));
        assertThat(job.status()).isEqualTo(JobStatus.FAILED);
        assertThat(job.failureReasons()).singleElement().satisfies(why -> {
            assertThat(why.failureCode()).isEqualTo(code);
            assertThat(why.failureReason()).contains(reason);
        });
        assertThat(job.progressSummary().numberOfTasksSucceeded()).isZero();
    }

    @Test
    void a_list_is_read_only_as_the_object_that_was_named() throws Exception {
        var good = world.csv("source,as/SSE_S3.txt");
        var other = good.toBuilder()
                .location(l -> l.objectArn(good.location().objectArn()).eTag("\"d41d8cd98f00b204e9800998ecf8427e\""))
                .build();
        failed(other, "ManifestETagMismatch");
        var absent = good.toBuilder()
                .location(l -> l.objectArn("arn:aws:s3:::lists/none").eTag("x"))
                .build();
        failed(absent, "ManifestUnreadable");
        var etag = world.s3
                .putObject(
                        b -> b.bucket("lists")
                                .key("sealed")
                                .serverSideEncryption(ServerSideEncryption.AWS_KMS)
                                .ssekmsKeyId(keyArn),
                        RequestBody.fromString("source,k\n"))
                .eTag();
        failed(
                good.toBuilder()
                        .location(l -> l.objectArn("arn:aws:s3:::lists/sealed").eTag(etag))
                        .build(),
                "ManifestEncryptedWithKms");
        var versions = world.csv(
                List.of(JobManifestFieldName.BUCKET, JobManifestFieldName.KEY, JobManifestFieldName.VERSION_ID),
                "source,k,null",
                "source,l,");
        failed(versions, "ManifestInvalid");
    }

    private static void failed(JobManifest manifest, String code) throws Exception {
        var job = world.ended(world.create(UNTAG, manifest));
        assertThat(job.status()).isEqualTo(JobStatus.FAILED);
        assertThat(job.failureReasons())
                .singleElement()
                .satisfies(why -> assertThat(why.failureCode()).isEqualTo(code));
    }
}
