package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sealstead.kms.EmbeddedKms;
import sealstead.server.Setting;
import sealstead.shred.SignedCertificate;
import sealstead.store.Bytes;
import sealstead.store.Lane;
import sealstead.store.local.DataFolder;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// A KMS key is deleted: when its window is over, nothing under it opens by any path, everything else does, and a
/// signed certificate tells what became unreadable.
@SuppressWarnings({"NullAway.Init", "unchecked"})
@Tag("drill")
final class ShredDrillTest {
    private static final List<Kind> UNDER_A_KEY = List.of(Kind.SSE_KMS, Kind.SSE_KMS_BUCKET_KEY, Kind.DSSE_KMS);
    private static final Duration WINDOW = Duration.ofDays(8);

    @TempDir
    private Path folder;

    @Server(@Server.With(setting = Setting.MAINTENANCE_EVERY, value = "PT24H"))
    private LocalServer server;

    private S3Client s3;
    private KmsClient kms;
    private String doomed;
    private String kept;

    @BeforeEach
    void start() {
        connect();
        doomed = kms.createKey().keyMetadata().arn();
        kept = kms.createKey().keyMetadata().arn();
        s3.createBucket(b -> b.bucket("shredded"));
        s3.putBucketVersioning(
                b -> b.bucket("shredded").versioningConfiguration(c -> c.status(BucketVersioningStatus.ENABLED)));
        s3.createBucket(b -> b.bucket("another"));
    }

    private void connect() {
        s3 = server.plainS3();
        kms = server.kms();
    }

    @AfterEach
    void stop() throws IOException {
        s3.close();
        kms.close();
    }

    private JsonNode ask(String page) throws IOException {
        return Administration.told(server, page);
    }

    private void put(String bucket, String key, Kind kind, String arn) {
        s3.putObject(b -> kind.on(b.bucket(bucket).key(key), arn), RequestBody.fromString(key));
    }

    /// The key's window goes by; the clients' clock is right again afterwards.
    private void destroy(String arn) throws IOException {
        kms.scheduleKeyDeletion(b -> b.keyId(arn).pendingWindowInDays(7));
        server.clock().move(WINDOW);
        server.server().maintainNow();
        server.clock().jump(WINDOW.negated());
        server.server().time().accept();
    }

    private void restart() throws IOException {
        s3.close();
        kms.close();
        server.restart();
        connect();
    }

