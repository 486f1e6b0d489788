package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.KmsInvalidStateException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.NoSuchUploadException;

/// A version of a KMS key is destroyed only when nothing is under it, whatever happens meanwhile.
@SuppressWarnings({"NullAway.Init", "unchecked"})
final class KeyRetirementTest {
    private KeyWorld world;
    private LocalServer server;
    private S3Client s3;
    private KmsClient kms;
    private String arn;

    @BeforeEach
    void start() {
        world = new KeyWorld("kept");
        server = world.server;
        s3 = world.s3;
        kms = world.kms;
        arn = kms.createKey().keyMetadata().arn();
    }

    @AfterEach
    void stop() throws IOException {
        world.close();
    }

    private JsonNode ask(String page) throws IOException {
        return world.ask(page);
    }

    private String current() {
        return kms.describeKey(b -> b.keyId(arn)).keyMetadata().currentKeyMaterialId();
    }

    private JsonNode retire(String version, boolean confirm) throws IOException {
        return world.retire(
                "POST admin/kms/retire-version?key=" + arn + "&version=" + version + "&confirm=" + confirm,
                "GET admin/kms/retire-version");
    }

    private void rewrap() throws IOException {
        world.rewrap("from=" + arn);
    }

    private void put(String key, boolean bucketKey) {
        s3.putObject(
                b -> b.bucket("kept")
                        .key(key)
                        .serverSideEncryption("aws:kms")
                        .ssekmsKeyId(arn)
                        .bucketKeyEnabled(bucketKey),
                RequestBody.fromString(key));
    }

    private String got(String key) {
        return s3.getObjectAsBytes(b -> b.bucket("kept").key(key)).asUtf8String();
    }

    @Test
    void a_version_with_something_under_it_is_not_retired_and_one_with_nothing_is() throws IOException {
        s3.putBucketVersioning(
                b -> b.bucket("kept").versioningConfiguration(c -> c.status(BucketVersioningStatus.ENABLED)));
        var old = current();
        put("one", false);
        put("one", true);
        put("two", true);
        s3.deleteObject(b -> b.bucket("kept").key("two"));
        s3.createMultipartUpload(b ->
                b.bucket("kept").key("parts").serverSideEncryption("aws:kms").ssekmsKeyId(arn));
        assertThat(Administration.ask(server, "POST admin/kms/retire-version?key=" + arn + "&version=" + old)
                        .status())
                .as("the current version")
                .isEqualTo(400);
        kms.rotateKeyOnDemand(b -> b.keyId(arn));

        var refused = retire(old, true);
        assertThat(refused.path("retired").asBoolean()).isFalse();
        assertThat(refused.path("versions").asLong()).isEqualTo(3);
        assertThat(refused.path("bytes").asLong()).isEqualTo(9);
        assertThat(refused.path("uploads").asLong()).isEqualTo(1);
        assertThat(refused.path("samples")).hasSize(4);
        rewrap();
        assertThat(retire(old, false).path("retired").asBoolean()).isFalse();
        assertThat(retire(old, true).path("retired").asBoolean()).isTrue();
        assertThat(got("one")).isEqualTo("one");
        put("three", true);
        assertThat(Administration.ask(
                                server,
                                "POST admin/kms/retire-version?key=" + arn + "&version=" + old + "&confirm=true")
                        .status())
                .as("once more")
                .isEqualTo(400);
        world.restart();
        s3 = world.s3;
        kms = world.kms;
        assertThat(got("one")).isEqualTo("one");
        assertThat(got("three")).isEqualTo("three");
    }

    /// An upload of one part that is completed.
    ///
    /// @return what completes it
    private CompleteMultipartUploadRequest completed(String key, String algorithm) {
        var id = s3.createMultipartUpload(b -> {
                    b.bucket("kept").key(key).serverSideEncryption(algorithm);
                    if (!algorithm.equals("AES256")) {
                        b.ssekmsKeyId(arn);
                    }
                })
                .uploadId();
        var part = s3.uploadPart(
                b -> b.bucket("kept").key(key).uploadId(id).partNumber(1), RequestBody.fromString("part"));
        var request = CompleteMultipartUploadRequest.builder()
                .bucket("kept")
                .key(key)
                .uploadId(id)
                .multipartUpload(u -> u.parts(p -> p.partNumber(1).eTag(part.eTag())))
                .build();
        s3.completeMultipartUpload(request);
        return request;
    }

