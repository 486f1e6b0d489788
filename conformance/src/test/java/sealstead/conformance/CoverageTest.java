package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.MetadataDirective;

/// What `admin/coverage` says is what every version says of itself.
@SuppressWarnings({"NullAway.Init", "unchecked"})
final class CoverageTest {
    @Server
    private LocalServer server;

    private S3Client s3;
    private KmsClient kms;

    @BeforeEach
    void start() {
        s3 = server.plainS3();
        kms = server.kms();
    }

    @AfterEach
    void stop() throws IOException {
        s3.close();
        kms.close();
    }

    private JsonNode coverage(String query) throws IOException {
        var answer = Administration.ask(server, "GET admin/coverage" + query);
        assertThat(answer.status()).as(answer.document().toString()).isEqualTo(200);
        assertThat(answer.document().path("complete").asBoolean()).isTrue();
        return answer.document();
    }

    /// Versions and bytes by protection and key, as coverage has them.
    private Map<String, List<Long>> told(String query) throws IOException {
        var told = new HashMap<String, List<Long>>();
        for (var row : coverage(query).path("rows")) {
            var way = row.path("bucket").asText() + " " + row.path("protection").asText() + " "
                    + row.path("keyArn").asText() + " " + row.path("bucketKey").asBoolean();
            long versions = row.path("versions").asLong();
            if (versions > 0) {
                told.merge(way, List.of(versions, row.path("bytes").asLong()), CoverageTest::sum);
            }
        }
        return told;
    }

    private static List<Long> sum(List<Long> one, List<Long> other) {
        return List.of(one.get(0) + other.get(0), one.get(1) + other.get(1));
    }

    /// The same as every version says of itself.
    private Map<String, List<Long>> seen() {
        var seen = new HashMap<String, List<Long>>();
        for (var bucket : s3.listBuckets().buckets()) {
            for (var page : s3.listObjectVersionsPaginator(b -> b.bucket(bucket.name()))) {
                for (var version : page.versions()) {
                    var head = s3.headObject(
                            b -> b.bucket(bucket.name()).key(version.key()).versionId(version.versionId()));
                    seen.merge(bucket.name() + " " + way(head), List.of(1L, head.contentLength()), CoverageTest::sum);
                }
            }
        }
        return seen;
    }

    private static String way(HeadObjectResponse head) {
        var protection = switch (head.serverSideEncryptionAsString()) {
            case "AES256" -> "SSE-S3";
            case "aws:kms" -> "SSE-KMS";
            default -> "DSSE-KMS";
        };
        return protection + " " + (head.ssekmsKeyId() == null ? "" : head.ssekmsKeyId()) + " "
                + Boolean.TRUE.equals(head.bucketKeyEnabled());
    }

    @Test
    void what_is_told_is_what_every_version_says_of_itself() throws IOException {
        long seed = Long.getLong("sealstead.seed", System.nanoTime());
        System.out.println("CoverageTest: -Dsealstead.seed=" + seed);
        var random = new Random(seed);
        var keys = new ArrayList<String>();
        for (int i = 0; i < 3; i++) {
            keys.add(kms.createKey().keyMetadata().arn());
        }
        for (var bucket : List.of("plain", "versioned")) {
            s3.createBucket(b -> b.bucket(bucket));
        }
        s3.putBucketVersioning(
                b -> b.bucket("versioned").versioningConfiguration(c -> c.status(BucketVersioningStatus.ENABLED)));
        for (int round = 0; round < 4; round++) {
            for (int i = 0; i < 60; i++) {
                change(random, keys);
            }
            assertThat(told("")).isEqualTo(seen());
            var plain = seen();
            plain.keySet().removeIf(way -> !way.startsWith("plain "));
            assertThat(told("?bucket=plain")).isEqualTo(plain);
            if (round == 1) {
                server.restart();
                s3.close();
                s3 = server.plainS3();
                kms.close();
                kms = server.kms();
            }
        }
    }

