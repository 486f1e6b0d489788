package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static sealstead.conformance.Refusals.assertRefused;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sealstead.kms.Ledger;
import sealstead.server.Setting;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.RenameObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/// Renaming objects in directory buckets.
@Overlay.Never
@SuppressWarnings("unchecked")
@FarStore.AnyEngine
@FarStore.Quick
final class RenameTest {
    @Server(@Server.With(setting = Setting.GARBAGE_GRACE, value = "PT1H"))
    private static LocalServer server;

    private static S3Client s3;
    private static String bucket;

    @BeforeAll
    static void start() {
        s3 = DirectoryBuckets.client(server);
        bucket = DirectoryBuckets.create(s3, "renamed");
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

    private static void put(String key, byte[] body) {
        s3.putObject(b -> b.bucket(bucket).key(key), RequestBody.fromBytes(body));
    }

    private static byte[] get(String key) {
        return s3.getObjectAsBytes(b -> b.bucket(bucket).key(key)).asByteArray();
    }

    private static boolean isThere(String key) {
        return keys().contains(key);
    }

    private static List<String> keys() {
        return s3.listObjectsV2(b -> b.bucket(bucket)).contents().stream()
                .map(S3Object::key)
                .toList();
    }

    private static void rename(String from, String to) {
        rename(from, to, b -> {});
    }

    private static void rename(String from, String to, Consumer<RenameObjectRequest.Builder> more) {
        s3.renameObject(b -> more.accept(b.bucket(bucket).key(to).renameSource(from)));
    }

    private static long blobs() throws IOException {
        return server.blobs();
    }

    private static void collect() throws IOException {
        server.clock().move(Duration.ofHours(12));
        server.server().maintainNow();
        server.clock().move(Duration.ofHours(-12));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 10, 100_000})
    void an_object_is_at_its_new_key_as_it_was_and_no_more_at_the_old_one(int size) {
        var from = "a dir/sou+rce ü " + size;
        var to = "another/destination " + size;
        s3.putObject(
                b -> b.bucket(bucket).key(from).contentType("text/x-this").metadata(Map.of("a", "b")),
                RequestBody.fromBytes(random(size)));
        var before = s3.headObject(b -> b.bucket(bucket).key(from).checksumMode(ChecksumMode.ENABLED));
        rename(
                java.net.URLEncoder.encode(from, java.nio.charset.StandardCharsets.UTF_8)
                        .replace("+", "%20"),
                to);
        assertRefused(404, "NoSuchKey", () -> get(from));
        assertThat(isThere(from)).isFalse();
        assertThat(isThere(to)).isTrue();
        assertThat(get(to)).isEqualTo(random(size));
        var after = s3.headObject(b -> b.bucket(bucket).key(to).checksumMode(ChecksumMode.ENABLED));
        assertThat(after.eTag()).isEqualTo(before.eTag());
        assertThat(after.lastModified()).isEqualTo(before.lastModified());
        assertThat(after.contentType()).isEqualTo("text/x-this");
        assertThat(after.metadata()).isEqualTo(before.metadata());
        assertThat(after.checksumCRC32()).isEqualTo(before.checksumCRC32()).isNotEmpty();
    }

    @Test
    void the_source_may_be_named_with_a_slash_or_the_bucket_before_it() {
        put("s1", random(3));
        rename("/s1", "s2");
        rename("/" + bucket + "/s2", "s3");
        rename(bucket + "/s3", "s4");
        assertThat(get("s4")).isEqualTo(random(3));
        assertRefused(400, "InvalidRequest", () -> rename(Express.name("other") + "/s4", "s5"));
    }

    @Test
    void what_cannot_be_renamed_is_refused() {
        put("self", random(1));
        put("folder/", new byte[0]);
        assertRefused(400, "InvalidRequest", () -> rename("self", "self"));
        assertRefused(400, "InvalidRequest", () -> rename("folder/", "other"));
        assertRefused(400, "InvalidRequest", () -> rename("self", "other/"));
        assertRefused(404, "NoSuchKey", () -> rename("missing", "other"));
        assertRefused(400, "InvalidArgument", () -> rename("self", "other", b -> b.clientToken("x".repeat(65))));
        assertThat(get("self")).isEqualTo(random(1));
        assertThat(isThere("other")).isFalse();
    }