    @Test
    void a_repeated_complete_is_answered_after_every_retirement_and_after_the_destruction() throws IOException {
        s3.putBucketVersioning(
                b -> b.bucket("kept").versioningConfiguration(c -> c.status(BucketVersioningStatus.ENABLED)));
        for (var algorithm : List.of("aws:kms", "aws:kms:dsse", "AES256")) {
            var request = completed("parts" + algorithm.replace(':', '-'), algorithm);
            var first = s3.completeMultipartUpload(request);
            assertThat(first.checksumCRC64NVME()).as(algorithm).isNotEmpty();

            var old = current();
            var keys = ask("GET admin/service-keys?bucket=kept").path("keys");
            var oldService = keys.path(keys.size() - 1).path("id").asText();
            kms.rotateKeyOnDemand(b -> b.keyId(arn));
            ask("POST admin/service-keys/rotate?bucket=kept");
            ask("POST admin/rewrap?from=" + arn + "&reencrypt=" + algorithm.equals("aws:kms"));
            ask("POST admin/rewrap?service-keys=true");
            server.server().maintainNow();
            assertThat(retire(old, true).path("retired").asBoolean()).isTrue();
            var answer = ask("POST admin/service-keys/retire?bucket=kept&service-key=" + oldService);
            while (answer.path("running").asBoolean()) {
                answer = ask("GET admin/service-keys/retire");
            }
            assertThat(answer.path("result").path("retired").asBoolean()).isTrue();
            assertThat(s3.completeMultipartUpload(request).toString())
                    .as(algorithm)
                    .isEqualTo(first.toString());
        }
        var lost = completed("lost", "aws:kms");
        var first = s3.completeMultipartUpload(lost);
        kms.scheduleKeyDeletion(b -> b.keyId(arn).pendingWindowInDays(7));
        var again = s3.completeMultipartUpload(lost);
        assertThat(again.eTag()).isEqualTo(first.eTag());
        assertThat(again.versionId()).isEqualTo(first.versionId());
        assertThat(again.ssekmsKeyId()).isEqualTo(arn);
        assertThat(again.checksumCRC64NVME()).as("its key is not to be had").isNull();

        // A window is longer than uploads are remembered.
        server.clock().move(Duration.ofDays(8));
        server.server().maintainNow();
        server.clock().jump(Duration.ofDays(-8));
        server.server().time().accept();
        assertThatThrownBy(() -> s3.completeMultipartUpload(lost)).isInstanceOf(NoSuchUploadException.class);
    }

    private String certificateState() throws IOException {
        var rows = ask("GET admin/certificates").path("certificates");
        return rows.isEmpty() ? "none" : rows.path(0).path("state").asText();
    }

    @Test
    void what_cannot_be_erased_now_is_said_to_wait_by_the_retirement_and_by_the_certificate() throws IOException {
        var old = current();
        kms.rotateKeyOnDemand(b -> b.keyId(arn));
        var checkpoint = server.dataFolder().resolve("checkpoint"); // as while a backup is made
        Files.createDirectory(checkpoint);
        var retired = retire(old, true);
        assertThat(retired.path("retired").asBoolean()).isTrue();
        assertThat(retired.path("erased").asBoolean()).isFalse();
        assertThat(certificateState()).isEqualTo("destroyed");
        Files.delete(checkpoint);
        server.server().maintainNow();
        assertThat(certificateState()).isEqualTo("signed");
    }

    @Test
    void a_refused_retirement_leaves_nothing_behind() throws IOException {
        var old = current();
        put("one", false);
        kms.rotateKeyOnDemand(b -> b.keyId(arn));
        rewrap();
        kms.scheduleKeyDeletion(b -> b.keyId(arn).pendingWindowInDays(7));
        var page = "POST admin/kms/retire-version?key=" + arn + "&version=" + old + "&confirm=true";
        assertThat(Administration.ask(server, page).status()).isEqualTo(400);
        assertThat(certificateState()).isEqualTo("none");
        kms.cancelKeyDeletion(b -> b.keyId(arn));
        kms.enableKey(b -> b.keyId(arn));
        assertThat(got("one")).isEqualTo("one");
        assertThat(retire(old, true).path("retired").asBoolean()).isTrue();
        assertThat(certificateState()).isEqualTo("signed");
    }

