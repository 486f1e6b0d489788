package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sealstead.backup.FolderPlace;
import sealstead.crypto.KeyTree;
import sealstead.crypto.RootKeyFile;
import sealstead.custody.HeldRootKey;
import sealstead.custody.WrongRootKeyException;
import sealstead.server.Config;
import sealstead.server.Recovery;
import sealstead.server.Restoring;
import sealstead.server.Setting;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.s3.S3Client;

/// A root key that is rotated while clients work: everything stays as it is, but for the key that was rotated
/// out.
@Overlay.Never
@SuppressWarnings({"NullAway.Init", "unchecked"})
final class RootKeyTest {
    private static final String ROTATE = "POST admin/root-key/rotate";

    @TempDir
    private Path folder;

    private Path data;
    private Path backups;
    private Path rootKey;
    private LocalServer server;

    @BeforeEach
    void start() {
        data = folder.resolve("data");
        backups = folder.resolve("backups");
        rootKey = folder.resolve("data.root-key");
        server = new LocalServer(Map.of(Setting.DATA, data.toString()));
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private JsonNode ask(String page) throws IOException {
        return Administration.told(server, page);
    }

    private static String idOf(Path file) throws IOException {
        try (var key = RootKeyFile.read(file, Optional.empty())) {
            return KeyTree.id(key);
        }
    }

    private Path retired(JsonNode rotated) {
        return folder.resolve(
                "data.root-key.retired-" + rotated.path("previousRootKeyId").asText());
    }

    private Config config(String to, Path root) throws IOException {
        return Config.load(
                Map.of(Setting.DATA, folder.resolve(to).toString(), Setting.ROOT_KEY_FILE, root.toString()), Map.of());
    }

    private void isWhole() throws IOException {
        assertThat(ask("GET admin/audit/verify").path("faults")).isEmpty();
        var state = ask("GET admin/root-key");
        assertThat(state.path("rootKeyId").asText()).isEqualTo(idOf(rootKey));
        assertThat(state.path("storeKeyUnder")).hasSize(1);
        assertThat(state.path("storeKeyUnder").get(0).asText()).isEqualTo(idOf(rootKey));
    }

    /// Writes and reads until it is told to stop; any refusal fails it.
    private static Future<?> load(
            java.util.concurrent.ExecutorService threads,
            S3Client s3,
            KmsClient kms,
            String key,
            int thread,
            AtomicBoolean enough,
            Map<String, String> written) {
        return threads.submit(() -> {
            for (int i = 0; !enough.get(); i++) {
                var name = thread + "/" + i;
                var kind = i % 3;
                s3.putObject(
                        b -> {
                            b.bucket("load").key(name);
                            if (kind > 0) {
                                b.serverSideEncryption(kind == 1 ? "aws:kms" : "aws:kms:dsse")
                                        .ssekmsKeyId(key);
                            }
                        },
                        RequestBody.fromString("body of " + name));
                written.put(name, "body of " + name);
                assertThat(s3.getObjectAsBytes(b -> b.bucket("load").key(name)).asUtf8String())
                        .isEqualTo("body of " + name);
                kms.encrypt(b -> b.keyId(key).plaintext(SdkBytes.fromUtf8String(name)));
            }
            return null;
        });
    }

    @Test
    @FarStore.AnyEngine
    void clients_do_not_notice_a_rotation_and_everything_is_there_after_it() throws Exception {
        var written = new ConcurrentHashMap<String, String>();
        String key;
        SdkBytes blob;
        AwsSessionCredentials session;
        JsonNode certificate;
        var token = Administration.token(server, "PT1H").path("token").asText();
        try (var s3 = server.plainS3();
                var kms = server.kms();
                var threads = Executors.newFixedThreadPool(4)) {
            s3.createBucket(b -> b.bucket("load"));
            key = kms.createKey().keyMetadata().arn();
            var id = key;
            blob = kms.encrypt(b -> b.keyId(id).plaintext(SdkBytes.fromUtf8String("kept")))
                    .ciphertextBlob();
            session = session();
            certificate = ask("GET admin/certificates/public-key");
            var enough = new AtomicBoolean();
            var loads = List.of(
                    load(threads, s3, kms, key, 0, enough, written), load(threads, s3, kms, key, 1, enough, written));
            for (int i = 0; i < 5; i++) {
                int before = written.size();
                var previous = idOf(rootKey);
                var rotated = ask(ROTATE);
                assertThat(rotated.path("previousRootKeyId").asText()).isEqualTo(previous);
                assertThat(idOf(retired(rotated))).isEqualTo(previous);
                assertThat(idOf(rootKey)).isNotEqualTo(previous);
                while (written.size() < before + 6 && loads.stream().noneMatch(Future::isDone)) {
                    LockSupport.parkNanos(1_000_000);
                }
            }
            enough.set(true);
            for (var each : loads) {
                each.get();
            }
        }
        for (int i = 0; i < 2; i++) {
            try (var s3 = server.plainS3();
                    var kms = server.kms();
                    var inSession = inSession(session)) {
                for (var each : written.entrySet()) {
                    assertThat(s3.getObjectAsBytes(b -> b.bucket("load").key(each.getKey()))
                                    .asUtf8String())
                            .isEqualTo(each.getValue());
                }
                assertThat(kms.decrypt(b -> b.ciphertextBlob(blob)).plaintext().asUtf8String())
                        .isEqualTo("kept");
                assertThat(inSession.listBuckets().buckets()).hasSize(1);
            }
            assertThat(ask("GET admin/certificates/public-key")).isEqualTo(certificate);
            assertThat(Raw.request(server.endpoint(), "GET", "/_sealstead/admin/counters")
                            .header("authorization", "Bearer " + token)
                            .send()
                            .status())
                    .isEqualTo(200);
            isWhole();
            server.restart();
        }
    }

    private AwsSessionCredentials session() {
        var world = new IamWorld(server);
        var user = world.user("ann", IamWorld.allow("s3:*", "*"));
        try (var sts = world.sts(AwsBasicCredentials.create(user.accessKeyId(), user.secretAccessKey()))) {
            var given = sts.getSessionToken().credentials();
            return AwsSessionCredentials.create(given.accessKeyId(), given.secretAccessKey(), given.sessionToken());
        }
    }

    private S3Client inSession(AwsSessionCredentials session) {
        return S3Client.builder()
                .endpointOverride(server.endpoint())
                .region(Region.of(LocalServer.REGION))
                .credentialsProvider(StaticCredentialsProvider.create(session))
                .build();
    }

    @Test
    @FarStore.AnyEngine
    void the_root_key_that_was_rotated_out_opens_neither_administration_nor_the_folder() throws IOException {
        var old = new HeldRootKey(RootKeyFile.read(rootKey, Optional.empty()));
        var rotated = ask(ROTATE);
        var endpoint = server.endpoint();
        assertThatThrownBy(() -> Administration.ask(endpoint, old, "GET admin/counters", ""))
                .hasMessageContaining("does not hold this root key");
        var now = new HeldRootKey(RootKeyFile.read(rootKey, Optional.empty()));
        assertThat(Administration.ask(endpoint, now, "GET admin/counters", "").status())
                .isEqualTo(200);
        server.stop();
        Files.copy(rootKey, folder.resolve("kept"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.copy(retired(rotated), rootKey, StandardCopyOption.COPY_ATTRIBUTES, StandardCopyOption.REPLACE_EXISTING);
        assertThatThrownBy(server::start)
                .isInstanceOf(WrongRootKeyException.class)
                .hasMessageContaining(rotated.path("previousRootKeyId").asText())
                .hasMessageContaining(rotated.path("rootKeyId").asText());
        Files.move(folder.resolve("kept"), rootKey, StandardCopyOption.REPLACE_EXISTING);
        server.start();
        isWhole();
    }

    @Test
    @FarStore.AnyEngine
    void the_trail_says_who_rotated_what_to_what() throws IOException {
        var before = idOf(rootKey);
        ask(ROTATE);
        ask("GET admin/audit/verify");
        var event = TrailFiles.events(data.resolve("audit"), server.server().rootKey()).stream()
                .filter(each -> each.path("eventName").asText().equals("RotateRootKey"))
                .findFirst()
                .orElseThrow();
        assertThat(event.path("userIdentity").toString()).contains(before);
        assertThat(event.path("responseElements").path("previousRootKeyId").asText())
                .isEqualTo(before);
        assertThat(event.path("responseElements").path("rootKeyId").asText()).isEqualTo(idOf(rootKey));
    }

    private void backup() throws IOException {
        ask("POST admin/backup?to=" + backups);
        Eventually.holds(
                "the backup is over",
                () -> !ask("GET admin/backup").path("running").asBoolean());
        var state = ask("GET admin/backup");
        assertThat(state.path("failure").asText()).isEmpty();
    }

    private void put(String name) {
        try (var s3 = server.plainS3()) {
            if (s3.listBuckets().buckets().isEmpty()) {
                s3.createBucket(b -> b.bucket("kept"));
            }
            s3.putObject(
                    b -> b.bucket("kept").key(name).serverSideEncryption("aws:kms"),
                    RequestBody.fromString("body of " + name));
        }
    }

    private void restore(String to, Path root, boolean first, String... names) throws IOException {
        try (var restoring = new Restoring(config(to, root), FolderPlace.reading(backups))) {
            var ids = restoring.points().ids();
            var point = restoring.point(Optional.of(first ? ids.first() : ids.last()));
            assertThat(restoring
                            .restore(point, new Restoring.Accepted(false, false), n -> {})
                            .whole())
                    .isTrue();
        }
        try (var restored = new LocalServer(
                        Map.of(Setting.DATA, folder.resolve(to).toString(), Setting.ROOT_KEY_FILE, root.toString()));
                var s3 = restored.plainS3()) {
            for (var name : names) {
                assertThat(s3.getObjectAsBytes(b -> b.bucket("kept").key(name)).asUtf8String())
                        .isEqualTo("body of " + name);
            }
            assertThat(Administration.ask(restored, "GET admin/root-key")
                            .document()
                            .path("storeKeyUnder"))
                    .hasSize(1);
        }
    }

    @Test
    void backups_open_with_the_root_key_of_the_last_one_and_no_other() throws IOException {
        put("one");
        backup();
        var old = retired(ask(ROTATE));
        put("two");
        // Before there is another backup the place is as it was: it wants the old root key, by name.
        assertThatThrownBy(() -> restore("early", rootKey, true, "one"))
                .isInstanceOf(WrongRootKeyException.class)
                .hasMessageContaining(idOf(old));
        restore("with-the-old", old, true, "one");
        backup();
        assertThatThrownBy(() -> restore("late", old, false, "one", "two"))
                .isInstanceOf(WrongRootKeyException.class)
                .hasMessageContaining(idOf(rootKey));
        restore("newest", rootKey, false, "one", "two");
        restore("older", rootKey, true, "one");
    }

    @Test
    void a_store_key_that_is_damaged_in_a_place_of_backups_is_named_and_opens_by_its_copy() throws IOException {
        put("one");
        backup();
        var text = Files.readString(backups.resolve("store-key"));
        Files.writeString(backups.resolve("store-key"), text.replace("under: ", "under: 0"));
        try (var restoring = new Restoring(config("by-the-copy", rootKey), FolderPlace.reading(backups))) {
            var point = restoring.point(Optional.empty());
            assertThat(restoring.verify(point, n -> {}).damage())
                    .containsExactly("store-key does not open; its copy does");
            assertThat(restoring
                            .restore(point, new Restoring.Accepted(true, false), n -> {})
                            .whole())
                    .isTrue();
        }
        Files.writeString(backups.resolve("store-key.copy"), "x".repeat(10_000));
        assertThatThrownBy(() -> restore("neither", rootKey, true)).hasMessageContaining("damaged, in every copy");
        assertThat(folder.resolve("neither")).doesNotExist();
        backup();
        restore("again", rootKey, false, "one");
    }

    @Test
    void shares_stand_in_the_way_until_they_are_dropped_and_are_told_to_be_stale() throws IOException {
        put("one");
        var shares = new Recovery(config("data", rootKey)).split(folder.resolve("shares"), 3, 2, false);
        backup();
        var refused = Administration.ask(server, ROTATE);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.document().path("error").asText()).contains("--drop-shares");
        var before = idOf(rootKey);
        assertThat(ask("GET admin/root-key").path("recovery").asBoolean()).isTrue();
        ask(ROTATE + "?drop-shares=true");
        assertThat(ask("GET admin/root-key").path("recovery").asBoolean()).isFalse();
        assertThat(folder.resolve("data.root-key.recovery.retired-" + before)).exists();

        // The place is as it was before the rotation, shares among it; the next backup takes them away.
        try (var place = FolderPlace.reading(backups)) {
            var recovered = new Recovery(config("elsewhere", folder.resolve("joined")))
                    .join(Recovery.sealed(place), shares.subList(0, 2));
            restore("before", recovered, true, "one");
        }
        var stale = Files.readString(backups.resolve("recovery"));
        backup();
        assertThat(backups.resolve("recovery")).doesNotExist();
        Files.writeString(backups.resolve("recovery"), stale);
        try (var place = FolderPlace.reading(backups)) {
            assertThatThrownBy(() -> Recovery.sealed(place))
                    .hasMessageContaining(before)
                    .hasMessageContaining("rotated out");
        }
        var next = new Recovery(config("data", rootKey)).split(folder.resolve("next"), 3, 2, false);
        backup();
        try (var place = FolderPlace.reading(backups)) {
            var recovered = new Recovery(config("elsewhere", folder.resolve("rejoined")))
                    .join(Recovery.sealed(place), next.subList(1, 3));
            restore("after", recovered, true, "one");
        }
    }

    @Test
    @FarStore.AnyEngine
    void under_a_passphrase_the_next_root_key_is_under_it_too() throws IOException {
        var secret = new LocalServer(
                Map.of(Setting.DATA, folder.resolve("secret").toString(), Setting.PASSPHRASE, "correct horse"));
        try (secret) {
            assertThat(Administration.ask(secret, ROTATE).status()).isEqualTo(200);
            assertThat(folder.resolve("secret.root-key")).content().contains("custody: passphrase");
            secret.restart();
            assertThat(Administration.ask(secret, "GET admin/counters").status())
                    .isEqualTo(200);
        }
    }
}
