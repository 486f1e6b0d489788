package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import sealstead.kms.Ledger;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.ObjectAttributes;
import software.amazon.awssdk.services.s3.model.ObjectLockLegalHoldStatus;

/// Orders to put what is under one KMS key under another.
@SuppressWarnings({"NullAway.Init", "unchecked"})
final class RewrapTest {
    private KeyWorld world;
    private LocalServer server;
    private S3Client s3;
    private KmsClient kms;

    @BeforeEach
    void start() {
        world = new KeyWorld("wrapped").versioned();
        server = world.server;
        s3 = world.s3;
        kms = world.kms;
    }

    @AfterEach
    void stop() throws IOException {
        world.close();
    }

    private JsonNode ask(String page) throws IOException {
        return world.ask(page);
    }

    /// Key material ids by how many versions and uploads are under them.
    private Map<String, Long> under(String arn) throws IOException {
        var under = new HashMap<String, Long>();
        for (var row : ask("GET admin/coverage?key=" + arn).path("rows")) {
            under.merge(
                    row.path("keyMaterialId").asText(),
                    row.path("versions").asLong() + row.path("uploads").asLong(),
                    Long::sum);
        }
        return under;
    }

    private void put(String key, String scheme, String arn, boolean bucketKey) {
        s3.putObject(
                b -> b.bucket("wrapped")
                        .key(key)
                        .serverSideEncryption(scheme)
                        .ssekmsKeyId(arn)
                        .bucketKeyEnabled(bucketKey ? true : null),
                RequestBody.fromString(key));
    }

    /// What a client sees of every version.
    private Set<String> seen() {
        var seen = new HashSet<String>();
        for (var version : s3.listObjectVersions(b -> b.bucket("wrapped")).versions()) {
            var got = s3.getObjectAsBytes(
                    b -> b.bucket("wrapped").key(version.key()).versionId(version.versionId()));
            var head = got.response();
            seen.add(version.key() + " " + version.versionId() + " " + got.asUtf8String() + " " + head.eTag() + " "
                    + head.lastModified() + " " + head.serverSideEncryption() + " " + head.ssekmsKeyId() + " "
                    + head.bucketKeyEnabled() + " " + version.isLatest());
        }
        return seen;
    }

    private void fill(String arn) {
        put("one", "aws:kms", arn, false);
        put("one", "aws:kms", arn, true);
        put("one", "aws:kms", arn, false);
        put("two", "aws:kms", arn, true);
        put("dual", "aws:kms:dsse", arn, false);
        s3.putObject(b -> b.bucket("wrapped").key("plain"), RequestBody.fromString("plain"));
        s3.deleteObject(b -> b.bucket("wrapped").key("two"));
    }

    @Test
    void after_a_rotation_everything_comes_under_the_newest_version_and_looks_as_before() throws IOException {
        var arn = kms.createKey().keyMetadata().arn();
        fill(arn);
        var upload = s3.createMultipartUpload(b ->
                b.bucket("wrapped").key("parts").serverSideEncryption("aws:kms").ssekmsKeyId(arn));
        var part = s3.uploadPart(
                b -> b.bucket("wrapped")
                        .key("parts")
                        .uploadId(upload.uploadId())
                        .partNumber(1),
                RequestBody.fromString("part"));
        var before = seen();
        var old = under(arn).keySet().iterator().next();
        assertThat(under(arn)).containsExactly(Map.entry(old, 6L));

        kms.rotateKeyOnDemand(b -> b.keyId(arn));
        var counted = world.rewrap("from=" + arn + "&dry-run=true");
        assertThat(counted.path("found").asLong()).isEqualTo(6);
        assertThat(under(arn)).containsOnlyKeys(old);
        var done = world.rewrap("from=" + arn);
        assertThat(done.path("state").asText()).as(done.toString()).isEqualTo("done");
        assertThat(done.path("versions").asLong()).isEqualTo(5);
        assertThat(done.path("uploads").asLong()).isEqualTo(1);
        assertThat(done.path("failed").asLong()).isZero();
        assertThat(done.path("kmsCalls").asLong()).isPositive();
        assertThat(under(arn)).hasSize(1).doesNotContainKey(old).containsValue(6L);
        assertThat(seen()).isEqualTo(before);
        s3.completeMultipartUpload(b -> b.bucket("wrapped")
                .key("parts")
                .uploadId(upload.uploadId())
                .multipartUpload(m -> m.parts(
                        CompletedPart.builder().partNumber(1).eTag(part.eTag()).build())));
        assertThat(s3.getObjectAsBytes(b -> b.bucket("wrapped").key("parts")).asUtf8String())
                .isEqualTo("part");
        assertThat(world.rewrap("from=" + arn + "%40" + old).path("found").asLong())
                .isZero();
    }