    @Test
    void what_the_kms_sealed_under_a_retired_version_answers_so_and_the_rest_opens() throws IOException {
        var old = current();
        var secret = SdkBytes.fromUtf8String("secret");
        var before = kms.encrypt(b -> b.keyId(arn).plaintext(secret)).ciphertextBlob();
        kms.rotateKeyOnDemand(b -> b.keyId(arn));
        var after = kms.encrypt(b -> b.keyId(arn).plaintext(secret)).ciphertextBlob();
        assertThat(kms.decrypt(b -> b.ciphertextBlob(before)).plaintext()).isEqualTo(secret);
        assertThat(retire(old, true).path("retired").asBoolean()).isTrue();
        assertThatThrownBy(() -> kms.decrypt(b -> b.ciphertextBlob(before)))
                .isInstanceOf(KmsInvalidStateException.class)
                .hasMessageContaining("retired");
        assertThatThrownBy(() -> kms.reEncrypt(b -> b.ciphertextBlob(before).destinationKeyId(arn)))
                .isInstanceOf(KmsInvalidStateException.class);
        assertThat(kms.decrypt(b -> b.ciphertextBlob(after)).plaintext()).isEqualTo(secret);
        assertThat(kms.listKeyRotations(b -> b.keyId(arn).includeKeyMaterial("ALL_KEY_MATERIAL"))
                        .rotations())
                .hasSize(2);
    }

    @Test
    void a_write_that_is_under_way_with_a_key_of_the_old_version_stops_the_retirement() throws Exception {
        var old = current();
        for (boolean bucketKey : new boolean[] {false, true}) {
            try (var threads = Executors.newSingleThreadExecutor();
                    var body = new HalfBody()) {
                var key = "slow" + bucketKey;
                var version = current();
                var write = threads.submit(() -> s3.putObject(
                        b -> b.bucket("kept")
                                .key(key)
                                .serverSideEncryption("aws:kms")
                                .ssekmsKeyId(arn)
                                .bucketKeyEnabled(bucketKey),
                        RequestBody.fromInputStream(body, HalfBody.BYTES)));
                Eventually.holds(
                        "the write has its data key",
                        () -> server.kmsCalls("GenerateDataKey", "kept") != (bucketKey ? 1 : 0));
                kms.rotateKeyOnDemand(b -> b.keyId(arn));
                var refused = retire(version, true);
                assertThat(refused.path("retired").asBoolean()).isFalse();
                assertThat(refused.path("writes").asLong()).isEqualTo(1);
                // An order cannot say that nothing is left; it ends and tells how much it may have missed.
                var order = ask("POST admin/rewrap?from=" + arn).path("id").asText();
                server.server().maintainNow();
                var told = ask("GET admin/rewrap?id=" + order);
                assertThat(told.path("state").asText()).isEqualTo("done");
                assertThat(told.path("unsettled").asLong()).isEqualTo(1);
                body.end();
                write.get();
                assertThat(retire(version, true).path("versions").asLong()).isEqualTo(1);
            }
        }
        rewrap();
        assertThat(retire(old, true).path("retired").asBoolean()).isTrue();
        assertThat(s3.getObjectAsBytes(b -> b.bucket("kept").key("slowtrue")).asByteArray())
                .hasSize(600_000);
        assertThat(s3.getObjectAsBytes(b -> b.bucket("kept").key("slowfalse")).asByteArray())
                .hasSize(600_000);
    }

