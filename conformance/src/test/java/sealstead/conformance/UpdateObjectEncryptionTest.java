package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static sealstead.conformance.Endpoint.own;
import static sealstead.conformance.People.allow;
import static sealstead.conformance.Refusals.assertRefused;

import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sealstead.kms.Ledger;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ObjectLockLegalHoldStatus;
import software.amazon.awssdk.services.s3.model.ObjectLockRetentionMode;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/// UpdateObjectEncryption: the data key moves, all else stays.
@SuppressWarnings({"NullAway.Init", "unchecked"})
final class UpdateObjectEncryptionTest {
    private static final String CUSTOMER_KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
    private static final AtomicInteger NEXT = new AtomicInteger();

    @Server
    private static LocalServer server;

    @Client(of = Client.Kind.PLAIN)
    private static S3Client s3;

    @Client
    private static KmsClient kms;

    private static String one;
    private static String other;

    @BeforeAll
    static void start() {
        one = kms.createKey().keyMetadata().arn();
        other = kms.createKey().keyMetadata().arn();
        s3.createBucket(b -> b.bucket(own("moving")));
        s3.createBucket(b -> b.bucket(own("locked")).objectLockEnabledForBucket(true));
    }

    /// How an object is protected.
    enum Scheme {
        S3,
        KMS,
        BUCKET_KEY;

        private PutObjectRequest.Builder on(PutObjectRequest.Builder put) {
            return this == S3
                    ? put.serverSideEncryption(ServerSideEncryption.AES256)
                    : put.serverSideEncryption(ServerSideEncryption.AWS_KMS)
                            .ssekmsKeyId(one)
                            .bucketKeyEnabled(this == BUCKET_KEY);
        }
    }

    private static void update(String bucket, String key, String arn, boolean bucketKey) {
        s3.updateObjectEncryption(b -> b.bucket(bucket)
                .key(key)
                .objectEncryption(o -> o.ssekms(k -> k.kmsKeyArn(arn).bucketKeyEnabled(bucketKey))));
    }

    private static HeadObjectResponse head(String bucket, String key) {
        return s3.headObject(b -> b.bucket(bucket).key(key).checksumMode(ChecksumMode.ENABLED));
    }

    private static String get(String bucket, String key) {
        return s3.getObjectAsBytes(b -> b.bucket(bucket).key(key).checksumMode(ChecksumMode.ENABLED))
                .asUtf8String();
    }

    private static Map<String, Long> calls(String bucket) {
        var calls = new TreeMap<String, Long>();
        server.ledger().rows().stream()
                .filter(row ->
                        row.entry().bucket().equals(bucket) && row.entry().outcome() == Ledger.Outcome.MADE)
                .forEach(row -> calls.merge(row.entry().operation(), row.calls(), Long::sum));
        return calls;
    }