    @Test
    void a_key_can_be_left_for_another_in_one_bucket_or_below_a_prefix() throws IOException {
        var from = kms.createKey().keyMetadata().arn();
        var to = kms.createKey().keyMetadata().arn();
        fill(from);
        s3.createBucket(b -> b.bucket("elsewhere"));
        s3.putObject(
                b -> b.bucket("elsewhere")
                        .key("k")
                        .serverSideEncryption("aws:kms")
                        .ssekmsKeyId(from),
                RequestBody.fromString("x"));
        assertThat(world.rewrap("from=" + from + "&to=" + to + "&bucket=wrapped&prefix=on")
                        .path("versions")
                        .asLong())
                .isEqualTo(3);
        assertThat(world.rewrap("from=" + from + "&to=" + to + "&bucket=wrapped")
                        .path("versions")
                        .asLong())
                .isEqualTo(2);
        kms.disableKey(b -> b.keyId(from));
        assertThat(seen()).hasSize(6);
        // What is left cannot be moved while the key is disabled, and the evidence names it.
        var failed = world.rewrap("from=" + from + "&to=" + to);
        assertThat(failed.path("remaining").asLong()).isEqualTo(1);
        assertThat(failed.path("failures").get(0).path("where").asText()).startsWith("elsewhere/k version ");
        assertThat(failed.path("failures").get(0).path("why").asText()).contains("is disabled");
    }

    @Test
    void locked_versions_are_moved_as_well_since_a_client_sees_no_change() throws IOException {
        var arn = kms.createKey().keyMetadata().arn();
        s3.createBucket(b -> b.bucket("locked").objectLockEnabledForBucket(true));
        s3.putObject(
                b -> b.bucket("locked").key("k").serverSideEncryption("aws:kms").ssekmsKeyId(arn),
                RequestBody.fromString("x"));
        s3.putObjectLegalHold(b -> b.bucket("locked").key("k").legalHold(h -> h.status(ObjectLockLegalHoldStatus.ON)));
        kms.rotateKeyOnDemand(b -> b.keyId(arn));
        assertThat(world.rewrap("from=" + arn).path("versions").asLong()).isEqualTo(1);
        assertThat(s3.getObjectLegalHold(b -> b.bucket("locked").key("k"))
                        .legalHold()
                        .status())
                .isEqualTo(ObjectLockLegalHoldStatus.ON);
    }

    @Test
    void orders_are_paused_resumed_cancelled_and_survive_a_restart() throws IOException {
        var arn = kms.createKey().keyMetadata().arn();
        fill(arn);
        kms.rotateKeyOnDemand(b -> b.keyId(arn));
        var id = ask("POST admin/rewrap?rate=2&from=" + arn).path("id").asText();
        assertThat(ask("POST admin/rewrap/pause?id=" + id).path("state").asText())
                .isEqualTo("paused");
        server.server().maintainNow();
        assertThat(ask("GET admin/rewrap?id=" + id).path("versions").asLong()).isLessThan(5);
        assertThat(under(arn)).hasSizeGreaterThan(0);
        world.restart();
        s3 = world.s3;
        kms = world.kms;
        ask("POST admin/rewrap/resume?id=" + id);
        server.server().maintainNow();
        server.server().maintainNow();
        assertThat(ask("GET admin/rewrap?id=" + id).path("state").asText()).isEqualTo("done");
        assertThat(under(arn)).hasSize(1).containsValue(5L);
        assertThat(Administration.ask(server, "POST admin/rewrap/cancel?id=" + id)
                        .status())
                .isEqualTo(400);
        assertThat(ask("GET admin/rewrap").path("orders")).hasSize(1);
    }

