package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static sealstead.conformance.Endpoint.own;

import java.io.IOException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.EncryptionType;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/// Every protection, every size around a segment's edges, with the AWS SDK for Java at its defaults.
@SuppressWarnings({"NullAway.Init", "unchecked"})
@FarStore.AnyEngine
final class ObjectEncryptionTest {
    private static final String BUCKET = own("objects");
    private static final int FIRST_SEGMENT = 64 * 1024 - 40 - 16;
    private static final int SEGMENT = 64 * 1024 - 16;
    private static final List<Integer> SIZES = List.of(
            0,
            1,
            4096,
            FIRST_SEGMENT - 1,
            FIRST_SEGMENT,
            FIRST_SEGMENT + 1,
            64 * 1024,
            FIRST_SEGMENT + SEGMENT,
            FIRST_SEGMENT + SEGMENT + 1,
            3_000_001);

    @Client
    private static S3Client s3;

    @Client
    private static KmsClient kms;

    private static String key;

    @BeforeAll
    static void start() {
        key = kms.createKey().keyMetadata().arn();
        s3.createBucket(b -> b.bucket(BUCKET));
        unblockCustomerKeys(BUCKET);
    }

    private static void unblockCustomerKeys(String bucket) {
        s3.putBucketEncryption(b -> b.bucket(bucket)
                .serverSideEncryptionConfiguration(
                        c -> c.rules(r -> r.blockedEncryptionTypes(t -> t.encryptionType(EncryptionType.NONE)))));
    }

    static Stream<Arguments> everyKindAndSize() {
        var all = new ArrayList<Arguments>();
        for (var kind : Kind.values()) {
            for (var size : SIZES) {
                all.add(Arguments.of(kind, size));
            }
        }
        return all.stream();
    }

