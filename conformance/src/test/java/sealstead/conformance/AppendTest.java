package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static sealstead.conformance.Refusals.assertRefused;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import sealstead.checksum.ChecksumAlgorithm;
import sealstead.server.Setting;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.ObjectAttributes;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// Appending to objects in directory buckets.
@Overlay.Never
@SuppressWarnings("unchecked")
final class AppendTest {
    @Server(@Server.With(setting = Setting.GARBAGE_GRACE, value = "PT1H"))
    private static LocalServer server;

    private static S3Client s3;
    private static String bucket;

    @BeforeAll
    static void start() {
        s3 = DirectoryBuckets.client(server);
        bucket = DirectoryBuckets.create(s3, "appended");
    }

    @AfterAll
    static void stop() throws IOException {
        s3.close();
    }

    private static byte[] random(int bytes) {
        var body = new byte[bytes];
        new Random(bytes).nextBytes(body);
        return body;
    }

    private static PutObjectResponse put(String key, byte[] body) {
        return s3.putObject(b -> b.bucket(bucket).key(key), RequestBody.fromBytes(body));
    }

    private static PutObjectResponse append(String key, long offset, byte[] body) {
        return s3.putObject(b -> b.bucket(bucket).key(key).writeOffsetBytes(offset), RequestBody.fromBytes(body));
    }

    private static byte[] get(String key) {
        return s3.getObjectAsBytes(b -> b.bucket(bucket).key(key)).asByteArray();
    }

    private static byte[] join(byte[]... pieces) {
        var out = new ByteArrayOutputStream();
        for (var piece : pieces) {
            out.writeBytes(piece);
        }
        return out.toByteArray();
    }

    private static byte[] upload(String key, byte[]... parts) {
        var id = s3.createMultipartUpload(b ->
                        b.bucket(bucket).key(key).checksumAlgorithm("CRC32").checksumType("FULL_OBJECT"))
                .uploadId();
        var done = new ArrayList<CompletedPart>();
        for (int i = 0; i < parts.length; i++) {
            int number = i + 1;
            var part = s3.uploadPart(
                    b -> b.bucket(bucket).key(key).uploadId(id).partNumber(number), RequestBody.fromBytes(parts[i]));
            done.add(
                    CompletedPart.builder().partNumber(number).eTag(part.eTag()).build());
        }
        s3.completeMultipartUpload(b -> b.bucket(bucket).key(key).uploadId(id).multipartUpload(m -> m.parts(done)));
        return join(parts);
    }

    private static long blobs() throws IOException {
        try (var files = Files.walk(server.dataFolder().resolve("blobs"))) {
            return files.filter(Files::isRegularFile).count();
        }
    }

    private static void collect() throws IOException {
        server.clock().move(Duration.ofHours(12));
        server.server().maintainNow();
        server.clock().move(Duration.ofHours(-12));
    }

    @Test
    void offset_zero_makes_an_object_and_says_how_long_it_is() {
        var made = append("fresh", 0, random(10));
        assertThat(made.size()).isEqualTo(10);
        var more = append("fresh", 10, random(7));
        assertThat(more.size()).isEqualTo(17);
        assertThat(more.eTag()).isNotEqualTo(made.eTag());
        assertThat(get("fresh")).isEqualTo(join(random(10), random(7)));
        assertThat(s3.headObject(b -> b.bucket(bucket).key("fresh"))).satisfies(head -> {
            assertThat(head.contentLength()).isEqualTo(17);
            assertThat(head.eTag()).isEqualTo(more.eTag());
        });
    }

    @Test
    void any_other_offset_than_the_length_is_refused_and_changes_nothing() {
        put("exact", random(100));
        for (long offset : List.of(0L, 99L, 101L)) {
            assertRefused(400, "InvalidWriteOffset", () -> append("exact", offset, random(3)));
        }
        assertRefused(400, "InvalidWriteOffset", () -> append("nothing-there", 5, random(3)));
        assertThat(get("exact")).isEqualTo(random(100));
        assertRefused(404, "NoSuchKey", () -> get("nothing-there"));
    }