    @Test
    void conditions_hold_on_both_sides_or_nothing_changes() {
        put("cond", random(5));
        put("there", random(6));
        var source = s3.headObject(b -> b.bucket(bucket).key("cond"));
        var dest = s3.headObject(b -> b.bucket(bucket).key("there"));
        List<Consumer<RenameObjectRequest.Builder>> fail = List.of(
                b -> b.destinationIfNoneMatch("*"),
                b -> b.destinationIfMatch("\"other\""),
                b -> b.destinationIfModifiedSince(dest.lastModified().plusSeconds(1)),
                b -> b.destinationIfUnmodifiedSince(dest.lastModified().minusSeconds(1)),
                b -> b.sourceIfMatch("\"other\""),
                b -> b.sourceIfNoneMatch("*"),
                b -> b.sourceIfNoneMatch(source.eTag()),
                b -> b.sourceIfModifiedSince(source.lastModified().plusSeconds(1)),
                b -> b.sourceIfUnmodifiedSince(source.lastModified().minusSeconds(1)));
        for (var condition : fail) {
            assertRefused(412, "PreconditionFailed", () -> rename("cond", "there", condition));
            assertThat(get("cond")).isEqualTo(random(5));
            assertThat(get("there")).isEqualTo(random(6));
        }
        rename(
                "cond",
                "there",
                b -> b.destinationIfMatch(dest.eTag())
                        .sourceIfMatch(source.eTag())
                        .sourceIfUnmodifiedSince(source.lastModified())
                        .destinationIfModifiedSince(dest.lastModified().minusSeconds(1)));
        assertThat(get("there")).isEqualTo(random(5));
        rename("there", "nowhere", b -> b.destinationIfNoneMatch("*"));
        assertThat(get("nowhere")).isEqualTo(random(5));
    }

    @Test
    void a_token_makes_a_rename_happen_once_and_means_one_rename_only() throws IOException {
        put("once", random(7));
        rename("once", "done", b -> b.clientToken("token-1"));
        put("once", random(8));
        rename("once", "done", b -> b.clientToken("token-1"));
        assertThat(get("done")).isEqualTo(random(7));
        assertThat(get("once")).isEqualTo(random(8));
        assertRefused(
                400, "IdempotencyParameterMismatch", () -> rename("once", "elsewhere", b -> b.clientToken("token-1")));
        server.restart();
        s3.close();
        s3 = DirectoryBuckets.client(server);
        rename("once", "done", b -> b.clientToken("token-1"));
        assertThat(get("once")).isEqualTo(random(8));
        server.clock().move(Duration.ofHours(25));
        server.server().maintainNow();
        server.clock().move(Duration.ofHours(-25));
        rename("once", "done", b -> b.clientToken("token-1"));
        assertThat(get("done")).isEqualTo(random(8));
        // A rename that was refused does not use its token up.
        assertRefused(404, "NoSuchKey", () -> rename("missing", "x", b -> b.clientToken("token-2")));
        rename("done", "x", b -> b.clientToken("token-2"));
    }

    @Test
    void a_general_purpose_bucket_has_no_renames() throws IOException {
        try (var plain = server.plainS3()) {
            plain.createBucket(b -> b.bucket("general"));
        }
        var reply = Raw.request(server.endpoint(), "PUT", "/general/to?renameObject")
                .header("x-amz-rename-source", "from")
                .sign()
                .send();
        assertThat(reply.status()).isEqualTo(501);
        assertThat(reply.body()).contains("NotImplemented");
    }

