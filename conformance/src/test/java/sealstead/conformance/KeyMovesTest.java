package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import sealstead.migration.BackupBucket;
import sealstead.migration.Import;
import sealstead.migration.Place;
import sealstead.server.Config;
import sealstead.server.FolderResealing;
import sealstead.server.Restoring;
import sealstead.server.Setting;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.s3.S3Client;

/// When the root key was rotated, or the folder was resealed, all that hangs on keys goes on: proofs,
/// certificates, moves between versions of KMS keys and their end, backups.
@Overlay.Never
@SuppressWarnings({"NullAway.Init", "unchecked"})
final class KeyMovesTest {
    private static final Path READER = Path.of("../docs/prove/read_bundle.py");
    private static final byte[] BODY = new byte[140_000];
    private static final List<Kind> KINDS = List.of(Kind.SSE_S3, Kind.SSE_KMS, Kind.SSE_KMS_BUCKET_KEY, Kind.DSSE_KMS);

    @TempDir
    private Path folder;

    @Server
    private LocalServer server;

    private S3Client s3;
    private KmsClient kms;
    private String arn;

    @BeforeEach
    void start() {
        connect();
        arn = kms.createKey().keyMetadata().arn();
        s3.createBucket(b -> b.bucket("kept"));
        for (var kind : KINDS) {
            s3.putObject(b -> kind.on(b.bucket("kept").key("k" + kind), arn), RequestBody.fromBytes(BODY));
        }
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

    private JsonNode ask(String page, String body) throws IOException {
        var answer = Administration.ask(server, page, body);
        assertThat(answer.status()).as(answer.document().toString()).isEqualTo(200);
        return answer.document();
    }

    private JsonNode ask(String page) throws IOException {
        return ask(page, "");
    }

    /// What becomes of the keys that all others hang on.
    enum Move {
        ROTATED,
        RESEALED
    }

    private void move(Move how) throws IOException {
        if (how == Move.ROTATED) {
            ask("POST admin/root-key/rotate");
            return;
        }
        s3.close();
        kms.close();
        server.stop();
        var data = server.dataFolder();
        var next = data.resolveSibling("next");
        new FolderResealing(Config.load(Map.of(Setting.DATA, data.toString()), Map.of()), next).run();
        for (var end : new String[] {"", ".root-key", ".mark"}) {
            Files.move(data.resolveSibling("data" + end), data.resolveSibling("old" + end));
            Files.move(data.resolveSibling("next" + end), data.resolveSibling("data" + end));
        }
        server.start();
        connect();
    }

    private void checkReads() {
        for (var kind : KINDS) {
            assertThat(s3.getObjectAsBytes(b -> b.bucket("kept").key("k" + kind))
                            .asByteArray())
                    .isEqualTo(BODY);
        }
    }

    private void checkProofs() throws Exception {
        var shell = new Shell(server, folder);
        for (var kind : KINDS) {
            var bundle = Files.createTempDirectory(folder, "bundle").resolve("b");
            shell.sealstead("prove", "s3://kept/k" + kind, "--to", bundle.toString(), "--with-data-key");
            var out = Files.createTempFile(folder, "out", "");
            var process = new ProcessBuilder(
                            Files.isExecutable(Path.of("/usr/bin/python3")) ? "/usr/bin/python3" : "python3",
                            READER.toAbsolutePath().toString(),
                            bundle.toString(),
                            "--keys",
                            bundle.resolve("keys.json").toString())
                    .redirectOutput(out.toFile())
                    .start();
            var said = new String(process.getErrorStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
            assertThat(process.exitValue()).as(said).isZero();
            assertThat(Arrays.equals(Files.readAllBytes(out), BODY)).isTrue();
        }
    }

    /// Rotates the KMS key, moves all to its new version, retires the one before, and has its certificate.
    private Path retire(String name) throws Exception {
        var old = kms.describeKey(b -> b.keyId(arn)).keyMetadata().currentKeyMaterialId();
        kms.rotateKeyOnDemand(b -> b.keyId(arn));
        var page = "POST admin/kms/retire-version?key=" + arn + "&version=" + old + "&confirm=true";
        assertThat(ask(page).path("result").path("versions").asLong()).isEqualTo(3);
        ask("POST admin/rewrap?from=" + arn);
        server.server().maintainNow();
        assertThat(ask(page).path("result").path("retired").asBoolean()).isTrue();
        var rows = ask("GET admin/coverage?key=" + arn).path("rows");
        assertThat(rows).isNotEmpty();
        for (var row : rows) {
            assertThat(row.path("keyMaterialId").asText()).isNotEqualTo(old);
        }
        for (var each : ask("GET admin/certificates").path("certificates")) {
            if (each.path("keyVersion").asText().equals(old)) {
                new Shell(server, folder)
                        .sealstead("certificate", "get", each.path("id").asText(), "--to", name);
            }
        }
        return folder.resolve(name);
    }

    private void checkCertificate(Path file, String publicKey) throws Exception {
        var verified =
                new Shell(server, folder).offline("certificate", "verify", file.toString(), "--public-key", publicKey);
        assertThat(verified.code()).as(verified.text()).isZero();
    }

    @ParameterizedTest
    @EnumSource(Move.class)
    void proofs_certificates_rewraps_and_retirements_go_on(Move how) throws Exception {
        var before = retire("before.jws");
        var publicKey = new Shell(server, folder).sealstead("certificate", "public-key");
        move(how);
        checkReads();
        checkProofs();
        checkCertificate(before, publicKey);
        assertThat(new Shell(server, folder).sealstead("certificate", "public-key"))
                .isEqualTo(publicKey);
        // What a label's tag says is found after the move, whether it was written before or after.
        var after = retire("after.jws");
        checkCertificate(after, publicKey);
        var service = ask("GET admin/service-keys?bucket=kept")
                .path("keys")
                .path(0)
                .path("id")
                .asText();
        ask("POST admin/service-keys/rotate?bucket=kept");
        var page = "POST admin/service-keys/retire?bucket=kept&service-key=" + service;
        assertThat(ask(page).path("result").path("versions").asLong()).isEqualTo(2);
        ask("POST admin/rewrap?service-keys=true");
        server.server().maintainNow();
        assertThat(ask(page).path("result").path("erased").asBoolean()).isTrue();
        checkReads();
    }

    private Path rootKey(Path data) {
        return data.resolveSibling(data.getFileName() + ".root-key");
    }

    private void backup(LocalServer other) throws IOException {
        var side = JsonNodeFactory.instance
                .objectNode()
                .put("endpoint", other.endpoint().toString())
                .put("region", LocalServer.REGION)
                .put("accessKeyId", LocalServer.ACCESS_KEY_ID)
                .put("secretAccessKey", LocalServer.SECRET)
                .put("sessionToken", "");
        var state = ask("POST admin/backup?to=s3://vault/sealstead", side.toString());
        while (state.path("running").asBoolean()) {
            state = ask("GET admin/backup");
        }
        assertThat(state.path("failure").asText()).isEmpty();
    }

    /// A bucket of another endpoint has the store key under the root key of its newest point, for all its
    /// points.
    @Test
    void points_in_a_bucket_are_restored_with_the_root_key_of_the_newest() throws Exception {
        try (var other = new LocalServer();
                var there = other.plainS3()) {
            there.createBucket(b -> b.bucket("vault"));
            backup(other);
            var first = Files.copy(rootKey(server.dataFolder()), folder.resolve("first"));
            ask("POST admin/root-key/rotate");
            backup(other);
            var to = folder.resolve("restored");
            Files.copy(rootKey(server.dataFolder()), rootKey(to));
            var config = Config.load(Map.of(Setting.DATA, to.toString()), Map.of());
            var side = new Import.Side(
                    other.endpoint(), LocalServer.REGION, LocalServer.ACCESS_KEY_ID, LocalServer.SECRET, "");
            var place = Place.parse("s3://vault/sealstead");
            try (var restoring = new Restoring(config, new BackupBucket(side, place))) {
                var points = restoring.list().points();
                assertThat(points).hasSize(2);
                var point = restoring.point(Optional.of(points.getFirst().id()));
                assertThat(restoring
                                .restore(point, new Restoring.Accepted(false, false), n -> {})
                                .whole())
                        .isTrue();
            }
            for (var name : List.of("store-key", "store-key.copy")) {
                assertThat(to.resolve(name)).exists();
            }
            try (var restored = new LocalServer(Map.of(Setting.DATA, to.toString()));
                    var reader = restored.plainS3()) {
                for (var kind : KINDS) {
                    assertThat(reader.getObjectAsBytes(b -> b.bucket("kept").key("k" + kind))
                                    .asByteArray())
                            .isEqualTo(BODY);
                }
            }
            var late = folder.resolve("late");
            Files.copy(first, rootKey(late));
            var old = Config.load(Map.of(Setting.DATA, late.toString()), Map.of());
            var refused = org.assertj.core.api.Assertions.catchThrowable(() -> {
                try (var restoring = new Restoring(old, new BackupBucket(side, place))) {
                    restoring.list();
                }
            });
            assertThat(Objects.requireNonNull(refused)).hasMessageContaining("root key");
        }
    }
}