    private void change(Random random, List<String> keys) {
        var bucket = random.nextBoolean() ? "plain" : "versioned";
        var key = "k" + random.nextInt(8);
        var arn = keys.get(random.nextInt(keys.size()));
        boolean there = s3.listObjectsV2(b -> b.bucket(bucket).prefix(key)).keyCount() > 0;
        switch (random.nextInt(8)) {
            case 0 -> s3.deleteObject(b -> b.bucket(bucket).key(key));
            case 1 -> {
                var versions = s3.listObjectVersions(b -> b.bucket(bucket)).versions();
                if (!versions.isEmpty()) {
                    var one = versions.get(random.nextInt(versions.size()));
                    s3.deleteObject(b -> b.bucket(bucket).key(one.key()).versionId(one.versionId()));
                }
            }
            case 2 -> {
                var versions = s3.listObjectVersions(b -> b.bucket(bucket)).versions();
                for (var one : versions.subList(0, Math.min(1, versions.size()))) {
                    var head =
                            s3.headObject(b -> b.bucket(bucket).key(one.key()).versionId(one.versionId()));
                    if (!"aws:kms:dsse".equals(head.serverSideEncryptionAsString())) {
                        s3.updateObjectEncryption(b -> b.bucket(bucket)
                                .key(one.key())
                                .versionId(one.versionId())
                                .objectEncryption(
                                        o -> o.ssekms(k -> k.kmsKeyArn(arn).bucketKeyEnabled(random.nextBoolean()))));
                    }
                }
            }
            case 3 -> {
                if (there) {
                    s3.copyObject(b -> b.sourceBucket(bucket)
                            .sourceKey(key)
                            .destinationBucket("plain")
                            .destinationKey("copy-" + key)
                            .metadataDirective(MetadataDirective.REPLACE)
                            .serverSideEncryption("aws:kms:dsse")
                            .ssekmsKeyId(arn));
                }
            }
            case 4 -> {
                if (there) {
                    s3.putObjectTagging(b -> b.bucket(bucket)
                            .key(key)
                            .tagging(t -> t.tagSet(s -> s.key("n").value("" + random.nextInt()))));
                }
            }
            default -> {
                var body = RequestBody.fromString("x".repeat(random.nextInt(3) * 20_000 + random.nextInt(100)));
                var scheme =
                        List.of("AES256", "aws:kms", "aws:kms", "aws:kms:dsse").get(random.nextInt(4));
                boolean bucketKey = scheme.equals("aws:kms") && random.nextBoolean();
                s3.putObject(
                        b -> b.bucket(bucket)
                                .key(key)
                                .serverSideEncryption(scheme)
                                .ssekmsKeyId(scheme.equals("AES256") ? null : arn)
                                .bucketKeyEnabled(bucketKey ? true : null),
                        body);
            }
        }
    }

    @Test
    void versions_of_a_key_and_uploads_are_told_apart() throws IOException {
        var arn = kms.createKey().keyMetadata().arn();
        s3.createBucket(b -> b.bucket("rotated"));
        for (var name : List.of("before", "after")) {
            s3.putObject(
                    b -> b.bucket("rotated")
                            .key(name)
                            .serverSideEncryption("aws:kms")
                            .ssekmsKeyId(arn),
                    RequestBody.fromString(name));
            if (name.equals("before")) {
                kms.rotateKeyOnDemand(b -> b.keyId(arn));
            }
        }
        var upload = s3.createMultipartUpload(b ->
                b.bucket("rotated").key("open").serverSideEncryption("aws:kms").ssekmsKeyId(arn));
        var rows = coverage("?key=" + arn).path("rows");
        assertThat(rows).hasSize(2);
        var current = "";
        for (var row : rows) {
            assertThat(row.path("versions").asLong()).isEqualTo(1);
            if (row.path("uploads").asLong() == 1) {
                current = row.path("keyMaterialId").asText();
            }
        }
        assertThat(current).isNotEmpty();
        var id = arn.substring(arn.indexOf('/') + 1);
        assertThat(coverage("?key=" + id + "%40" + current).path("rows")).hasSize(1);
        assertThat(coverage("?key=" + kms.createKey().keyMetadata().keyId()).path("rows"))
                .isEmpty();
        s3.abortMultipartUpload(b -> b.bucket("rotated").key("open").uploadId(upload.uploadId()));
        var left = coverage("?key=" + id).path("rows");
        assertThat(left).isNotEmpty();
        for (var row : left) {
            assertThat(row.path("uploads").asLong()).isZero();
        }
        assertThat(Administration.ask(server, "GET admin/coverage?bucket=no-such")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void a_key_or_version_that_never_was_is_refused() throws IOException {
        try (var fresh = new LocalServer();
                var keys = fresh.kms()) {
            var metadata = keys.createKey().keyMetadata();
            var page = "GET admin/coverage?key=";
            for (var known : java.util.List.of(
                    metadata.arn(), metadata.keyId(), metadata.arn() + "@" + metadata.currentKeyMaterialId())) {
                assertThat(Administration.ask(fresh, page + known).status())
                        .as(known)
                        .isEqualTo(200);
            }
            for (var unknown : java.util.List.of(
                    "never",
                    metadata.arn() + "x",
                    metadata.keyId().substring(1),
                    metadata.arn() + "@" + "0".repeat(64))) {
                assertThat(Administration.ask(fresh, page + unknown).status())
                        .as(unknown)
                        .isEqualTo(400);
            }
        }
    }
}