    /// Sizes inline, in a file of its own, and none at all; the KMS calls that the move itself makes.
    @ParameterizedTest
    @CsvSource({
        "S3, false, Encrypt",
        "S3, true, GenerateDataKey",
        "KMS, false, ReEncryptFrom ReEncryptTo",
        "KMS, true, Decrypt GenerateDataKey",
        "BUCKET_KEY, false, Decrypt Encrypt",
        "BUCKET_KEY, true, Decrypt GenerateDataKey",
    })
    void every_move_keeps_what_a_client_sees_but_the_key(Scheme from, boolean bucketKey, String made) {
        for (int size : new int[] {0, 100, 300_000}) {
            var bucket = "m-" + from.name().toLowerCase(Locale.ROOT).replace('_', '-') + "-" + bucketKey + "-" + size;
            s3.createBucket(b -> b.bucket(bucket));
            var text = "x".repeat(size);
            s3.putObject(
                    b -> from.on(b.bucket(bucket).key("a b/\u00fc").metadata(Map.of("kept", "yes")))
                            .checksumAlgorithm(ChecksumAlgorithm.SHA256)
                            .tagging("t=1"),
                    RequestBody.fromString(text));
            var before = head(bucket, "a b/\u00fc");
            var earlier = calls(bucket);

            update(bucket, "a b/\u00fc", other, bucketKey);

            var moving = calls(bucket);
            earlier.forEach((operation, count) -> moving.merge(operation, -count, Long::sum));
            moving.values().removeIf(count -> count == 0);
            // The bucket key that the write had is still at hand for reading, and opened once by the HEAD.
            var expected = Arrays.stream(made.split(" "))
                    .filter(operation -> from != Scheme.BUCKET_KEY || !operation.equals("Decrypt"))
                    .collect(Collectors.toMap(operation -> operation, operation -> 1L));
            assertThat(moving).isEqualTo(expected);
            var after = head(bucket, "a b/\u00fc");
            assertThat(after.serverSideEncryption()).isEqualTo(ServerSideEncryption.AWS_KMS);
            assertThat(after.ssekmsKeyId()).isEqualTo(other);
            assertThat(after.bucketKeyEnabled()).isEqualTo(bucketKey ? true : null);
            assertThat(after.eTag()).isEqualTo(before.eTag());
            assertThat(after.lastModified()).isEqualTo(before.lastModified());
            assertThat(after.checksumSHA256())
                    .isEqualTo(before.checksumSHA256())
                    .isNotNull();
            assertThat(after.metadata()).isEqualTo(before.metadata());
            assertThat(get(bucket, "a b/\u00fc")).isEqualTo(text);
            assertThat(s3.getObjectTagging(b -> b.bucket(bucket).key("a b/\u00fc"))
                            .tagSet())
                    .hasSize(1);
            // Once more, to where it was: a move is nothing special.
            update(bucket, "a b/\u00fc", one, !bucketKey);
            assertThat(get(bucket, "a b/\u00fc")).isEqualTo(text);
        }
    }

    @Test
    void parts_stay_as_they_are_and_open_under_the_new_key() {
        var id = s3.createMultipartUpload(
                        b -> b.bucket(own("moving")).key("parts").checksumAlgorithm(ChecksumAlgorithm.CRC32))
                .uploadId();
        var first = "1".repeat(5 * 1024 * 1024);
        var one1 = s3.uploadPart(
                b -> b.bucket(own("moving"))
                        .key("parts")
                        .uploadId(id)
                        .partNumber(1)
                        .checksumAlgorithm(ChecksumAlgorithm.CRC32),
                RequestBody.fromString(first));
        var two = s3.uploadPart(
                b -> b.bucket(own("moving"))
                        .key("parts")
                        .uploadId(id)
                        .partNumber(2)
                        .checksumAlgorithm(ChecksumAlgorithm.CRC32),
                RequestBody.fromString("2"));
        s3.completeMultipartUpload(b -> b.bucket(own("moving"))
                .key("parts")
                .uploadId(id)
                .multipartUpload(m -> m.parts(
                        p -> p.partNumber(1).eTag(one1.eTag()).checksumCRC32(one1.checksumCRC32()),
                        p -> p.partNumber(2).eTag(two.eTag()).checksumCRC32(two.checksumCRC32()))));
        var before = head(own("moving"), "parts");
        update(own("moving"), "parts", other, false);
        assertThat(get(own("moving"), "parts")).isEqualTo(first + "2");
        assertThat(head(own("moving"), "parts").eTag()).isEqualTo(before.eTag());
        assertThat(head(own("moving"), "parts").checksumCRC32()).isEqualTo(before.checksumCRC32());
        assertThat(s3.getObjectAsBytes(b -> b.bucket(own("moving")).key("parts").partNumber(2))
                        .asUtf8String())
                .isEqualTo("2");
    }