    @Test
    void an_empty_object_is_appended_to_and_keeps_what_was_said_of_it() {
        s3.putObject(
                b -> b.bucket(bucket).key("empty").contentType("text/x-log").metadata(Map.of("a", "b")),
                RequestBody.fromBytes(new byte[0]));
        append("empty", 0, random(5));
        var got = s3.getObjectAsBytes(b -> b.bucket(bucket).key("empty"));
        assertThat(got.asByteArray()).isEqualTo(random(5));
        assertThat(got.response().contentType()).isEqualTo("text/x-log");
        assertThat(got.response().metadata()).containsEntry("a", "b");
    }

    @Test
    void what_an_append_may_not_say_is_refused() {
        put("plain", random(4));
        assertRefused(
                400,
                "InvalidRequest",
                () -> s3.putObject(
                        b -> b.bucket(bucket).key("plain").writeOffsetBytes(4L).metadata(Map.of("a", "b")),
                        RequestBody.fromBytes(random(3))));
        assertRefused(400, "InvalidRequest", () -> append("plain", 4, new byte[0]));
        assertRefused(
                400,
                "InvalidRequest",
                () -> s3.putObject(
                        b -> b.bucket(bucket).key("plain").writeOffsetBytes(4L).checksumAlgorithm("SHA256"),
                        RequestBody.fromBytes(random(3))));
        assertRefused(
                412,
                "PreconditionFailed",
                () -> s3.putObject(
                        b -> b.bucket(bucket).key("plain").writeOffsetBytes(4L).ifMatch("\"other\""),
                        RequestBody.fromBytes(random(3))));
        assertThat(get("plain")).isEqualTo(random(4));
        var etag = s3.headObject(b -> b.bucket(bucket).key("plain")).eTag();
        s3.putObject(
                b -> b.bucket(bucket).key("plain").writeOffsetBytes(4L).ifMatch(etag),
                RequestBody.fromBytes(random(3)));
        assertThat(get("plain")).isEqualTo(join(random(4), random(3)));
    }

    @Test
    void a_general_purpose_bucket_has_no_offsets() {
        try (var plain = server.plainS3()) {
            plain.createBucket(b -> b.bucket("general"));
            assertRefused(
                    501,
                    "NotImplemented",
                    () -> plain.putObject(
                            b -> b.bucket("general").key("k").writeOffsetBytes(0L), RequestBody.fromBytes(random(3))));
        }
    }

    /// The first piece inline, in a blob of one segment, of several; then small pieces and large ones in turn.
    @ParameterizedTest
    @ValueSource(ints = {1, 30_000, 65_480, 200_000})
    void every_range_across_pieces_comes_back(int first) {
        var key = "ranges-" + first;
        var whole = new ByteArrayOutputStream();
        put(key, random(first));
        whole.writeBytes(random(first));
        for (int size : List.of(1, 70_000, 33_000, 12, 40_000)) {
            append(key, whole.size(), random(size));
            whole.writeBytes(random(size));
        }
        assertThat(get(key)).isEqualTo(whole.toByteArray());
        long seed = Long.getLong("sealstead.seed", System.nanoTime());
        System.out.println("AppendTest: -Dsealstead.seed=" + seed);
        var random = new Random(seed);
        for (int i = 0; i < 40; i++) {
            int from = random.nextInt(whole.size());
            int to = from + random.nextInt(whole.size() - from);
            var got = s3.getObjectAsBytes(b -> b.bucket(bucket).key(key).range("bytes=" + from + "-" + to));
            assertThat(got.asByteArray()).isEqualTo(java.util.Arrays.copyOfRange(whole.toByteArray(), from, to + 1));
        }
        var third = s3.getObjectAsBytes(b -> b.bucket(bucket).key(key).partNumber(3));
        assertThat(third.asByteArray()).isEqualTo(random(70_000));
        assertThat(third.response().partsCount()).isEqualTo(6);
    }

    @Test
    void a_multipart_object_is_appended_to_and_counts_its_parts() {
        var mib5 = random(5 << 20);
        var whole = upload("parts", mib5, random(100));
        append("parts", whole.length, random(50));
        append("parts", whole.length + 50, random(60_000));
        assertThat(get("parts")).isEqualTo(join(whole, random(50), random(60_000)));
        var attributes = s3.getObjectAttributes(b -> b.bucket(bucket)
                .key("parts")
                .objectAttributes(ObjectAttributes.OBJECT_PARTS, ObjectAttributes.OBJECT_SIZE));
        assertThat(attributes.objectParts().totalPartsCount()).isEqualTo(4);
        assertThat(attributes.objectSize()).isEqualTo(whole.length + 50 + 60_000);
    }

