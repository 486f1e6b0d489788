package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static sealstead.conformance.Endpoint.own;
import static sealstead.conformance.Refusals.assertRefused;

import java.io.IOException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.ChecksumType;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.EncryptionType;
import software.amazon.awssdk.services.s3.model.GetObjectAttributesRequest;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.ObjectAttributes;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.UploadPartCopyRequest;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;

/// Multipart uploads under every protection, with the AWS SDK for Java at its defaults.
@Overlay.Defaults
@SuppressWarnings({"NullAway.Init", "unchecked"})
@FarStore.AnyEngine
@FarStore.Quick
final class MultipartTest {
    private static final String BUCKET = own("multipart");
    private static final int PART = 5 * 1024 * 1024;

    @Server
    private static LocalServer server;

    private static S3Client s3;
    private static KmsClient kms;
    private static String key;

    @BeforeAll
    static void start() {
        s3 = server.s3();
        kms = server.kms();
        key = kms.createKey().keyMetadata().arn();
        s3.createBucket(b -> b.bucket(BUCKET));
        s3.putBucketEncryption(b -> b.bucket(BUCKET)
                .serverSideEncryptionConfiguration(
                        c -> c.rules(r -> r.blockedEncryptionTypes(t -> t.encryptionType(EncryptionType.NONE)))));
    }

    @AfterAll
    static void stop() throws IOException {
        s3.close();
        kms.close();
    }