    @Test
    void the_old_key_is_not_needed_any_more_and_the_new_one_is() {
        var from = kms.createKey().keyMetadata().arn();
        var to = kms.createKey().keyMetadata().arn();
        s3.putObject(
                b -> b.bucket(own("moving"))
                        .key("needs")
                        .serverSideEncryption("aws:kms")
                        .ssekmsKeyId(from),
                RequestBody.fromString("secret"));
        update(own("moving"), "needs", to, false);
        kms.disableKey(b -> b.keyId(from));
        assertThat(get(own("moving"), "needs")).isEqualTo("secret");
        kms.disableKey(b -> b.keyId(to));
        assertRefused(
                400,
                "KMS.DisabledException",
                () -> s3.getObject(b -> b.bucket(own("moving")).key("needs")).close());
        assertRefused(400, "KMS.DisabledException", () -> update(own("moving"), "needs", one, false));
        kms.enableKey(b -> b.keyId(to));
        assertRefused(400, "KMS.DisabledException", () -> update(own("moving"), "needs", from, false));
        assertThat(head(own("moving"), "needs").ssekmsKeyId()).isEqualTo(to);
    }

    @Test
    void a_version_is_moved_by_its_id_and_the_others_stay() {
        s3.createBucket(b -> b.bucket(own("versions")));
        s3.putBucketVersioning(
                b -> b.bucket(own("versions")).versioningConfiguration(c -> c.status(BucketVersioningStatus.ENABLED)));
        var older = s3.putObject(b -> b.bucket(own("versions")).key("v"), RequestBody.fromString("old"))
                .versionId();
        s3.putObject(b -> b.bucket(own("versions")).key("v"), RequestBody.fromString("new"));
        s3.updateObjectEncryption(b -> b.bucket(own("versions"))
                .key("v")
                .versionId(older)
                .objectEncryption(o -> o.ssekms(k -> k.kmsKeyArn(one))));
        assertThat(head(own("versions"), "v").serverSideEncryption()).isEqualTo(ServerSideEncryption.AES256);
        var moved = s3.getObjectAsBytes(b -> b.bucket(own("versions")).key("v").versionId(older));
        assertThat(moved.response().ssekmsKeyId()).isEqualTo(one);
        assertThat(moved.asUtf8String()).isEqualTo("old");
        assertThat(s3.listObjectVersions(b -> b.bucket(own("versions"))).versions())
                .hasSize(2);
        var marker = s3.deleteObject(b -> b.bucket(own("versions")).key("v")).versionId();
        assertRefused(405, "MethodNotAllowed", () -> update(own("versions"), "v", one, false));
        assertRefused(
                405,
                "MethodNotAllowed",
                () -> s3.updateObjectEncryption(b -> b.bucket(own("versions"))
                        .key("v")
                        .versionId(marker)
                        .objectEncryption(o -> o.ssekms(k -> k.kmsKeyArn(one)))));
    }