    @Test
    void a_copy_of_an_appended_object_is_whole_and_an_upload_may_take_it_as_its_part() {
        put("source", random(9));
        append("source", 9, random(50_000));
        s3.copyObject(b -> b.sourceBucket(bucket)
                .sourceKey("source")
                .destinationBucket(bucket)
                .destinationKey("copied"));
        assertThat(get("copied")).isEqualTo(join(random(9), random(50_000)));
        append("copied", 50_009, random(1));
        assertThat(get("copied")).isEqualTo(join(random(9), random(50_000), random(1)));
        put("source", random(2));
        assertThat(get("source")).isEqualTo(random(2));
    }

    @ParameterizedTest
    @EnumSource(
            value = ChecksumAlgorithm.class,
            names = {"CRC32", "CRC32C", "CRC64NVME"})
    void the_checksum_stays_that_of_the_full_object(ChecksumAlgorithm algorithm) {
        var key = "full-" + algorithm;
        var whole = join(random(1_000), random(40_000), random(3));
        int at = 0;
        var last = PutObjectResponse.builder().build();
        for (int size : List.of(1_000, 40_000, 3)) {
            long offset = at;
            last = s3.putObject(
                    b -> b.bucket(bucket).key(key).writeOffsetBytes(offset).checksumAlgorithm(algorithm.name()),
                    RequestBody.fromBytes(random(size)));
            at += size;
        }
        var head = s3.headObject(b -> b.bucket(bucket).key(key).checksumMode(ChecksumMode.ENABLED));
        var checksum = algorithm.newChecksum();
        checksum.update(whole, 0, whole.length);
        var expected = java.util.Base64.getEncoder().encodeToString(checksum.digest());
        assertThat(head.checksumTypeAsString()).isEqualTo("FULL_OBJECT");
        assertThat(
                        switch (algorithm) {
                            case CRC32 -> List.of(head.checksumCRC32(), last.checksumCRC32());
                            case CRC32C -> List.of(head.checksumCRC32C(), last.checksumCRC32C());
                            default -> List.of(head.checksumCRC64NVME(), last.checksumCRC64NVME());
                        })
                .containsOnly(expected);
    }

    @Test
    void a_checksum_that_does_not_combine_becomes_that_of_the_pieces() throws Exception {
        for (int i = 0; i < 3; i++) {
            long offset = 10L * i;
            s3.putObject(
                    b -> b.bucket(bucket).key("sha").writeOffsetBytes(offset).checksumAlgorithm("SHA256"),
                    RequestBody.fromBytes(random(10)));
        }
        var sha = java.security.MessageDigest.getInstance("SHA-256");
        var one = sha.digest(random(10));
        var all = java.util.Base64.getEncoder().encodeToString(sha.digest(join(one, one, one)));
        var head = s3.headObject(b -> b.bucket(bucket).key("sha").checksumMode(ChecksumMode.ENABLED));
        assertThat(head.checksumSHA256()).isEqualTo(all + "-3");
        var attributes = s3.getObjectAttributes(
                b -> b.bucket(bucket).key("sha").objectAttributes(ObjectAttributes.OBJECT_PARTS));
        assertThat(attributes.objectParts().parts()).hasSize(3).allSatisfy(part -> {
            assertThat(part.size()).isEqualTo(10);
            assertThat(part.checksumSHA256())
                    .isEqualTo(java.util.Base64.getEncoder().encodeToString(one));
        });
    }