    @Test
    void orders_that_make_no_sense_are_refused() throws IOException {
        var arn = kms.createKey().keyMetadata().arn();
        put("k", "aws:kms", arn, false);
        var current = under(arn).keySet().iterator().next();
        for (var query : List.of(
                "",
                "from=none",
                "from=" + arn,
                "from=" + arn + "%40" + current,
                "from=" + arn + "%40none",
                "from=" + arn + "&to=none",
                "from=" + arn + "&to=" + kms.createKey().keyMetadata().arn() + "&bucket=no-such",
                "from=" + arn + "&to=" + kms.createKey().keyMetadata().arn() + "&rate=-1")) {
            assertThat(Administration.ask(server, "POST admin/rewrap?" + query).status())
                    .as(query)
                    .isEqualTo(400);
        }
        assertThat(ask("GET admin/rewrap").path("orders")).isEmpty();
    }

    /// Service keys by how many versions and uploads are under them.
    private Map<String, Long> underServiceKeys() throws IOException {
        var under = new HashMap<String, Long>();
        for (var row : ask("GET admin/coverage").path("rows")) {
            if (!row.path("serviceKeyId").asText().isEmpty()) {
                assertThat(row.path("keySince").asText()).isNotEmpty();
                under.merge(
                        row.path("serviceKeyId").asText(),
                        row.path("versions").asLong() + row.path("uploads").asLong(),
                        Long::sum);
            }
        }
        return under;
    }

    @Test
    void after_a_rotation_of_service_keys_everything_comes_under_the_newest_without_a_kms_call() throws IOException {
        fill(kms.createKey().keyMetadata().arn());
        s3.createBucket(b -> b.bucket("another"));
        s3.putObject(b -> b.bucket("another").key("stays"), RequestBody.fromString("stays"));
        var upload = s3.createMultipartUpload(b -> b.bucket("wrapped").key("parts"));
        var part = s3.uploadPart(
                b -> b.bucket("wrapped")
                        .key("parts")
                        .uploadId(upload.uploadId())
                        .partNumber(1),
                RequestBody.fromString("part"));
        var before = seen();
        var old = ask("GET admin/service-keys?bucket=wrapped")
                .path("keys")
                .path(0)
                .path("id")
                .asText();
        var newest = ask("POST admin/service-keys/rotate?bucket=wrapped")
                .path("keys")
                .path(1)
                .path("id")
                .asText();
        s3.putObject(b -> b.bucket("wrapped").key("later"), RequestBody.fromString("later"));
        assertThat(underServiceKeys()).containsEntry(old, 3L).containsEntry(newest, 1L);
        assertThat(world.rewrap("service-keys=true&dry-run=true").path("found").asLong())
                .isEqualTo(3);

        var done = world.rewrap("service-keys=true");
        assertThat(done.path("state").asText()).as(done.toString()).isEqualTo("done");
        assertThat(done.path("versions").asLong()).isEqualTo(2);
        assertThat(done.path("uploads").asLong()).isEqualTo(1);
        assertThat(done.path("kmsCalls").asLong()).isZero();
        assertThat(underServiceKeys()).containsEntry(newest, 4L).doesNotContainKey(old);
        s3.deleteObject(b -> b.bucket("wrapped")
                .key("later")
                .versionId(s3.headObject(h -> h.bucket("wrapped").key("later")).versionId()));
        assertThat(seen()).isEqualTo(before);
        world.restart();
        s3 = world.s3;
        kms = world.kms;
        assertThat(seen()).isEqualTo(before);
        s3.completeMultipartUpload(b -> b.bucket("wrapped")
                .key("parts")
                .uploadId(upload.uploadId())
                .multipartUpload(m -> m.parts(
                        CompletedPart.builder().partNumber(1).eTag(part.eTag()).build())));
        assertThat(s3.getObjectAsBytes(b -> b.bucket("wrapped").key("parts")).asUtf8String())
                .isEqualTo("part");
        assertThat(Administration.ask(server, "POST admin/rewrap?service-keys=true&from=" + old)
                        .status())
                .isEqualTo(400);
    }