    @Test
    void an_object_of_many_pieces_moves_with_all_of_them_and_can_be_appended_to() throws IOException {
        collect();
        long before = blobs();
        var whole = new ByteArrayOutputStream();
        put("pieces", random(70_000));
        whole.writeBytes(random(70_000));
        for (int size : List.of(10, 80_000, 20)) {
            long offset = whole.size();
            s3.putObject(
                    b -> b.bucket(bucket).key("pieces").writeOffsetBytes(offset), RequestBody.fromBytes(random(size)));
            whole.writeBytes(random(size));
        }
        rename("pieces", "moved");
        assertThat(get("moved")).isEqualTo(whole.toByteArray());
        rename("moved", "moved-on");
        long offset = whole.size();
        s3.putObject(
                b -> b.bucket(bucket).key("moved-on").writeOffsetBytes(offset), RequestBody.fromBytes(random(70_000)));
        whole.writeBytes(random(70_000));
        collect();
        assertThat(get("moved-on")).isEqualTo(whole.toByteArray());
        assertThat(blobs()).isEqualTo(before + 3);
        rename("moved-on", "pieces");
        collect();
        assertThat(get("pieces")).isEqualTo(whole.toByteArray());
        s3.deleteObject(b -> b.bucket(bucket).key("pieces"));
        collect();
        assertThat(blobs()).isEqualTo(before);
    }

    @Test
    void an_uploaded_object_moves_and_what_it_replaces_is_freed() throws IOException {
        collect();
        long before = blobs();
        put("replaced", random(90_000));
        var id = s3.createMultipartUpload(b -> b.bucket(bucket).key("uploaded")).uploadId();
        var etag = s3.uploadPart(
                        b -> b.bucket(bucket).key("uploaded").uploadId(id).partNumber(1),
                        RequestBody.fromBytes(random(80_000)))
                .eTag();
        Runnable complete = () -> s3.completeMultipartUpload(b -> b.bucket(bucket)
                .key("uploaded")
                .uploadId(id)
                .multipartUpload(m -> m.parts(p -> p.partNumber(1).eTag(etag))));
        complete.run();
        rename("uploaded", "replaced");
        complete.run();
        assertThat(isThere("uploaded")).isFalse();
        collect();
        assertThat(blobs()).isEqualTo(before + 1);
        assertThat(get("replaced")).isEqualTo(random(80_000));
        s3.deleteObject(b -> b.bucket(bucket).key("replaced"));
        collect();
        assertThat(blobs()).isEqualTo(before);
    }

    @Test
    void a_rename_asks_no_kms_and_the_object_opens_under_its_new_key() throws Exception {
        try (var kms = server.kms()) {
            var key = kms.createKey().keyMetadata().arn();
            var sealed = DirectoryBuckets.create(s3, "kms");
            s3.putBucketEncryption(b -> b.bucket(sealed)
                    .serverSideEncryptionConfiguration(c -> c.rules(r -> r.bucketKeyEnabled(true)
                            .applyServerSideEncryptionByDefault(
                                    d -> d.sseAlgorithm("aws:kms").kmsMasterKeyID(key)))));
            s3.putObject(b -> b.bucket(sealed).key("a"), RequestBody.fromBytes(random(40_000)));
            long calls = calls();
            s3.renameObject(b -> b.bucket(sealed).key("b").renameSource("a"));
            s3.renameObject(b -> b.bucket(sealed).key("c").renameSource("b"));
            assertThat(calls()).isEqualTo(calls);
            var got = s3.getObjectAsBytes(b -> b.bucket(sealed).key("c"));
            assertThat(got.asByteArray()).isEqualTo(random(40_000));
            assertThat(got.response().ssekmsKeyId()).isEqualTo(key);
        }
    }

    private static long calls() {
        return server.ledger().total(Ledger.Outcome.MADE)
                + server.ledger().total(Ledger.Outcome.REFUSED)
                + server.ledger().total(Ledger.Outcome.SAVED);
    }