    @Test
    void what_object_lock_protects_is_not_moved() {
        s3.putObject(b -> b.bucket(own("locked")).key("held"), RequestBody.fromString("x"));
        s3.putObjectLegalHold(
                b -> b.bucket(own("locked")).key("held").legalHold(h -> h.status(ObjectLockLegalHoldStatus.ON)));
        assertRefused(403, "AccessDenied", () -> update(own("locked"), "held", one, false));
        s3.putObjectLegalHold(
                b -> b.bucket(own("locked")).key("held").legalHold(h -> h.status(ObjectLockLegalHoldStatus.OFF)));
        update(own("locked"), "held", one, false);
        for (var mode : Set.of(ObjectLockRetentionMode.GOVERNANCE, ObjectLockRetentionMode.COMPLIANCE)) {
            s3.putObject(b -> b.bucket(own("locked")).key(mode.name()), RequestBody.fromString("x"));
            s3.putObjectRetention(b -> b.bucket(own("locked"))
                    .key(mode.name())
                    .retention(r -> r.mode(mode).retainUntilDate(Instant.now().plus(1, ChronoUnit.DAYS))));
            assertRefused(403, "AccessDenied", () -> update(own("locked"), mode.name(), one, false));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = true,
            value = {
                "<SSE-KMS><KMSKeyArn>alias/x</KMSKeyArn></SSE-KMS> | 400 | InvalidRequest | require a valid Amazon Web",
                "<SSE-KMS><KMSKeyArn>1234abcd-12ab-34cd-56ef-1234567890ab</KMSKeyArn></SSE-KMS> | 400 | InvalidRequest | require a valid",
                "<SSE-KMS><KMSKeyArn>arn:aws:kms:us-east-1:111122223333:alias/x</KMSKeyArn></SSE-KMS> | 400 | InvalidRequest | require a valid",
                "<SSE-KMS><KMSKeyArn></KMSKeyArn></SSE-KMS> | 400 | InvalidRequest | require an Amazon Web",
                "<SSE-KMS/> | 400 | InvalidRequest | require an Amazon Web",
                "<SSE-KMS><KMSKeyArn>KEY</KMSKeyArn><BucketKeyEnabled>TRUE</BucketKeyEnabled></SSE-KMS> | 400 | InvalidRequest | The BucketKeyEnabled value isn't valid.",
                "<SSE-C/> | 400 | InvalidRequest | updating the encryption type to DSSE-KMS or SSE-C",
                "<DSSE-KMS/> | 400 | InvalidRequest | updating the encryption type to DSSE-KMS or SSE-C",
                "<SSE-S3/> | 400 | InvalidRequest | require a valid new encryption type",
                "'' | 400 | InvalidRequest | require a valid new encryption type",
                "<SSE-KMS><KMSKeyArn>KEY</KMSKeyArn></SSE-KMS><Other/> | 400 | MalformedXML | not well-formed",
                "<SSE-KMS><KMSKeyArn>KEY</KMSKeyArn><Other/></SSE-KMS> | 400 | MalformedXML | not well-formed",
                "<SSE-KMS | 400 | MalformedXML | not well-formed",
                "<SSE-KMS><KMSKeyArn>arn:aws:kms:us-east-1:999999999999:key/x</KMSKeyArn></SSE-KMS> | 403 | AccessDenied | must be owned by the same account",
                "<SSE-KMS><KMSKeyArn>arn:aws:kms:us-east-1:111122223333:key/none</KMSKeyArn></SSE-KMS> | 400 | KMS.NotFoundException | key/none",
                "<SSE-KMS><KMSKeyArn>arn:aws:kms:eu-west-1:111122223333:key/none</KMSKeyArn></SSE-KMS> | 400 | KMS.NotFoundException | Invalid arn eu-west-1",
            })
    void what_is_refused_changes_nothing(String inner, int status, String code, String message) throws IOException {
        var key = "refused-" + NEXT.incrementAndGet();
        s3.putObject(b -> b.bucket(own("moving")).key(key), RequestBody.fromString("x"));
        var answer = Raw.request(server.endpoint(), "PUT", "/" + own("moving") + "/" + key + "?encryption")
                .body("<ObjectEncryption xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">" + inner.replace("KEY", one)
                        + "</ObjectEncryption>")
                .md5()
                .sign()
                .send();
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).contains("<Code>" + code + "</Code>", message);
        assertThat(head(own("moving"), key).serverSideEncryption()).isEqualTo(ServerSideEncryption.AES256);
    }

    @Test
    void only_sources_of_one_layer_whose_keys_the_server_has_are_moved() throws IOException {
        s3.putObject(
                b -> b.bucket(own("moving")).key("dual").serverSideEncryption("aws:kms:dsse"), RequestBody.empty());
        assertRefused(400, "InvalidRequest", () -> update(own("moving"), "dual", one, false));
        s3.createBucket(b -> b.bucket(own("theirs")));
        s3.putBucketEncryption(b -> b.bucket(own("theirs"))
                .serverSideEncryptionConfiguration(
                        c -> c.rules(r -> r.blockedEncryptionTypes(t -> t.encryptionTypeWithStrings("NONE")))));
        s3.putObject(
                b -> b.bucket(own("theirs"))
                        .key("c")
                        .sseCustomerAlgorithm("AES256")
                        .sseCustomerKey(CUSTOMER_KEY)
                        .sseCustomerKeyMD5(java.util.Base64.getEncoder()
                                .encodeToString(
                                        Raw.digest("MD5", LocalServer.bytes("0123456789abcdef0123456789abcdef")))),
                RequestBody.empty());
        assertRefused(400, "InvalidRequest", () -> update(own("theirs"), "c", one, false));
        assertRefused(404, "NoSuchKey", () -> update(own("moving"), "nothing", one, false));
        assertRefused(404, "NoSuchBucket", () -> update("no-such-bucket-at-all", "nothing", one, false));
    }