    @Test
    void of_sixteen_who_append_at_one_offset_exactly_one_succeeds() throws Exception {
        long seed = Long.getLong("sealstead.seed", System.nanoTime());
        System.out.println("AppendTest: -Dsealstead.seed=" + seed);
        var random = new Random(seed);
        put("raced", new byte[0]);
        var expected = new ByteArrayOutputStream();
        try (var pool = Executors.newFixedThreadPool(16)) {
            for (int round = 0; round < 12; round++) {
                long offset = expected.size();
                int size = random.nextBoolean() ? 100 : 50_000;
                var appenders = new ArrayList<Callable<Boolean>>();
                for (int i = 0; i < 16; i++) {
                    byte filling = (byte) i;
                    appenders.add(() -> {
                        var body = new byte[size];
                        java.util.Arrays.fill(body, filling);
                        try {
                            append("raced", offset, body);
                            return true;
                        } catch (S3Exception lost) {
                            assertThat(lost.awsErrorDetails().errorCode()).isEqualTo("InvalidWriteOffset");
                            return false;
                        }
                    });
                }
                int winner = -1;
                var outcomes = pool.invokeAll(appenders);
                for (int i = 0; i < 16; i++) {
                    if (outcomes.get(i).get()) {
                        assertThat(winner).as("winners").isEqualTo(-1);
                        winner = i;
                    }
                }
                var body = new byte[size];
                java.util.Arrays.fill(body, (byte) winner);
                expected.writeBytes(body);
            }
        }
        assertThat(get("raced")).isEqualTo(expected.toByteArray());
    }

    @Test
    void an_appended_object_survives_a_restart_and_the_collector_and_frees_everything_when_it_goes() throws Exception {
        collect();
        long before = blobs();
        put("kept", random(100_000));
        append("kept", 100_000, random(80_000));
        append("kept", 180_000, random(20));
        var whole = join(random(100_000), random(80_000), random(20));
        // Nobody has told the collector yet that the blobs have an owner.
        server.restart();
        s3.close();
        s3 = DirectoryBuckets.client(server);
        collect();
        assertThat(blobs()).isEqualTo(before + 2);
        assertThat(get("kept")).isEqualTo(whole);
        append("kept", 180_020, random(70_000));
        collect();
        assertThat(get("kept")).isEqualTo(join(whole, random(70_000)));
        put("kept", random(1));
        collect();
        assertThat(blobs()).isEqualTo(before);
        append("kept", 1, random(70_000));
        s3.deleteObject(b -> b.bucket(bucket).key("kept"));
        collect();
        assertThat(blobs()).isEqualTo(before);
    }

    @Test
    void appending_asks_the_kms_once_in_the_window_and_looking_never() throws Exception {
        try (var kms = server.kms()) {
            var key = kms.createKey().keyMetadata().arn();
            var sealed = DirectoryBuckets.create(s3, "kms");
            s3.putBucketEncryption(b -> b.bucket(sealed)
                    .serverSideEncryptionConfiguration(c -> c.rules(r -> r.bucketKeyEnabled(true)
                            .applyServerSideEncryptionByDefault(
                                    d -> d.sseAlgorithm("aws:kms").kmsMasterKeyID(key)))));
            var whole = new ByteArrayOutputStream();
            s3.putObject(b -> b.bucket(sealed).key("log"), RequestBody.fromBytes(random(10)));
            whole.writeBytes(random(10));
            long made = server.kmsCalls("GenerateDataKey", sealed);
            long opened = server.kmsCalls("Decrypt", sealed);
            for (int i = 0; i < 20; i++) {
                long offset = whole.size();
                s3.putObject(
                        b -> b.bucket(sealed).key("log").writeOffsetBytes(offset), RequestBody.fromBytes(random(10)));
                whole.writeBytes(random(10));
                s3.headObject(b -> b.bucket(sealed).key("log"));
                s3.listObjectsV2(b -> b.bucket(sealed));
            }
            assertThat(server.kmsCalls("GenerateDataKey", sealed)).isEqualTo(made);
            assertThat(server.kmsCalls("Decrypt", sealed)).isEqualTo(opened + 1);
            var got = s3.getObjectAsBytes(b -> b.bucket(sealed).key("log"));
            assertThat(got.asByteArray()).isEqualTo(whole.toByteArray());
            assertThat(got.response().ssekmsKeyId()).isEqualTo(key);

            s3.putBucketEncryption(b -> b.bucket(sealed)
                    .serverSideEncryptionConfiguration(
                            c -> c.rules(r -> r.applyServerSideEncryptionByDefault(d -> d.sseAlgorithm("AES256")))));
            assertRefused(
                    400,
                    "EncryptionTypeMismatch",
                    () -> s3.putObject(
                            b -> b.bucket(sealed).key("log").writeOffsetBytes((long) whole.size()),
                            RequestBody.fromBytes(random(10))));
        }
    }
}