    private String multipart(String key, String scheme, @Nullable String arn) {
        var upload = s3.createMultipartUpload(b -> b.bucket("wrapped")
                .key(key)
                .serverSideEncryption(scheme)
                .ssekmsKeyId(arn)
                .checksumAlgorithm(ChecksumAlgorithm.SHA256));
        var parts = new ArrayList<CompletedPart>();
        for (int i = 1; i <= 2; i++) {
            int number = i;
            var body = new byte[i == 1 ? 5 * 1024 * 1024 : 70_000];
            Arrays.fill(body, (byte) i);
            var part = s3.uploadPart(
                    b -> b.bucket("wrapped")
                            .key(key)
                            .uploadId(upload.uploadId())
                            .partNumber(number)
                            .checksumAlgorithm(ChecksumAlgorithm.SHA256),
                    RequestBody.fromBytes(body));
            parts.add(CompletedPart.builder()
                    .partNumber(number)
                    .eTag(part.eTag())
                    .checksumSHA256(part.checksumSHA256())
                    .build());
        }
        return s3.completeMultipartUpload(b ->
                        b.bucket("wrapped").key(key).uploadId(upload.uploadId()).multipartUpload(m -> m.parts(parts)))
                .versionId();
    }

    /// All that a client can ask of each version.
    private Set<String> everything() throws IOException {
        var all = new HashSet<String>();
        for (var version : s3.listObjectVersions(b -> b.bucket("wrapped")).versions()) {
            try (var got = s3.getObject(b -> b.bucket("wrapped")
                    .key(version.key())
                    .versionId(version.versionId())
                    .checksumMode(ChecksumMode.ENABLED))) {
                var head = got.response();
                all.add(version + " " + Arrays.hashCode(got.readAllBytes()) + " " + head.metadata() + " "
                        + head.lastModified() + " " + head.serverSideEncryption() + " " + head.bucketKeyEnabled() + " "
                        + head.checksumCRC32() + head.checksumCRC64NVME() + head.checksumSHA256() + " "
                        + head.checksumTypeAsString());
            }
            var attributes = s3.getObjectAttributes(b -> b.bucket("wrapped")
                    .key(version.key())
                    .versionId(version.versionId())
                    .objectAttributes(
                            ObjectAttributes.OBJECT_PARTS, ObjectAttributes.CHECKSUM, ObjectAttributes.E_TAG));
            all.add(version.key() + " " + attributes.objectParts() + attributes.checksum() + attributes.eTag());
            if (version.key().startsWith("multi")) {
                var part = s3.getObjectAsBytes(b -> b.bucket("wrapped")
                        .key(version.key())
                        .versionId(version.versionId())
                        .partNumber(2));
                all.add(version.key() + Arrays.hashCode(part.asByteArray()));
                var range = s3.getObjectAsBytes(b -> b.bucket("wrapped")
                        .key(version.key())
                        .versionId(version.versionId())
                        .range("bytes=5242000-5243999"));
                all.add(version.key() + Arrays.hashCode(range.asByteArray()));
            }
        }
        return all;
    }

    private Set<String> blobs() throws IOException {
        try (var walk = Files.walk(server.dataFolder().resolve("blobs"))) {
            return walk.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .collect(Collectors.toSet());
        }
    }