    private void copyFolder(Path to) throws IOException {
        server.stop();
        var from = Objects.requireNonNull(server.dataFolder().getParent());
        try (var files = Files.walk(from)) {
            for (var file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file)));
            }
        }
        server.start();
        s3.close();
        kms.close();
        connect();
    }

    /// What lies under the key that goes, and as much under what stays.
    private String fill() {
        for (var kind : UNDER_A_KEY) {
            put("shredded", "gone " + kind, kind, doomed);
            put("shredded", "gone " + kind, kind, doomed);
            put("shredded", "stays " + kind, kind, kept);
        }
        put("shredded", "plain", Kind.SSE_S3, "");
        put("another", "gone é\n", Kind.SSE_KMS, doomed);
        // The current version is under the other key, the older one is not.
        put("shredded", "both", Kind.SSE_KMS, doomed);
        put("shredded", "both", Kind.SSE_KMS, kept);
        var upload = s3.createMultipartUpload(b -> b.bucket("shredded")
                .key("upload")
                .serverSideEncryption("aws:kms")
                .ssekmsKeyId(doomed));
        return upload.uploadId();
    }

    private String got(String key) {
        return s3.getObjectAsBytes(b -> b.bucket("shredded").key(key)).asUtf8String();
    }

    private static void refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        S3Exception.class,
                        refusal -> assertThat(refusal.statusCode()).isEqualTo(403));
    }

    /// How many records are looked at while keys are destroyed.
    private long scannedWhile(int keys) throws IOException {
        var arns = new ArrayList<String>();
        for (int i = 0; i < keys; i++) {
            var arn = kms.createKey().keyMetadata().arn();
            arns.add(arn);
            put("another", "under " + keys + " " + i, Kind.SSE_KMS, arn);
            kms.scheduleKeyDeletion(b -> b.keyId(arn).pendingWindowInDays(7));
        }
        server.clock().move(WINDOW);
        long before = server.counted("recordsScanned");
        server.server().maintainNow();
        long scanned = server.counted("recordsScanned") - before;
        server.clock().jump(WINDOW.negated());
        server.server().time().accept();
        for (var arn : arns) {
            var id = "";
            for (var row : ask("GET admin/certificates").path("certificates")) {
                id = row.path("keyArn").asText().equals(arn)
                                && row.path("signed").asBoolean()
                        ? row.path("id").asText()
                        : id;
            }
            assertThat(ask("GET admin/certificates/list?id=" + id).path("text").asText())
                    .startsWith("another\tunder%20" + keys)
                    .containsOnlyOnce("\n");
        }
        return scanned;
    }

    @Test
    void many_keys_that_end_at_once_cost_about_one_walk() throws IOException {
        for (int i = 0; i < 2000; i++) {
            put("another", "other " + i, Kind.SSE_S3, "");
        }
        long one = scannedWhile(1);
        long thirty = scannedWhile(30);
        assertThat(one).isGreaterThan(2000);
        assertThat(thirty).isLessThan(one + 2000);
    }

    private void checkGone(String uploadId) {
        for (var version :
                s3.listObjectVersions(b -> b.bucket("shredded").prefix("gone")).versions()) {
            refused(() -> s3.getObjectAsBytes(
                    b -> b.bucket("shredded").key(version.key()).versionId(version.versionId())));
            refused(() -> s3.copyObject(b -> b.sourceBucket("shredded")
                    .sourceKey(version.key())
                    .sourceVersionId(version.versionId())
                    .destinationBucket("another")
                    .destinationKey("copy")));
            if (!version.key().equals("gone " + Kind.DSSE_KMS)) {
                refused(() -> s3.updateObjectEncryption(b -> b.bucket("shredded")
                        .key(version.key())
                        .versionId(version.versionId())
                        .objectEncryption(e -> e.ssekms(k -> k.kmsKeyArn(kept)))));
            }
        }
        refused(() -> s3.uploadPart(
                b -> b.bucket("shredded").key("upload").uploadId(uploadId).partNumber(1),
                RequestBody.fromString("part")));
        for (var kind : UNDER_A_KEY) {
            assertThat(got("stays " + kind)).isEqualTo("stays " + kind);
        }
        assertThat(got("plain")).isEqualTo("plain");
        assertThat(got("both")).isEqualTo("both");
    }

    @Test
    void when_a_key_is_destroyed_nothing_under_it_opens_and_a_certificate_says_what() throws Exception {
        var uploadId = fill();
        var before = folder.resolve("before");
        copyFolder(before);
        var shell = new Shell(server, folder);
        var publicKey = shell.sealstead("certificate", "public-key");
        destroy(doomed);
        checkGone(uploadId);
        assertThat(Administration.ask(server, "POST admin/rewrap?from=" + doomed + "&to=" + kept)
                        .status())
                .isEqualTo(400);
        restart();
        checkGone(uploadId);

        // The certificate, and the list whose digest it has.
        var row = ask("GET admin/certificates").path("certificates");
        assertThat(row).hasSize(1);
        assertThat(row.get(0).path("signed").asBoolean()).isTrue();
        shell = new Shell(server, folder);
        var id = row.get(0).path("id").asText();
        shell.sealstead("certificate", "get", id, "--to", "c.jws", "--list", "list");
        var offline = shell.offline("certificate", "verify", "c.jws", "--public-key", publicKey, "--list", "list");
        assertThat(offline.code()).as(offline.text()).isZero();
        var file = Files.readString(folder.resolve("c.jws"));
        var certificate = SignedCertificate.verify(file).orElseThrow().certificate();
        assertThat(certificate.path("keyArn").asText()).isEqualTo(doomed);
        assertThat(certificate.path("versions").asLong()).isEqualTo(8);
        assertThat(certificate.path("uploads").asLong()).isEqualTo(1);
        assertThat(certificate.path("complete").asBoolean()).isTrue();
        assertThat(certificate.path("changedMeanwhile").asLong()).isZero();
        assertThat(certificate.path("buckets")).hasSize(2);
        assertThat(certificate.path("list").path("lines").asLong()).isEqualTo(9);
        var lines = Files.readAllLines(folder.resolve("list"));
        assertThat(lines).hasSize(9);
        assertThat(lines.getFirst()).isEqualTo("another\tgone%20%C3%A9%0A\tversion\tnull\t8");
        assertThat(lines.getLast()).isEqualTo("shredded\tupload\tupload\t" + uploadId + "\t0");

        // Whatever is changed, it does not verify.
        for (int i = 0; i < file.length(); i++) {
            var changed = file.toCharArray();
            changed[i] = (char) (changed[i] ^ 1);
            assertThat(SignedCertificate.verify(new String(changed)))
                    .as("byte " + i)
                    .isEmpty();
        }
        assertThat(SignedCertificate.verify(file + "\n")).isEmpty();
        Files.writeString(folder.resolve("list"), "more\n", java.nio.file.StandardOpenOption.APPEND);
        assertThat(shell.offline("certificate", "verify", "c.jws", "--list", "list")
                        .code())
                .isEqualTo(1);
        var stranger = Base64.getEncoder().encodeToString(new byte[32]);
        assertThat(shell.offline("certificate", "verify", "c.jws", "--public-key", stranger)
                        .code())
                .isEqualTo(1);

        // What a copy from before with its root key still can: everything. docs/operations.md says so.
        try (var copy = new LocalServer(
                        Map.of(Setting.DATA, before.resolve("data").toString()));
                var reader = copy.plainS3()) {
            assertThat(reader.getObjectAsBytes(b -> b.bucket("shredded").key("gone " + Kind.SSE_KMS))
                            .asUtf8String())
                    .isEqualTo("gone " + Kind.SSE_KMS);
        }
    }

    /// The sealed record of a key as it lies on the disk now.
    private byte[] sealedRecord(String arn) throws IOException {
        server.stop();
        byte[] sealed;
        try (var data = DataFolder.open(server.dataFolder(), new SecureRandom())) {
            var group = Bytes.utf8(LocalServer.ACCOUNT + "/" + arn.substring(arn.indexOf("key/") + 4));
            var head = data.records().read(EmbeddedKms.KEYS, group, EnumSet.of(Lane.HEAD));
            sealed = head.head().orElseThrow().value().toArray();
        }
        restart();
        return sealed;
    }

    private static List<Path> with(Path folder, List<byte[]> any) throws IOException {
        var found = new ArrayList<Path>();
        try (var files = Files.walk(folder)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                var text = Files.readString(file, StandardCharsets.ISO_8859_1);
                if (any.stream().anyMatch(each -> text.contains(new String(each, StandardCharsets.ISO_8859_1)))) {
                    found.add(file);
                }
            }
        }
        return found;
    }

    private void backup(Path to) throws IOException {
        ask("POST admin/backup?to=" + to);
        var state = ask("GET admin/backup");
        while (state.path("running").asBoolean()) {
            state = ask("GET admin/backup");
        }
        assertThat(state.path("failure").asText()).isEmpty();
    }

    @Test
    void after_the_certificate_the_wrapped_material_is_in_no_file_and_in_no_later_backup() throws Exception {
        fill();
        var old = kms.describeKey(b -> b.keyId(kept)).keyMetadata().currentKeyMaterialId();
        var sealed = new ArrayList<byte[]>();
        sealed.add(sealedRecord(kept));
        sealed.add(sealedRecord(doomed));
        kms.rotateKeyOnDemand(b -> b.keyId(kept));
        kms.scheduleKeyDeletion(b -> b.keyId(doomed).pendingWindowInDays(7));
        sealed.add(sealedRecord(doomed));
        sealed.add(sealedRecord(kept));
        ask("POST admin/rewrap?from=" + kept);
        server.clock().move(WINDOW);
        server.server().maintainNow();
        server.clock().jump(WINDOW.negated());
        server.server().time().accept();
        ask("POST admin/kms/retire-version?key=" + kept + "&version=" + old + "&confirm=true");
        Eventually.holds(
                "the retirement is over",
                () -> !ask("GET admin/kms/retire-version").path("running").asBoolean());
        var rows = ask("GET admin/certificates").path("certificates");
        assertThat(rows).hasSize(2);
        for (var row : rows) {
            assertThat(row.path("signed").asBoolean()).isTrue();
            var file = ask("GET admin/certificates/file?id=" + row.path("id").asText())
                    .path("file")
                    .asText();
            var certificate = SignedCertificate.verify(file).orElseThrow().certificate();
            assertThat(certificate.path("erased").asText()).isNotEmpty();
        }
        assertThat(with(server.dataFolder(), sealed)).isEmpty();
        var backups = Files.createDirectory(folder.resolve("backups"));
        backup(backups);
        assertThat(with(backups, sealed)).isEmpty();
        assertThat(got("plain")).isEqualTo("plain");
        assertThat(got("stays " + Kind.SSE_KMS)).isEqualTo("stays " + Kind.SSE_KMS);
    }

    @Test
    void a_retired_version_has_a_certificate_too() throws Exception {
        var old = kms.describeKey(b -> b.keyId(kept)).keyMetadata().currentKeyMaterialId();
        kms.rotateKeyOnDemand(b -> b.keyId(kept));
        var retired = ask("POST admin/kms/retire-version?key=" + kept + "&version=" + old + "&confirm=true");
        assertThat(retired.path("result").path("retired").asBoolean()).isTrue();
        var id = ask("GET admin/certificates")
                .path("certificates")
                .get(0)
                .path("id")
                .asText();
        var file = ask("GET admin/certificates/file?id=" + id).path("file").asText();
        var verified = SignedCertificate.verify(file).orElseThrow();
        assertThat(verified.certificate().path("keyVersion").asText()).isEqualTo(old);
        assertThat(verified.certificate().path("versions").asLong()).isZero();
        assertThat(verified.certificate().path("list").path("sha256").asText())
                .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assertThat(Base64.getEncoder().encodeToString(verified.publicKey().toArray()))
                .isEqualTo(ask("GET admin/certificates/public-key")
                        .path("publicKey")
                        .asText());
    }

    /// docs/format.md has it.
    @Test
    void the_vector_of_the_format_verifies() throws IOException {
        String file;
        try (var vector =
                Objects.requireNonNull(ShredDrillTest.class.getResourceAsStream("/shred-certificate-1.jws"))) {
            file = new String(vector.readAllBytes(), StandardCharsets.US_ASCII);
        }
        var verified = SignedCertificate.verify(file).orElseThrow();
        assertThat(verified.publicKey())
                .isEqualTo(Bytes.wrap(Base64.getDecoder().decode("11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=")));
        assertThat(verified.certificate().path("id").asText()).isEqualTo("0011223344556677");
    }
}
