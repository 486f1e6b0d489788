package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import sealstead.server.Setting;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.KeyState;
import software.amazon.awssdk.services.kms.model.KmsInvalidStateException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// Whoever deletes a key can know what hangs on it.
@SuppressWarnings({"NullAway.Init", "unchecked"})
final class KeyImpactTest {
    private LocalServer server;
    private S3Client s3;
    private KmsClient kms;
    private String arn;

    private void start(boolean refusing) {
        server = new LocalServer(Map.of(Setting.KMS_REFUSE_DELETION_IN_USE, Boolean.toString(refusing)));
        s3 = server.plainS3();
        kms = server.kms();
        arn = kms.createKey().keyMetadata().arn();
        kms.createAlias(b -> b.aliasName("alias/used").targetKeyId(arn));
        s3.createBucket(b -> b.bucket("defaulted"));
        s3.putBucketEncryption(b -> b.bucket("defaulted")
                .serverSideEncryptionConfiguration(c -> c.rules(r -> r.applyServerSideEncryptionByDefault(
                        d -> d.sseAlgorithm("aws:kms").kmsMasterKeyID("alias/used")))));
        s3.createBucket(b -> b.bucket("asked"));
    }

    @AfterEach
    void stop() throws IOException {
        s3.close();
        kms.close();
        server.close();
    }

    private JsonNode ask(String page) throws IOException {
        return Administration.told(server, page);
    }

    private void fill() {
        s3.putObject(b -> b.bucket("defaulted").key("one"), RequestBody.fromString("one"));
        for (int i = 0; i < 12; i++) {
            int number = i;
            s3.putObject(
                    b -> b.bucket("asked")
                            .key("k" + number)
                            .serverSideEncryption("aws:kms:dsse")
                            .ssekmsKeyId(arn),
                    RequestBody.fromString("four"));
        }
        s3.createMultipartUpload(b ->
                b.bucket("asked").key("parts").serverSideEncryption("aws:kms").ssekmsKeyId(arn));
        s3.putObject(b -> b.bucket("asked").key("other"), RequestBody.fromString("not under it"));
    }

    @Test
    void the_trail_the_administration_and_the_command_line_say_what_hangs_on_a_key() throws Exception {
        start(false);
        fill();
        kms.rotateKeyOnDemand(b -> b.keyId(arn));
        s3.putObject(b -> b.bucket("defaulted").key("two"), RequestBody.fromString("two"));
        var impact = ask("GET admin/kms/impact?key=" + arn);
        assertThat(impact.path("versions").asLong()).isEqualTo(14);
        assertThat(impact.path("bytes").asLong()).isEqualTo(54);
        assertThat(impact.path("uploads").asLong()).isEqualTo(1);
        assertThat(impact.path("complete").asBoolean()).isTrue();
        assertThat(impact.path("samples")).hasSize(10);
        assertThat(impact.path("buckets").get(0).path("bucket").asText()).isEqualTo("asked");
        assertThat(impact.path("buckets").get(0).path("byDefault").asBoolean()).isFalse();
        assertThat(impact.path("buckets").get(1).path("byDefault").asBoolean()).isTrue();
        var shell = new Shell(server, Objects.requireNonNull(server.dataFolder().getParent()));
        assertThat(shell.sealstead("kms", "impact", arn))
                .contains("14 versions (54 bytes) and 1 uploads")
                .contains("the default of new objects")
                .contains("such as asked/k0 version null");

        kms.scheduleKeyDeletion(b -> b.keyId(arn));
        ask("GET admin/audit/verify"); // which has it written
        var told = TrailFiles.events(
                        server.dataFolder().resolve("audit"), server.server().rootKey())
                .stream()
                .filter(event -> event.path("eventName").asText().equals("ScheduleKeyDeletion"))
                .findFirst()
                .orElseThrow()
                .path("additionalEventData")
                .path("keyImpact");
        assertThat(told.path("versions").asLong()).isEqualTo(14);
        assertThat(told.path("uploads").asLong()).isEqualTo(1);
        assertThat(told.path("buckets").asLong()).isEqualTo(2);
        assertThat(told.path("defaultOfBuckets").asLong()).isEqualTo(1);
        assertThat(told.path("samples").get(0).asText()).isEqualTo("asked/k0 version null");
    }