    @Test
    void what_is_encrypted_anew_has_new_data_keys_and_other_ciphertext_and_looks_as_before() throws IOException {
        var arn = kms.createKey().keyMetadata().arn();
        fill(arn);
        for (var scheme : List.of("AES256", "aws:kms", "aws:kms:dsse")) {
            var key = scheme.equals("AES256") ? null : arn;
            s3.putObject(
                    b -> b.bucket("wrapped")
                            .key("large " + scheme)
                            .serverSideEncryption(scheme)
                            .ssekmsKeyId(key)
                            .metadata(Map.of("a", "b")),
                    RequestBody.fromString("x".repeat(200_000)));
            s3.putObject(
                    b -> b.bucket("wrapped")
                            .key("medium " + scheme)
                            .serverSideEncryption(scheme)
                            .ssekmsKeyId(key),
                    RequestBody.fromString("y".repeat(9000)));
            multipart("multi " + scheme, scheme, key);
        }
        var before = everything();
        var blobsBefore = blobs();
        var old = under(arn).keySet().iterator().next();
        kms.rotateKeyOnDemand(b -> b.keyId(arn));
        ask("POST admin/service-keys/rotate?bucket=wrapped");

        var done = world.rewrap("reencrypt=true&from=" + arn);
        assertThat(done.path("failed").asLong()).as(done.toString()).isZero();
        assertThat(done.path("reencrypt").asBoolean()).isTrue();
        assertThat(done.path("versions").asLong()).isEqualTo(11);
        assertThat(under(arn)).doesNotContainKey(old).containsValue(11L);
        var services = world.rewrap("reencrypt=true&service-keys=true");
        assertThat(services.path("failed").asLong()).as(services.toString()).isZero();
        assertThat(services.path("versions").asLong()).isEqualTo(4);
        assertThat(underServiceKeys()).hasSize(1);
        assertThat(everything()).isEqualTo(before);
        Administration.ask(server, "POST admin/garbage/collect?now=true");
        assertThat(blobs()).hasSameSizeAs(blobsBefore).doesNotContainAnyElementsOf(blobsBefore);
        world.restart();
        s3 = world.s3;
        kms = world.kms;
        assertThat(everything()).isEqualTo(before);
    }