    /// Each of the objects is somewhere under one of few keys, or was overwritten by a rename that succeeded.
    @Test
    void of_many_who_rename_one_object_exactly_one_succeeds() throws Exception {
        try (var pool = Executors.newFixedThreadPool(16)) {
            for (int round = 0; round < 8; round++) {
                int size = round % 2 == 0 ? 10 : 50_000;
                put("prize", random(size));
                int number = round;
                var renamers = new ArrayList<Callable<Boolean>>();
                for (int i = 0; i < 16; i++) {
                    int index = i;
                    renamers.add(() -> succeeded(() -> rename("prize", "won/" + number + "/" + index)));
                }
                long winners = 0;
                for (var outcome : pool.invokeAll(renamers)) {
                    winners += outcome.get() ? 1 : 0;
                }
                assertThat(winners).isEqualTo(1);
                assertThat(keys().stream().filter(key -> key.startsWith("won/" + number + "/")))
                        .hasSize(1);
                assertThat(isThere("prize")).isFalse();
            }
        }
    }

    private static boolean succeeded(Runnable call) {
        try {
            call.run();
            return true;
        } catch (S3Exception refused) {
            assertThat(refused.awsErrorDetails().errorCode()).isIn("NoSuchKey", "SlowDown", "OperationAborted");
            return false;
        }
    }

    @Test
    void renames_in_a_circle_lose_nothing_and_double_nothing() throws Exception {
        long seed = Long.getLong("sealstead.seed", System.nanoTime());
        System.out.println("RenameTest: -Dsealstead.seed=" + seed);
        var random = new Random(seed);
        var contents = new ArrayList<String>();
        for (int i = 0; i < 3; i++) {
            var key = "circle/" + i;
            var body = random((i + 1) * 20_000);
            put(key, body);
            contents.add(java.util.HexFormat.of().formatHex(body));
        }
        try (var pool = Executors.newFixedThreadPool(8)) {
            var renamers = new ArrayList<Callable<Boolean>>();
            for (int i = 0; i < 120; i++) {
                int from = random.nextInt(5);
                int to = (from + 1 + random.nextInt(4)) % 5;
                // Never over another, so that all three must be there in the end.
                renamers.add(() -> {
                    try {
                        rename("circle/" + from, "circle/" + to, b -> b.destinationIfNoneMatch("*"));
                        return true;
                    } catch (S3Exception refused) {
                        assertThat(refused.statusCode()).isIn(404, 412, 409, 503);
                        return false;
                    }
                });
            }
            long done = 0;
            for (var outcome : pool.invokeAll(renamers)) {
                done += outcome.get() ? 1 : 0;
            }
            assertThat(done).isPositive();
        }
        collect();
        var left = keys().stream()
                .filter(key -> key.startsWith("circle/"))
                .map(key -> java.util.HexFormat.of().formatHex(get(key)))
                .toList();
        assertThat(left).containsExactlyInAnyOrderElementsOf(contents);
    }

    @Test
    void renames_against_puts_and_deletes_leave_every_key_readable() throws Exception {
        long seed = Long.getLong("sealstead.seed", System.nanoTime());
        System.out.println("RenameTest: -Dsealstead.seed=" + seed);
        var random = new Random(seed);
        try (var pool = Executors.newFixedThreadPool(8)) {
            var calls = new ArrayList<Callable<Boolean>>();
            for (int i = 0; i < 200; i++) {
                int from = random.nextInt(3);
                int to = (from + 1) % 3;
                int size = random.nextBoolean() ? 10 : 50_000;
                int what = random.nextInt(4);
                calls.add(() -> succeeded(() -> {
                    switch (what) {
                        case 0 -> put("busy/" + from, random(size));
                        case 1 -> s3.deleteObject(b -> b.bucket(bucket).key("busy/" + from));
                        default -> rename("busy/" + from, "busy/" + to);
                    }
                }));
            }
            for (var outcome : pool.invokeAll(calls)) {
                outcome.get();
            }
        }
        put("busy/0", random(10));
        collect();
        for (var key : keys()) {
            if (key.startsWith("busy/")) {
                assertThat(get(key).length).isIn(10, 50_000);
            }
        }
        assertThat(get("busy/0")).isEqualTo(random(10));
    }
}