    @Test
    void where_it_is_so_configured_a_key_in_use_is_refused_until_an_operator_confirms_it() throws Exception {
        start(true);
        assertThatThrownBy(() -> kms.scheduleKeyDeletion(b -> b.keyId(arn)))
                .as("the default of a bucket")
                .isInstanceOf(KmsInvalidStateException.class)
                .hasMessageContaining("is the default of 1 buckets");
        fill();
        server.clock().move(Duration.ofMinutes(1)); // a tenant's look has its pause
        assertThatThrownBy(() -> kms.scheduleKeyDeletion(b -> b.keyId(arn)))
                .isInstanceOf(KmsInvalidStateException.class)
                .hasMessageContaining(
                        "13 object versions (51 bytes) and 1 multipart uploads in 2 buckets are under it");
        assertThat(kms.describeKey(b -> b.keyId(arn)).keyMetadata().keyState()).isEqualTo(KeyState.ENABLED);

        ask("POST admin/kms/confirm-deletion?key=" + arn);
        server.clock().move(Duration.ofMinutes(61));
        server.clock().jump(Duration.ofMinutes(-61)); // by the clock of the machine nothing has passed
        assertThatThrownBy(() -> kms.scheduleKeyDeletion(b -> b.keyId(arn)))
                .as("the hour is over")
                .isInstanceOf(KmsInvalidStateException.class);
        ask("POST admin/kms/confirm-deletion?key=" + arn);
        kms.scheduleKeyDeletion(b -> b.keyId(arn));
        kms.cancelKeyDeletion(b -> b.keyId(arn));
        server.clock().move(Duration.ofMinutes(1));
        assertThatThrownBy(() -> kms.scheduleKeyDeletion(b -> b.keyId(arn)))
                .as("a confirmation is good for one deletion")
                .isInstanceOf(KmsInvalidStateException.class);

        var unused = kms.createKey().keyMetadata().arn();
        server.clock().move(Duration.ofMinutes(1));
        kms.scheduleKeyDeletion(b -> b.keyId(unused));
        assertThat(kms.describeKey(b -> b.keyId(unused)).keyMetadata().keyState())
                .isEqualTo(KeyState.PENDING_DELETION);
    }

    private long blobs() throws IOException {
        try (var files = Files.walk(server.dataFolder().resolve("blobs"))) {
            return files.filter(Files::isRegularFile).count();
        }
    }

    @Test
    @SuppressWarnings("try") // closing it is what the writer waits for
    void a_write_under_way_counts_and_what_comes_after_the_look_is_refused() throws Exception {
        start(true);
        var slow = kms.createKey().keyMetadata().arn();
        try (var threads = Executors.newSingleThreadExecutor();
                var tap = new PipedOutputStream();
                var pipe = new PipedInputStream(tap, 1 << 20)) {
            tap.write(new byte[300_000]);
            var write = threads.submit(() -> s3.putObject(
                    b -> b.bucket("asked")
                            .key("slow")
                            .serverSideEncryption("aws:kms")
                            .ssekmsKeyId(slow),
                    RequestBody.fromInputStream(pipe, 600_000)));
            // it has its data key for good by then, and counts
            Eventually.holds("the write has begun a blob", () -> blobs() != 0);
            assertThatThrownBy(() -> kms.scheduleKeyDeletion(b -> b.keyId(slow)))
                    .isInstanceOf(KmsInvalidStateException.class)
                    .hasMessageContaining("1 writes under it are under way");
            tap.write(new byte[300_000]);
            tap.close();
            write.get();
        }
        assertThat(s3.getObjectAsBytes(b -> b.bucket("asked").key("slow")).asByteArray())
                .hasSize(600_000);
    }

    /// Deletions of many keys beside who writes under them: a key whose deletion stands has nothing under it,
    /// and takes writes again when that is cancelled.
    @Test
    void nothing_that_was_acknowledged_is_under_a_key_whose_deletion_stands() throws Exception {
        start(true);
        int scheduled = 0;
        int refused = 0;
        for (int round = 0; round < 30; round++) {
            var key = kms.createKey().keyMetadata().arn();
            var name = "round" + round;
            var over = new AtomicBoolean();
            try (var threads = Executors.newCachedThreadPool()) {
                var writers = new ArrayList<Future<Integer>>();
                for (int w = 0; w < 3; w++) {
                    var prefix = name + "-" + w + "-";
                    boolean bucketKey = w == 0;
                    writers.add(threads.submit(() -> write(key, prefix, bucketKey, over)));
                }
                boolean stands = false;
                try {
                    server.clock().move(Duration.ofMinutes(1));
                    server.clock().jump(Duration.ofMinutes(-1)); // for the clients' signatures
                    kms.scheduleKeyDeletion(b -> b.keyId(key));
                    stands = true;
                    scheduled++;
                } catch (KmsInvalidStateException inUse) {
                    refused++;
                } finally {
                    over.set(true);
                }
                int written = 0;
                for (var writer : writers) {
                    written += writer.get();
                }
                if (stands) {
                    assertThat(written).as(name).isZero();
                    assertThat(ask("GET admin/kms/impact?key=" + key)
                                    .path("versions")
                                    .asLong())
                            .isZero();
                    kms.cancelKeyDeletion(b -> b.keyId(key));
                    kms.enableKey(b -> b.keyId(key));
                    assertThat(write(key, name + "-again-", true, new AtomicBoolean(true)))
                            .isEqualTo(1);
                }
            }
        }
        System.out.println("KeyImpactTest: " + scheduled + " scheduled, " + refused + " refused beside writers");
        assertThat(scheduled + refused).isEqualTo(30);
    }

    /// Writes once, and on until it is over; who is refused tries no more.
    private int write(String key, String prefix, boolean bucketKey, AtomicBoolean over) {
        int written = 0;
        do {
            var name = prefix + written;
            try {
                s3.putObject(
                        b -> b.bucket("asked")
                                .key(name)
                                .serverSideEncryption("aws:kms")
                                .ssekmsKeyId(key)
                                .bucketKeyEnabled(bucketKey),
                        RequestBody.fromString(name));
                written++;
            } catch (S3Exception refused) {
                return written;
            }
        } while (!over.get());
        return written;
    }
}