    @Test
    void an_order_that_is_slow_by_its_own_wish_holds_up_no_other() throws Exception {
        var slow = kms.createKey().keyMetadata().arn();
        var quick = kms.createKey().keyMetadata().arn();
        for (int i = 0; i < 40; i++) {
            put("slow" + i, "aws:kms", slow, false);
        }
        put("quick", "aws:kms", quick, false);
        for (var key : List.of(slow, quick)) {
            kms.rotateKeyOnDemand(b -> b.keyId(key));
        }
        var first = ask("POST admin/rewrap?rate=1&from=" + slow).path("id").asText();
        var second = ask("POST admin/rewrap?from=" + quick).path("id").asText();
        var turn = CompletableFuture.runAsync(() -> {
            try {
                server.server().maintainNow();
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
        });
        while (!ask("GET admin/rewrap?id=" + second).path("state").asText().equals("done")) {
            assertThat(ask("GET admin/rewrap?id=" + first).path("state").asText())
                    .isEqualTo("running");
            Thread.sleep(20);
        }
        ask("POST admin/rewrap/cancel?id=" + first);
        turn.get();
        assertThat(ask("GET admin/rewrap?id=" + first).path("versions").asLong())
                .isLessThan(40);
    }

    /// More slow orders than turns, all under way before the quick one is given.
    @Test
    void an_order_that_is_begun_while_slow_ones_have_every_turn_is_carried_out_between_them() throws Exception {
        var slow = new ArrayList<String>();
        var quick = kms.createKey().keyMetadata().arn();
        put("quick", "aws:kms", quick, false);
        for (int k = 0; k < 9; k++) {
            var key = kms.createKey().keyMetadata().arn();
            // At one a second: over half a minute, so that no slow machine ends one before it is cancelled.
            for (int i = 0; i < 40; i++) {
                put("slow" + k + "/" + i, "aws:kms", key, false);
            }
            kms.rotateKeyOnDemand(b -> b.keyId(key));
            slow.add(ask("POST admin/rewrap?rate=1&from=" + key).path("id").asText());
        }
        kms.rotateKeyOnDemand(b -> b.keyId(quick));
        for (var id : slow) {
            ask("POST admin/rewrap/pause?id=" + id);
        }
        for (var id : slow) {
            ask("POST admin/rewrap/resume?id=" + id);
        }
        var turn = CompletableFuture.runAsync(() -> {
            try {
                server.server().maintainNow();
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
        });
        Eventually.holds("one of the slow orders has begun", () -> slow.stream().anyMatch(id -> found(id) > 0));
        var late = ask("POST admin/rewrap?from=" + quick).path("id").asText();
        while (!ask("GET admin/rewrap?id=" + late).path("state").asText().equals("done")) {
            assertThat(turn.isDone()).isFalse();
            Thread.onSpinWait();
        }
        for (var id : slow) {
            ask("POST admin/rewrap/cancel?id=" + id);
        }
        turn.get();
    }

    private long found(String id) {
        try {
            return ask("GET admin/rewrap?id=" + id).path("found").asLong();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private long allCalls() {
        return server.ledger().total(Ledger.Outcome.MADE);
    }

    @Test
    void an_order_counts_the_calls_that_were_made_for_it_those_for_bucket_keys_too_and_no_others() throws IOException {
        var one = kms.createKey().keyMetadata().arn();
        var other = kms.createKey().keyMetadata().arn();
        for (int i = 0; i < 5; i++) {
            put("bucket-key" + i, "aws:kms", one, true);
            put("each" + i, "aws:kms", other, false);
        }
        kms.rotateKeyOnDemand(b -> b.keyId(one));
        kms.rotateKeyOnDemand(b -> b.keyId(other));
        long before = allCalls();
        var first = ask("POST admin/rewrap?from=" + one).path("id").asText();
        var second = ask("POST admin/rewrap?from=" + other).path("id").asText();
        server.server().maintainNow();
        // The old bucket key is opened and a new one is made; the others are one ReEncrypt each, which counts for two
        // keys.
        long ofFirst = ask("GET admin/rewrap?id=" + first).path("kmsCalls").asLong();
        long ofSecond = ask("GET admin/rewrap?id=" + second).path("kmsCalls").asLong();
        assertThat(ofFirst).isGreaterThanOrEqualTo(2);
        assertThat(ofSecond).isEqualTo(10);
        assertThat(ofFirst + ofSecond).isEqualTo(allCalls() - before);
    }

    @Test
    void the_keys_of_an_account_have_a_bounded_number_of_orders_that_are_not_over() throws IOException {
        var arn = kms.createKey().keyMetadata().arn();
        for (int i = 0; i < 60; i++) {
            put("k" + i, "aws:kms", arn, false); // none of the orders ends for a minute
        }
        kms.rotateKeyOnDemand(b -> b.keyId(arn));
        var ids = new ArrayList<String>();
        for (int i = 0; i < 100; i++) {
            ids.add(ask("POST admin/rewrap?rate=1&from=" + arn).path("id").asText());
        }
        var refused = Administration.ask(server, "POST admin/rewrap?from=" + arn);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.document().toString()).contains("too many orders");
        ask("POST admin/rewrap/cancel?id=" + ids.getFirst());
        ids.add(ask("POST admin/rewrap?rate=1&from=" + arn).path("id").asText());
        for (var id : ids.subList(1, ids.size())) {
            ask("POST admin/rewrap/cancel?id=" + id);
        }
        assertThat(ask("GET admin/rewrap").path("orders")).hasSize(101);
    }

    @Test
    void many_versions_of_one_key_are_moved_one_after_the_other() throws IOException {
        var from = kms.createKey().keyMetadata().arn();
        var to = kms.createKey().keyMetadata().arn();
        int versions = 100;
        for (int i = 0; i < versions; i++) {
            put("one", "aws:kms", from, false);
        }
        var done = world.rewrap("from=" + from + "&to=" + to + "&reencrypt=true");
        assertThat(done.path("versions").asLong()).isEqualTo(versions);
        assertThat(done.path("kmsCalls").asLong()).isBetween(2L * versions, 2L * versions + 10);
        assertThat(done.path("failed").asLong()).isZero();
        assertThat(done.path("failures")).isEmpty();
        assertThat(done.path("state").asText()).isEqualTo("done");
    }

    @Test
    void only_what_is_left_after_the_last_pass_is_told_as_failed() throws IOException {
        var from = kms.createKey().keyMetadata().arn();
        var to = kms.createKey().keyMetadata().arn();
        put("one", "aws:kms", from, false);
        kms.disableKey(b -> b.keyId(to));
        var refused = world.rewrap("from=" + from + "&to=" + to);
        assertThat(refused.path("failed").asLong()).isEqualTo(1);
        assertThat(refused.path("remaining").asLong()).isEqualTo(1);
        assertThat(refused.path("failures")).hasSize(1);
    }

    /// The common pool may have one thread only.
    private static void inItsOwnThread(Runnable work) {
        new Thread(work, "writer").start();
    }

    /// Writes under a key, again and again, until it is closed.
    private final class Writer implements AutoCloseable {
        private final AtomicBoolean goOn = new AtomicBoolean(true);
        private final CompletableFuture<Void> writing;

        Writer(String bucket, String arn) {
            var begun = new CompletableFuture<Void>();
            writing = CompletableFuture.runAsync(
                    () -> {
                        for (int i = 0; goOn.get(); i++) {
                            int number = i;
                            s3.putObject(
                                    b -> b.bucket(bucket)
                                            .key("new " + number)
                                            .serverSideEncryption("aws:kms")
                                            .ssekmsKeyId(arn)
                                            .bucketKeyEnabled(true),
                                    RequestBody.fromString("new"));
                            begun.complete(null);
                        }
                    },
                    RewrapTest::inItsOwnThread);
            begun.join();
        }

        @Override
        public void close() {
            goOn.set(false);
            writing.join();
        }
    }

    @Test
    void an_order_for_one_bucket_neither_waits_for_others_nor_walks_them() throws IOException {
        var from = kms.createKey().keyMetadata().arn();
        var to = kms.createKey().keyMetadata().arn();
        s3.createBucket(b -> b.bucket("busy"));
        for (int i = 0; i < 2000; i++) {
            int number = i;
            s3.putObject(b -> b.bucket("busy").key("other " + number), RequestBody.fromString("other"));
        }
        put("one", "aws:kms", from, false);
        long before = server.counted("recordsScanned");
        var id = ask("POST admin/rewrap?bucket=wrapped&dry-run=true&from=" + from + "&to=" + to)
                .path("id")
                .asText();
        Eventually.holds(
                "the order is done",
                () -> ask("GET admin/rewrap?id=" + id).path("state").asText().equals("done"));
        assertThat(server.counted("recordsScanned") - before).isLessThan(2000);
        try (var _ = new Writer("busy", from)) {
            var done = world.rewrap("bucket=wrapped&from=" + from + "&to=" + to);
            assertThat(done.path("state").asText()).isEqualTo("done");
            assertThat(done.path("versions").asLong()).isEqualTo(1);
            assertThat(done.path("unsettled").asLong()).isZero();
            assertThat(done.path("remaining").asLong()).isZero();
        }
    }

    /// One write holds a data key under it all the time, and others end beside each pass.
    @Test
    void an_order_beside_who_writes_under_the_key_again_and_again_ends_and_says_so() throws IOException {
        var from = kms.createKey().keyMetadata().arn();
        var to = kms.createKey().keyMetadata().arn();
        try (var body = new HalfBody()) {
            var slow = CompletableFuture.runAsync(
                    () -> s3.putObject(
                            b -> b.bucket("wrapped")
                                    .key("slow")
                                    .serverSideEncryption("aws:kms")
                                    .ssekmsKeyId(from),
                            RequestBody.fromInputStream(body, HalfBody.BYTES)),
                    RewrapTest::inItsOwnThread);
            Eventually.holds("the write has its data key", () -> server.kmsCalls("GenerateDataKey", "wrapped") != 0);
            try (var _ = new Writer("wrapped", from)) {
                var done = world.rewrap("bucket=wrapped&from=" + from + "&to=" + to);
                assertThat(done.path("state").asText()).isEqualTo("done");
                assertThat(done.path("unsettled").asLong()).isPositive();
            }
            body.end();
            slow.join();
        }
        var settled = world.rewrap("bucket=wrapped&from=" + from + "&to=" + to);
        assertThat(settled.path("unsettled").asLong()).isZero();
        assertThat(under(from)).isEmpty();
    }
}