    private static byte[] body(int size) {
        var bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    /// An upload under way.
    private record Run(Kind kind, String name, String id, List<CompletedPart> parts) {
        static Run begin(Kind kind, String name) {
            return of(kind, name, create(kind, name));
        }

        static Run of(Kind kind, String name, CreateMultipartUploadResponse created) {
            return new Run(kind, name, created.uploadId(), new ArrayList<>());
        }

        static CreateMultipartUploadResponse create(Kind kind, String name) {
            return s3.createMultipartUpload(kind.on(
                            CreateMultipartUploadRequest.builder()
                                    .bucket(BUCKET)
                                    .key(name),
                            key)
                    .build());
        }

        Run part(int number, byte[] bytes) {
            var part = s3.uploadPart(
                    kind.on(UploadPartRequest.builder()
                                    .bucket(BUCKET)
                                    .key(name)
                                    .uploadId(id)
                                    .partNumber(number))
                            .build(),
                    RequestBody.fromBytes(bytes));
            parts.removeIf(old -> old.partNumber() == number);
            parts.add(
                    CompletedPart.builder().partNumber(number).eTag(part.eTag()).build());
            return this;
        }

        CompleteMultipartUploadResponse complete() {
            return s3.completeMultipartUpload(request().build());
        }

        CompleteMultipartUploadRequest.Builder request() {
            return kind.on(CompleteMultipartUploadRequest.builder()
                    .bucket(BUCKET)
                    .key(name)
                    .uploadId(id)
                    .multipartUpload(u -> u.parts(parts)));
        }
    }

    private static byte[] get(Kind kind, String name) {
        return s3.getObjectAsBytes(
                        kind.on(GetObjectRequest.builder().bucket(BUCKET).key(name))
                                .build())
                .asByteArray();
    }

    private static byte[] concat(byte[]... pieces) {
        int size = Arrays.stream(pieces).mapToInt(piece -> piece.length).sum();
        var all = new byte[size];
        int at = 0;
        for (var piece : pieces) {
            System.arraycopy(piece, 0, all, at, piece.length);
            at += piece.length;
        }
        return all;
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void parts_of_any_size_become_one_object_and_any_range_of_it_is_right(Kind kind) {
        var name = "ranges/" + kind;
        var pieces = new byte[][] {body(PART + 1), body(PART + 65_520 * 3 + 17), body(PART), body(70_001)};
        var run = Run.begin(kind, name);
        for (int i : new int[] {2, 0, 3, 1}) {
            run.part(i + 1, pieces[i]);
        }
        run.parts().sort(java.util.Comparator.comparing(CompletedPart::partNumber));
        run.complete();
        var whole = concat(pieces);
        assertThat(get(kind, name)).isEqualTo(whole);
        long seed = Long.getLong("sealstead.seed", System.nanoTime());
        System.out.println("MultipartTest: -Dsealstead.seed=" + seed);
        var dice = new Random(seed);
        for (int i = 0; i < 12; i++) {
            int first = i < 4 ? PART + 1 - i : dice.nextInt(whole.length);
            int last = Math.min(whole.length - 1, first + dice.nextInt(i % 2 == 0 ? 200_000 : 2 * PART));
            var got = s3.getObjectAsBytes(kind.on(GetObjectRequest.builder()
                                    .bucket(BUCKET)
                                    .key(name)
                                    .range("bytes=" + first + "-" + last))
                            .build())
                    .asByteArray();
            assertThat(got).isEqualTo(Arrays.copyOfRange(whole, first, last + 1));
        }
        var head = s3.headObject(
                kind.on(HeadObjectRequest.builder().bucket(BUCKET).key(name)).build());
        assertThat(head.contentLength()).isEqualTo(whole.length);
        assertThat(head.eTag()).endsWith("-4\"");
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void a_part_can_be_read_by_its_number(Kind kind) {
        var name = "by-number/" + kind;
        var first = body(PART);
        var second = body(1234);
        Run.begin(kind, name).part(3, first).part(7, second).complete();
        var got = s3.getObjectAsBytes(
                kind.on(GetObjectRequest.builder().bucket(BUCKET).key(name).partNumber(7))
                        .build());
        assertThat(got.asByteArray()).isEqualTo(second);
        assertThat(got.response().partsCount()).isEqualTo(2);
        assertThat(got.response().contentRange())
                .isEqualTo("bytes " + PART + "-" + (PART + 1233) + "/" + (PART + 1234));
        var head = s3.headObject(
                kind.on(HeadObjectRequest.builder().bucket(BUCKET).key(name).partNumber(3))
                        .build());
        assertThat(head.contentLength()).isEqualTo(PART);
        assertThat(head.partsCount()).isEqualTo(2);
        assertRefused(
                416,
                "InvalidPartNumber",
                () -> s3.getObject(kind.on(GetObjectRequest.builder()
                                .bucket(BUCKET)
                                .key(name)
                                .partNumber(4))
                        .build()));
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void the_etag_is_the_md5_of_the_parts_etags(Kind kind) throws Exception {
        var name = "etag/" + kind;
        var run = Run.begin(kind, name).part(1, body(PART)).part(2, body(99));
        var md5 = MessageDigest.getInstance("MD5");
        for (var part : run.parts()) {
            md5.update(HexFormat.of().parseHex(part.eTag().replace("\"", "")));
        }
        var expected = '"' + HexFormat.of().formatHex(md5.digest()) + "-2\"";
        assertThat(run.complete().eTag()).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void completing_again_gives_the_same_answer(Kind kind) {
        var name = "again/" + kind;
        var run = Run.begin(kind, name).part(1, body(500));
        var first = run.complete();
        var second = run.complete();
        assertThat(second.eTag()).isEqualTo(first.eTag());
        assertThat(second.checksumCRC32()).isEqualTo(first.checksumCRC32());
        s3.putObject(b -> b.bucket(BUCKET).key(name), RequestBody.fromString("newer"));
        run.complete();
        assertThat(s3.getObjectAsBytes(b -> b.bucket(BUCKET).key(name)).asUtf8String())
                .as("a repeated Complete does not bring the object back")
                .isEqualTo("newer");
        assertRefused(404, "NoSuchUpload", () -> run.part(2, body(1)));
    }

    @Test
    void a_part_uploaded_again_replaces_the_first() {
        var run = Run.begin(Kind.SSE_KMS, "replaced").part(1, body(100)).part(1, body(200));
        run.complete();
        assertThat(get(Kind.SSE_KMS, "replaced")).isEqualTo(body(200));
    }

    @Test
    @Overlay.Never
    void an_upload_keeps_its_encryption_when_the_buckets_default_changes() {
        var bucket = "kept";
        s3.createBucket(b -> b.bucket(bucket));
        var id = s3.createMultipartUpload(b -> b.bucket(bucket).key("x")).uploadId();
        s3.putBucketEncryption(b -> b.bucket(bucket)
                .serverSideEncryptionConfiguration(c -> c.rules(r -> r.applyServerSideEncryptionByDefault(
                        d -> d.sseAlgorithm("aws:kms").kmsMasterKeyID(key)))));
        var part =
                s3.uploadPart(b -> b.bucket(bucket).key("x").uploadId(id).partNumber(1), RequestBody.fromString("one"));
        assertThat(part.serverSideEncryptionAsString()).isEqualTo("AES256");
        s3.completeMultipartUpload(b -> b.bucket(bucket)
                .key("x")
                .uploadId(id)
                .multipartUpload(u -> u.parts(p -> p.partNumber(1).eTag(part.eTag()))));
        assertThat(s3.headObject(b -> b.bucket(bucket).key("x")).serverSideEncryptionAsString())
                .isEqualTo("AES256");
    }

    @Test
    @Overlay.Never
    void one_data_key_is_made_for_an_upload_and_opened_for_each_part() {
        var bucket = "calls";
        s3.createBucket(b -> b.bucket(bucket));
        var id = s3.createMultipartUpload(b -> b.bucket(bucket)
                        .key("x")
                        .serverSideEncryption("aws:kms")
                        .ssekmsKeyId(key))
                .uploadId();
        var parts = new ArrayList<CompletedPart>();
        for (int i = 1; i <= 3; i++) {
            int number = i;
            var part = s3.uploadPart(
                    b -> b.bucket(bucket).key("x").uploadId(id).partNumber(number), RequestBody.fromBytes(body(PART)));
            parts.add(CompletedPart.builder().partNumber(i).eTag(part.eTag()).build());
        }
        s3.completeMultipartUpload(b -> b.bucket(bucket).key("x").uploadId(id).multipartUpload(u -> u.parts(parts)));
        assertThat(server.kmsCalls("GenerateDataKey", bucket)).isEqualTo(1);
        assertThat(server.kmsCalls("Decrypt", bucket))
                .as("three parts and Complete")
                .isEqualTo(4);
    }

    @Test
    void sse_c_is_checked_for_each_part() {
        var created = Run.create(Kind.SSE_C, "sse-c");
        var other = Base64.getEncoder().encodeToString(LocalServer.bytes("fedcba9876543210fedcba9876543210"));
        var part = UploadPartRequest.builder()
                .bucket(BUCKET)
                .key("sse-c")
                .uploadId(created.uploadId())
                .partNumber(1);
        assertRefused(
                400, "InvalidRequest", () -> s3.uploadPart(part.build(), RequestBody.fromString("without a key")));
        assertRefused(
                400,
                "InvalidRequest",
                () -> s3.uploadPart(
                        part.sseCustomerAlgorithm("AES256")
                                .sseCustomerKey(other)
                                .sseCustomerKeyMD5(Kind.md5(other))
                                .build(),
                        RequestBody.fromString("another key")));
        var plain = Run.begin(Kind.SSE_S3, "plain");
        assertRefused(
                400,
                "InvalidRequest",
                () -> s3.uploadPart(
                        part.key("plain")
                                .uploadId(plain.id())
                                .sseCustomerKey(Kind.CUSTOMER_KEY)
                                .sseCustomerKeyMD5(Kind.CUSTOMER_KEY_MD5)
                                .build(),
                        RequestBody.fromString("a key too much")));
    }

    @Test
    void bad_lists_of_parts_are_refused_and_the_upload_stays() {
        var run = Run.begin(Kind.SSE_S3, "bad-lists").part(1, body(100)).part(2, body(100));
        assertRefused(400, "EntityTooSmall", run::complete);
        assertRefused(
                400,
                "InvalidPartOrder",
                () -> s3.completeMultipartUpload(run.request()
                        .multipartUpload(
                                u -> u.parts(run.parts().get(1), run.parts().get(0)))
                        .build()));
        assertRefused(
                400,
                "InvalidPart",
                () -> s3.completeMultipartUpload(run.request()
                        .multipartUpload(u -> u.parts(
                                run.parts().get(0),
                                CompletedPart.builder()
                                        .partNumber(3)
                                        .eTag("00000000000000000000000000000000")
                                        .checksumCRC32("AAAAAA==")
                                        .build()))
                        .build()));
        assertRefused(
                400,
                "InvalidRequest",
                () -> s3.completeMultipartUpload(run.request()
                        .multipartUpload(u -> u.parts(run.parts().get(0)))
                        .mpuObjectSize(99L)
                        .build()));
        s3.completeMultipartUpload(run.request()
                .multipartUpload(u -> u.parts(run.parts().get(0)))
                .mpuObjectSize(100L)
                .build());
        assertThat(get(Kind.SSE_S3, "bad-lists")).isEqualTo(body(100));
    }

    @Test
    void an_aborted_upload_is_gone_and_its_parts_are_collected() throws IOException {
        long before = blobs();
        var run = Run.begin(Kind.SSE_KMS, "aborted").part(1, body(PART)).part(2, body(PART));
        assertThat(blobs()).isEqualTo(before + 2);
        s3.abortMultipartUpload(b -> b.bucket(BUCKET).key("aborted").uploadId(run.id()));
        assertRefused(404, "NoSuchUpload", run::complete);
        assertRefused(404, "NoSuchUpload", () -> run.part(3, body(1)));
        assertRefused(
                404,
                "NoSuchUpload",
                () -> s3.abortMultipartUpload(
                        b -> b.bucket(BUCKET).key("aborted").uploadId(run.id())));
        try (var own = new LocalServer()) {
            var client = own.s3();
            client.createBucket(b -> b.bucket(own("own")));
            var id = client.createMultipartUpload(b -> b.bucket(own("own")).key("x"))
                    .uploadId();
            for (int number = 1; number <= 3; number++) {
                int n = number;
                client.uploadPart(
                        b -> b.bucket(own("own")).key("x").uploadId(id).partNumber(n),
                        RequestBody.fromBytes(body(PART)));
            }
            var part = client.listParts(b -> b.bucket(own("own")).key("x").uploadId(id))
                    .parts()
                    .get(1);
            client.completeMultipartUpload(b -> b.bucket(own("own"))
                    .key("x")
                    .uploadId(id)
                    .multipartUpload(u -> u.parts(p -> p.partNumber(2).eTag(part.eTag()))));
            var abandoned = client.createMultipartUpload(
                            b -> b.bucket(own("own")).key("y"))
                    .uploadId();
            client.uploadPart(
                    b -> b.bucket(own("own")).key("y").uploadId(abandoned).partNumber(1),
                    RequestBody.fromBytes(body(PART)));
            client.abortMultipartUpload(b -> b.bucket(own("own")).key("y").uploadId(abandoned));
            assertThat(own.blobs()).isEqualTo(4);
            maintainADayLater(own);
            assertThat(own.blobs()).as("only the part that is used is left").isEqualTo(1);
            assertThat(client.getObjectAsBytes(b -> b.bucket(own("own")).key("x"))
                            .asByteArray())
                    .isEqualTo(body(PART));
            client.deleteObject(b -> b.bucket(own("own")).key("x"));
            maintainADayLater(own);
            assertThat(own.blobs()).isZero();
        }
    }

    /// Requests are signed with the system's clock, so the server's is put back.
    private static void maintainADayLater(LocalServer of) throws IOException {
        of.clock().move(Duration.ofHours(27));
        of.server().maintainNow();
        of.clock().move(Duration.ofHours(-27));
    }

    private static long blobs() throws IOException {
        return server.blobs();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void parts_are_copied_from_every_protection(Kind from) {
        var source = "part-copy-source/" + from;
        var bytes = body(2 * PART);
        s3.putObject(
                from.on(PutObjectRequest.builder().bucket(BUCKET).key(source), key)
                        .build(),
                RequestBody.fromBytes(bytes));
        for (var to : Kind.values()) {
            var name = "part-copy/" + from + "-" + to;
            var run = Run.begin(to, name);
            var copied = s3.uploadPartCopy(to.on(from.from(UploadPartCopyRequest.builder()
                            .sourceBucket(BUCKET)
                            .sourceKey(source)
                            .copySourceRange("bytes=1-" + PART)
                            .destinationBucket(BUCKET)
                            .destinationKey(name)
                            .uploadId(run.id())
                            .partNumber(1)))
                    .build());
            run.parts()
                    .add(CompletedPart.builder()
                            .partNumber(1)
                            .eTag(copied.copyPartResult().eTag())
                            .checksumCRC32(copied.copyPartResult().checksumCRC32())
                            .build());
            run.part(2, body(10)).complete();
            assertThat(get(to, name)).isEqualTo(concat(Arrays.copyOfRange(bytes, 1, PART + 1), body(10)));
        }
    }

    @Test
    void a_copy_range_beyond_the_source_is_refused() {
        s3.putObject(b -> b.bucket(BUCKET).key("short"), RequestBody.fromString("short"));
        var run = Run.begin(Kind.SSE_S3, "beyond");
        for (var range : List.of("bytes=0-5", "bytes=3-2", "bytes=-2", "0-1")) {
            assertRefused(
                    400,
                    "InvalidArgument",
                    () -> s3.uploadPartCopy(b -> b.sourceBucket(BUCKET)
                            .sourceKey("short")
                            .copySourceRange(range)
                            .destinationBucket(BUCKET)
                            .destinationKey("beyond")
                            .uploadId(run.id())
                            .partNumber(1)));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "CRC32,COMPOSITE",
        "CRC32,FULL_OBJECT",
        "CRC32_C,COMPOSITE",
        "CRC32_C,FULL_OBJECT",
        "CRC64_NVME,FULL_OBJECT",
        "SHA1,COMPOSITE",
        "SHA256,COMPOSITE",
    })
    void the_objects_checksum_is_of_its_bytes_or_of_its_parts_checksums(
            ChecksumAlgorithm algorithm, ChecksumType type) {
        for (var kind : List.of(Kind.SSE_S3, Kind.SSE_KMS)) {
            var name = "checksums/" + algorithm + "/" + type + "/" + kind;
            var created = s3.createMultipartUpload(kind.on(
                            CreateMultipartUploadRequest.builder()
                                    .bucket(BUCKET)
                                    .key(name),
                            key)
                    .checksumAlgorithm(algorithm)
                    .checksumType(type)
                    .build());
            assertThat(created.checksumType()).isEqualTo(type);
            var pieces = new byte[][] {body(PART), body(777)};
            var parts = new ArrayList<CompletedPart>();
            for (int i = 0; i < 2; i++) {
                var part = s3.uploadPart(
                        UploadPartRequest.builder()
                                .bucket(BUCKET)
                                .key(name)
                                .uploadId(created.uploadId())
                                .partNumber(i + 1)
                                .checksumAlgorithm(algorithm)
                                .build(),
                        RequestBody.fromBytes(pieces[i]));
                parts.add(CompletedPart.builder()
                        .partNumber(i + 1)
                        .eTag(part.eTag())
                        .checksumCRC32(part.checksumCRC32())
                        .checksumCRC32C(part.checksumCRC32C())
                        .checksumCRC64NVME(part.checksumCRC64NVME())
                        .checksumSHA1(part.checksumSHA1())
                        .checksumSHA256(part.checksumSHA256())
                        .build());
            }
            s3.completeMultipartUpload(b -> b.bucket(BUCKET)
                    .key(name)
                    .uploadId(created.uploadId())
                    .checksumType(type)
                    .multipartUpload(u -> u.parts(parts)));
            var expected = type == ChecksumType.FULL_OBJECT
                    ? Checksums.of(algorithm, concat(pieces))
                    : Checksums.of(
                                    algorithm,
                                    concat(
                                            Base64.getDecoder().decode(Checksums.of(algorithm, pieces[0])),
                                            Base64.getDecoder().decode(Checksums.of(algorithm, pieces[1]))))
                            + "-2";
            var head = s3.headObject(b -> b.bucket(BUCKET).key(name).checksumMode(ChecksumMode.ENABLED));
            assertThat(Checksums.in(head)).isEqualTo(expected);
            assertThat(head.checksumType()).isEqualTo(type);
            var attributes = s3.getObjectAttributes(GetObjectAttributesRequest.builder()
                    .bucket(BUCKET)
                    .key(name)
                    .objectAttributes(
                            ObjectAttributes.CHECKSUM, ObjectAttributes.OBJECT_PARTS, ObjectAttributes.OBJECT_SIZE)
                    .build());
            assertThat(attributes.objectSize()).isEqualTo(PART + 777L);
            assertThat(attributes.objectParts().totalPartsCount()).isEqualTo(2);
            assertThat(attributes.checksum().checksumType()).isEqualTo(type);
            if (type == ChecksumType.COMPOSITE) {
                assertThat(attributes.objectParts().parts()).hasSize(2);
                assertThat(attributes.objectParts().parts().get(1).size()).isEqualTo(777);
            }
            assertThat(s3.getObjectAsBytes(b -> b.bucket(BUCKET).key(name)).asByteArray())
                    .isEqualTo(concat(pieces));
        }
    }

    @Test
    void parts_and_uploads_are_listed_page_by_page() {
        var bucket = "listed";
        s3.createBucket(b -> b.bucket(bucket));
        var ids = new ArrayList<String>();
        for (var name : List.of("a/1", "a/2", "b", "b", "c")) {
            ids.add(name + " "
                    + s3.createMultipartUpload(b -> b.bucket(bucket).key(name)).uploadId());
        }
        var listed = new ArrayList<String>();
        s3.listMultipartUploadsPaginator(b -> b.bucket(bucket).maxUploads(2))
                .uploads()
                .forEach(upload -> listed.add(upload.key() + " " + upload.uploadId()));
        assertThat(listed).isEqualTo(ids);
        var rolled = s3.listMultipartUploads(b -> b.bucket(bucket).delimiter("/"));
        assertThat(rolled.commonPrefixes()).extracting(p -> p.prefix()).containsExactly("a/");
        assertThat(rolled.uploads()).hasSize(3);
        var id = ids.getLast().substring(2);
        for (int i = 1; i <= 5; i++) {
            int number = i;
            s3.uploadPart(b -> b.bucket(bucket).key("c").uploadId(id).partNumber(number), RequestBody.fromString("x"));
        }
        var numbers = new ArrayList<Integer>();
        s3.listPartsPaginator(b -> b.bucket(bucket).key("c").uploadId(id).maxParts(2))
                .parts()
                .forEach(part -> numbers.add(part.partNumber()));
        assertThat(numbers).containsExactly(1, 2, 3, 4, 5);
        s3.deleteBucket(b -> b.bucket(bucket));
        s3.createBucket(b -> b.bucket(bucket));
        assertThat(s3.listMultipartUploads(b -> b.bucket(bucket)).uploads())
                .as("uploads go with their bucket")
                .isEmpty();
        assertRefused(
                404,
                "NoSuchUpload",
                () -> s3.listParts(b -> b.bucket(bucket).key("c").uploadId(id)));
    }

    @Test
    void a_conditional_complete_that_fails_leaves_the_upload_open() {
        s3.putObject(b -> b.bucket(BUCKET).key("taken"), RequestBody.fromString("there"));
        var run = Run.begin(Kind.SSE_KMS, "taken").part(1, body(10));
        assertRefused(
                412,
                "PreconditionFailed",
                () -> s3.completeMultipartUpload(run.request().ifNoneMatch("*").build()));
        assertThat(s3.getObjectAsBytes(b -> b.bucket(BUCKET).key("taken")).asUtf8String())
                .isEqualTo("there");
        run.complete();
        assertThat(get(Kind.SSE_KMS, "taken")).isEqualTo(body(10));
    }

    @Test
    void uploads_and_their_objects_survive_a_restart() throws IOException {
        var run = Run.begin(Kind.DSSE_KMS, "restart").part(1, body(PART));
        server.restart();
        s3.close();
        kms.close();
        s3 = server.s3();
        kms = server.kms();
        run.part(2, body(20)).complete();
        assertThat(get(Kind.DSSE_KMS, "restart")).isEqualTo(concat(body(PART), body(20)));
    }
}