    @Test
    void a_body_without_a_checksum_is_refused() throws IOException {
        var answer = Raw.request(server.endpoint(), "PUT", "/" + own("moving") + "/any?encryption")
                .body("<ObjectEncryption/>")
                .sign()
                .send();
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).contains("<Code>InvalidRequest</Code>");
    }

    @Test
    void both_actions_and_the_use_of_both_keys_must_be_allowed() throws IOException {
        var people = new People(server);
        s3.putObject(
                b -> b.bucket(own("moving"))
                        .key("asked")
                        .serverSideEncryption("aws:kms")
                        .ssekmsKeyId(one),
                RequestBody.fromString("x"));
        record Case(String actions, boolean allowed) {}
        int number = 0;
        for (var asked : new Case[] {
            new Case("s3:*,kms:*", true),
            new Case("s3:PutObject,s3:UpdateObjectEncryption,kms:ReEncrypt*", true),
            new Case("s3:PutObject,kms:*", false),
            new Case("s3:UpdateObjectEncryption,kms:*", false),
            new Case("s3:PutObject,s3:UpdateObjectEncryption", false),
            new Case("s3:PutObject,s3:UpdateObjectEncryption,kms:ReEncryptFrom", false),
            new Case("s3:PutObject,s3:UpdateObjectEncryption,kms:ReEncryptTo", false),
        }) {
            var user = people.user(LocalServer.ACCOUNT, "mover-" + number++, allow(asked.actions(), "*"));
            try (var theirs = user.s3()) {
                Runnable move = () -> theirs.updateObjectEncryption(b ->
                        b.bucket(own("moving")).key("asked").objectEncryption(o -> o.ssekms(k -> k.kmsKeyArn(other))));
                if (asked.allowed()) {
                    move.run();
                } else {
                    assertRefused(403, "AccessDenied", move::run);
                }
            }
        }
    }

    @Test
    void a_reader_that_is_under_way_reads_on() throws IOException {
        var text = "y".repeat(4 * 1024 * 1024);
        s3.putObject(b -> b.bucket(own("moving")).key("read"), RequestBody.fromString(text));
        try (var reading = s3.getObject(b -> b.bucket(own("moving")).key("read"))) {
            assertThat(reading.readNBytes(1000)).hasSize(1000);
            update(own("moving"), "read", one, true);
            update(own("moving"), "read", other, false);
            assertThat(reading.readAllBytes()).hasSize(text.length() - 1000);
        }
    }

    @Test
    void what_was_moved_survives_a_restart_and_a_copy() throws IOException {
        try (var own = new LocalServer();
                var keys = own.kms()) {
            var arn = keys.createKey().keyMetadata().arn();
            try (var before = own.plainS3()) {
                before.createBucket(b -> b.bucket(own("restart")));
                before.putObject(b -> b.bucket(own("restart")).key("k"), RequestBody.fromString("kept"));
                before.updateObjectEncryption(b -> b.bucket(own("restart"))
                        .key("k")
                        .objectEncryption(o -> o.ssekms(k -> k.kmsKeyArn(arn).bucketKeyEnabled(true))));
            }
            own.restart();
            try (var after = own.plainS3()) {
                assertThat(after.getObjectAsBytes(b -> b.bucket(own("restart")).key("k"))
                                .asUtf8String())
                        .isEqualTo("kept");
                after.copyObject(b -> b.sourceBucket(own("restart"))
                        .sourceKey("k")
                        .destinationBucket(own("restart"))
                        .destinationKey("copy"));
                assertThat(after.headObject(b -> b.bucket(own("restart")).key("copy"))
                                .serverSideEncryption())
                        .isEqualTo(ServerSideEncryption.AES256);
            }
        }
    }
}