    /// Keys of the service first, then KMS keys.
    @Test
    void an_append_under_way_leaves_the_object_under_the_key_that_it_was_moved_to_meanwhile() throws Exception {
        for (boolean underKms : new boolean[] {false, true}) {
            try (var express = DirectoryBuckets.client(server);
                    var threads = Executors.newSingleThreadExecutor();
                    var body = new HalfBody()) {
                var bucket = DirectoryBuckets.create(express, underKms ? "grows" : "grew");
                if (underKms) {
                    express.putBucketEncryption(b -> b.bucket(bucket)
                            .serverSideEncryptionConfiguration(c -> c.rules(r -> r.bucketKeyEnabled(true)
                                    .applyServerSideEncryptionByDefault(
                                            d -> d.sseAlgorithm("aws:kms").kmsMasterKeyID(arn)))));
                }
                express.putObject(b -> b.bucket(bucket).key("log"), RequestBody.fromString("begun"));
                var old = current();
                long before = world.blobs();
                var write = threads.submit(() -> express.putObject(
                        b -> b.bucket(bucket).key("log").writeOffsetBytes(5L),
                        RequestBody.fromInputStream(body, HalfBody.BYTES)));
                Eventually.holds("the write has begun a blob", () -> world.blobs() != before);
                if (underKms) {
                    kms.rotateKeyOnDemand(b -> b.keyId(arn));
                    assertThat(retire(old, false).path("writes").asLong()).isEqualTo(1);
                    rewrap();
                } else {
                    ask("POST admin/service-keys/rotate?bucket=" + bucket);
                    ask("POST admin/rewrap?service-keys=true");
                    server.server().maintainNow();
                }
                body.end();
                write.get();
                if (underKms) {
                    assertThat(retire(old, true).path("retired").asBoolean()).isTrue();
                } else {
                    var newest = ask("GET admin/service-keys?bucket=" + bucket)
                            .path("keys")
                            .path(1);
                    var rows = ask("GET admin/coverage?bucket=" + bucket).path("rows");
                    assertThat(rows).isNotEmpty();
                    for (var row : rows) {
                        assertThat(row.path("serviceKeyId").asText())
                                .isEqualTo(newest.path("id").asText());
                    }
                }
                assertThat(express.getObjectAsBytes(b -> b.bucket(bucket).key("log"))
                                .asByteArray())
                        .hasSize(600_005);
            }
        }
    }

    /// Writers, renamers of versions (a delete of the newest makes an older one current again) and rewraps
    /// beside rotations and retirements: whatever was acknowledged reads.
    @Test
    void nothing_that_was_acknowledged_is_under_a_retired_version() throws Exception {
        s3.putBucketVersioning(
                b -> b.bucket("kept").versioningConfiguration(c -> c.status(BucketVersioningStatus.ENABLED)));
        var retired = world.retireBesideWriters(new KeyWorld.Keys() {
            @Override
            public String current() {
                return KeyRetirementTest.this.current();
            }

            @Override
            public void rotate() {
                kms.rotateKeyOnDemand(b -> b.keyId(arn));
            }

            @Override
            public void rewrap() throws IOException {
                KeyRetirementTest.this.rewrap();
            }

            @Override
            public boolean isRetired(String key) throws IOException {
                return retire(key, true).path("retired").asBoolean();
            }

            @Override
            public void put(String name, int n) {
                KeyRetirementTest.this.put(name, n % 2 == 0);
            }
        });
        var rows = ask("GET admin/coverage?key=" + arn).path("rows");
        assertThat(rows).isNotEmpty();
        for (var row : rows) {
            assertThat(retired).doesNotContain(row.path("keyMaterialId").asText());
        }
        world.checkAllRead(key -> key);
        System.out.println("KeyRetirementTest: " + retired.size() + " versions retired beside writers");
    }

    @Test
    void the_command_line_and_the_audit_trail_tell_of_it() throws Exception {
        var old = current();
        kms.rotateKeyOnDemand(b -> b.keyId(arn));
        var shell = new Shell(server, Objects.requireNonNull(server.dataFolder().getParent()));
        assertThat(shell.trySealstead("kms", "retire-version", arn, old).code()).isEqualTo(2);
        assertThat(shell.sealstead("kms", "retire-version", arn, old, "--confirm"))
                .contains("is retired");
        ask("GET admin/audit/verify"); // which has it written
        var trail = TrailFiles.events(
                server.dataFolder().resolve("audit"), server.server().rootKey());
        assertThat(trail)
                .anyMatch(event -> event.path("eventName").asText().equals("RetireKeyMaterial")
                        && event.path("serviceEventDetails")
                                .path("keyMaterialId")
                                .asText()
                                .equals(old));
        assertThat(trail)
                .anyMatch(event -> event.path("eventName").asText().equals("RetireKeyVersion")
                        && event.path("requestParameters")
                                .path("version")
                                .asText()
                                .equals(old));
    }
}