    private static byte[] body(int size) {
        var bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    @ParameterizedTest
    @MethodSource("everyKindAndSize")
    void what_was_put_comes_back_whole_and_in_ranges(Kind kind, int size) throws Exception {
        var body = body(size);
        var name = kind + "/" + size;
        var put = s3.putObject(
                kind.on(PutObjectRequest.builder().bucket(BUCKET).key(name), key)
                        .build(),
                RequestBody.fromBytes(body));
        var got = s3.getObjectAsBytes(
                kind.on(GetObjectRequest.builder().bucket(BUCKET).key(name)).build());
        assertThat(got.asByteArray()).isEqualTo(body);
        assertThat(got.response().eTag()).isEqualTo(put.eTag());
        assertThat(got.response().serverSideEncryptionAsString()).isEqualTo(put.serverSideEncryptionAsString());

        var md5 =
                '"' + HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(body)) + '"';
        assertThat(put.eTag()).hasSize(34);
        assertThat(put.eTag().equals(md5)).isEqualTo(kind == Kind.SSE_S3);

        var random = new Random(7L * size + kind.name().hashCode());
        for (int i = 0; size > 0 && i < 8; i++) {
            int first = i == 0 ? Math.max(0, Math.min(size - 1, FIRST_SEGMENT - 1)) : random.nextInt(size);
            int last = first + random.nextInt(Math.min(size - first, 200_000));
            var range = s3.getObjectAsBytes(
                    kind.on(GetObjectRequest.builder().bucket(BUCKET).key(name).range("bytes=" + first + "-" + last))
                            .build());
            assertThat(range.asByteArray()).isEqualTo(java.util.Arrays.copyOfRange(body, first, last + 1));
            assertThat(range.response().contentRange()).isEqualTo("bytes " + first + "-" + last + "/" + size);
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void replies_say_how_the_object_is_protected(Kind kind) {
        var name = "told/" + kind;
        var put = s3.putObject(
                kind.on(PutObjectRequest.builder().bucket(BUCKET).key(name), key)
                        .build(),
                RequestBody.fromString("told"));
        var head = s3.headObject(
                kind.on(HeadObjectRequest.builder().bucket(BUCKET).key(name)).build());
        assertThat(head.serverSideEncryptionAsString()).isEqualTo(put.serverSideEncryptionAsString());
        assertThat(head.ssekmsKeyId()).isEqualTo(put.ssekmsKeyId());
        switch (kind) {
            case SSE_S3 -> assertThat(put.serverSideEncryption()).isEqualTo(ServerSideEncryption.AES256);
            case SSE_KMS -> {
                assertThat(put.ssekmsKeyId()).isEqualTo(key);
                assertThat(put.bucketKeyEnabled()).isNull();
            }
            case SSE_KMS_BUCKET_KEY -> {
                assertThat(put.bucketKeyEnabled()).isTrue();
                assertThat(head.bucketKeyEnabled()).isTrue();
            }
            case SSE_KMS_MANAGED -> {
                var managed = kms.describeKey(b -> b.keyId("alias/aws/s3")).keyMetadata();
                assertThat(put.ssekmsKeyId()).isEqualTo(managed.arn());
                assertThat(managed.keyManagerAsString()).isEqualTo("AWS");
            }
            case DSSE_KMS -> assertThat(put.serverSideEncryptionAsString()).isEqualTo("aws:kms:dsse");
            case SSE_C -> {
                assertThat(put.serverSideEncryption()).isNull();
                assertThat(put.sseCustomerAlgorithm()).isEqualTo("AES256");
                assertThat(put.sseCustomerKeyMD5()).isNotEmpty();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void a_checksum_is_of_the_plaintext_whatever_the_protection(Kind kind) {
        var name = "checksum/" + kind;
        s3.putObject(
                kind.on(PutObjectRequest.builder().bucket(BUCKET).key(name), key)
                        .build(),
                RequestBody.fromString("123456789"));
        var head =
                s3.headObject(kind.on(HeadObjectRequest.builder().bucket(BUCKET).key(name))
                        .checksumMode(ChecksumMode.ENABLED)
                        .build());
        assertThat(head.checksumCRC32()).isEqualTo("y/Q5Jg==");
    }

    static Stream<Arguments> everyPair() {
        return Stream.of(Kind.values()).flatMap(from -> Stream.of(Kind.values()).map(to -> Arguments.of(from, to)));
    }

    @ParameterizedTest
    @MethodSource("everyPair")
    void a_copy_from_any_protection_to_any_other_opens(Kind from, Kind to) {
        var body = body(150_000);
        var source = "copy-source/" + from;
        var target = "copy/" + from + "-" + to;
        s3.putObject(
                from.on(PutObjectRequest.builder().bucket(BUCKET).key(source).metadata(java.util.Map.of("a", "b")), key)
                        .build(),
                RequestBody.fromBytes(body));
        s3.copyObject(from.from(to.to(
                        CopyObjectRequest.builder()
                                .sourceBucket(BUCKET)
                                .sourceKey(source)
                                .destinationBucket(BUCKET)
                                .destinationKey(target),
                        key))
                .build());
        var got = s3.getObjectAsBytes(
                to.on(GetObjectRequest.builder().bucket(BUCKET).key(target)).build());
        assertThat(got.asByteArray()).isEqualTo(body);
        assertThat(got.response().metadata()).containsEntry("a", "b");
    }

    @Test
    void a_bucket_default_decides_for_objects_that_say_nothing() {
        var bucket = "defaults";
        s3.createBucket(b -> b.bucket(bucket));
        for (var algorithm : List.of("AES256", "aws:kms", "aws:kms:dsse")) {
            for (boolean bucketKey : new boolean[] {true, false}) {
                s3.putBucketEncryption(b -> b.bucket(bucket)
                        .serverSideEncryptionConfiguration(c ->
                                c.rules(r -> r.bucketKeyEnabled(bucketKey).applyServerSideEncryptionByDefault(d -> {
                                    d.sseAlgorithm(algorithm);
                                    if (!algorithm.equals("AES256")) {
                                        d.kmsMasterKeyID(key);
                                    }
                                }))));
                var put = s3.putObject(b -> b.bucket(bucket).key("x"), RequestBody.fromString("x"));
                assertThat(put.serverSideEncryptionAsString()).isEqualTo(algorithm);
                boolean used = bucketKey && algorithm.equals("aws:kms");
                assertThat(put.bucketKeyEnabled()).isEqualTo(used ? true : null);
                assertThat(s3.getObjectAsBytes(b -> b.bucket(bucket).key("x")).asUtf8String())
                        .isEqualTo("x");
            }
        }
    }

    @Test
    void a_disabled_key_stops_put_and_get_but_not_head_or_list() {
        var other = kms.createKey().keyMetadata();
        s3.putObject(
                b -> b.bucket(BUCKET)
                        .key("disabled")
                        .serverSideEncryption(ServerSideEncryption.AWS_KMS)
                        .ssekmsKeyId(other.keyId()),
                RequestBody.fromString("x"));
        kms.disableKey(b -> b.keyId(other.keyId()));
        assertKmsRefusal(
                () -> s3.getObjectAsBytes(b -> b.bucket(BUCKET).key("disabled")),
                "KMS.DisabledException",
                other.arn() + " is disabled.");
        assertKmsRefusal(
                () -> s3.putObject(
                        b -> b.bucket(BUCKET)
                                .key("disabled2")
                                .serverSideEncryption(ServerSideEncryption.AWS_KMS)
                                .ssekmsKeyId(other.arn()),
                        RequestBody.fromString("x")),
                "KMS.DisabledException",
                other.arn() + " is disabled.");
        assertThat(s3.headObject(b -> b.bucket(BUCKET).key("disabled")).contentLength())
                .isEqualTo(1);
        kms.enableKey(b -> b.keyId(other.keyId()));
        assertThat(s3.getObjectAsBytes(b -> b.bucket(BUCKET).key("disabled")).asUtf8String())
                .isEqualTo("x");
    }

    @Test
    void keys_that_cannot_be_used_are_refused_in_the_words_of_kms() {
        record Case(String keyId, String code, String message) {}
        var pending = kms.createKey().keyMetadata();
        kms.scheduleKeyDeletion(b -> b.keyId(pending.keyId()).pendingWindowInDays(7));
        var arn = "arn:aws:kms:us-east-1:" + LocalServer.ACCOUNT + ":";
        var absent = "11111111-2222-4333-8444-555555555555";
        for (var refused : List.of(
                new Case("fake-key-id", "KMS.NotFoundException", "Invalid keyId 'fake-key-id'"),
                new Case("aws/s3", "KMS.NotFoundException", "Invalid keyId aws/s3"),
                new Case(absent, "KMS.NotFoundException", "Key '" + arn + "key/" + absent + "' does not exist"),
                new Case(
                        arn + "key/" + absent,
                        "KMS.NotFoundException",
                        "Key '" + arn + "key/" + absent + "' does not exist"),
                new Case(
                        "arn:aws:kms:us-west-2:" + LocalServer.ACCOUNT + ":key/" + absent,
                        "KMS.NotFoundException",
                        "Invalid arn us-west-2"),
                new Case("alias/none", "KMS.NotFoundException", "Alias " + arn + "alias/none is not found."),
                new Case(pending.keyId(), "KMS.KMSInvalidStateException", pending.arn() + " is pending deletion."))) {
            assertKmsRefusal(
                    () -> s3.putObject(
                            b -> b.bucket(BUCKET)
                                    .key("refused")
                                    .serverSideEncryption(ServerSideEncryption.AWS_KMS)
                                    .ssekmsKeyId(refused.keyId()),
                            RequestBody.fromString("x")),
                    refused.code(),
                    refused.message());
        }
        assertThatThrownBy(() -> s3.headObject(b -> b.bucket(BUCKET).key("refused")))
                .isInstanceOfSatisfying(
                        S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(404));
    }

    private static void assertKmsRefusal(
            org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String code, String message) {
        assertThatThrownBy(call).isInstanceOfSatisfying(S3Exception.class, e -> {
            assertThat(e.statusCode()).isEqualTo(400);
            assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code);
            assertThat(e.awsErrorDetails().errorMessage()).isEqualTo(message);
        });
    }

    @Test
    void a_deleted_key_makes_its_objects_unreadable_for_ever() throws IOException {
        try (var own = new LocalServer();
                var ownS3 = own.s3();
                var ownKms = own.kms()) {
            var doomed = ownKms.createKey().keyMetadata();
            ownS3.createBucket(b -> b.bucket(own("doomed")));
            ownS3.putObject(
                    b -> b.bucket(own("doomed"))
                            .key("x")
                            .serverSideEncryption(ServerSideEncryption.AWS_KMS)
                            .ssekmsKeyId(doomed.keyId()),
                    RequestBody.fromString("x"));
            ownKms.scheduleKeyDeletion(b -> b.keyId(doomed.keyId()).pendingWindowInDays(7));
            own.clock().move(java.time.Duration.ofDays(7).plusSeconds(1));
            own.server().maintainNow();
            own.clock().move(java.time.Duration.ofDays(-7).minusSeconds(1));
            assertThatThrownBy(() ->
                            ownS3.getObjectAsBytes(b -> b.bucket(own("doomed")).key("x")))
                    .isInstanceOf(S3Exception.class);
            own.restart();
            try (var again = own.s3()) {
                assertThatThrownBy(() -> again.getObjectAsBytes(
                                b -> b.bucket(own("doomed")).key("x")))
                        .isInstanceOfSatisfying(
                                S3Exception.class,
                                e -> assertThat(e.statusCode()).isEqualTo(403));
            }
        }
    }

    @Test
    void objects_of_every_protection_survive_a_restart() throws IOException {
        try (var own = new LocalServer()) {
            try (var first = own.s3()) {
                first.createBucket(b -> b.bucket(own("kept")));
                first.putObject(b -> b.bucket(own("kept")).key("s3"), RequestBody.fromString("one"));
                first.putObject(
                        b -> b.bucket(own("kept")).key("kms").serverSideEncryption("aws:kms"),
                        RequestBody.fromString("two"));
                first.putObject(
                        b -> b.bucket(own("kept"))
                                .key("bk")
                                .serverSideEncryption("aws:kms")
                                .bucketKeyEnabled(true),
                        RequestBody.fromString("three"));
                first.putObject(
                        b -> b.bucket(own("kept")).key("dsse").serverSideEncryption("aws:kms:dsse"),
                        RequestBody.fromBytes(body(100_000)));
            }
            own.restart();
            try (var second = own.s3()) {
                assertThat(second.getObjectAsBytes(b -> b.bucket(own("kept")).key("s3"))
                                .asUtf8String())
                        .isEqualTo("one");
                assertThat(second.getObjectAsBytes(b -> b.bucket(own("kept")).key("kms"))
                                .asUtf8String())
                        .isEqualTo("two");
                assertThat(second.getObjectAsBytes(b -> b.bucket(own("kept")).key("bk"))
                                .asUtf8String())
                        .isEqualTo("three");
                assertThat(second.getObjectAsBytes(b -> b.bucket(own("kept")).key("dsse"))
                                .asByteArray())
                        .isEqualTo(body(100_000));
            }
        }
    }
}
