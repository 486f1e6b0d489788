package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sealstead.cli.AdminClient;
import sealstead.custody.RootKey;
import sealstead.server.Config;
import sealstead.server.RootKeys;
import sealstead.server.Setting;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/// The trail of who did what, and that nobody rewrites it unseen.
@SuppressWarnings({"NullAway.Init", "unchecked"})
final class AuditTrailTest {
    @TempDir
    private Path folder;

    private LocalServer everything(String fileBytes) {
        return everything(fileBytes, "sealed");
    }

    private LocalServer everything(String fileBytes, String format) {
        return new LocalServer(Map.of(
                Setting.AUDIT_FORMAT,
                format,
                Setting.AUDIT_EVENTS,
                "all",
                Setting.AUDIT_FOLDER,
                folder.resolve("audit").toString(),
                Setting.AUDIT_FILE_BYTES,
                fileBytes));
    }

    private static AdminClient.Answer askToVerify(URI endpoint, RootKey root) throws IOException {
        return Administration.ask(endpoint, root, "GET admin/audit/verify", "");
    }

    private static JsonNode verify(URI endpoint, RootKey root) throws IOException {
        var reply = askToVerify(endpoint, root);
        assertThat(reply.status()).as(reply.document().toString()).isEqualTo(200);
        return reply.document();
    }

    private static JsonNode verify(LocalServer server) throws IOException {
        return verify(server.endpoint(), server.server().rootKey());
    }

    private List<Path> files() throws IOException {
        return TrailFiles.files(folder.resolve("audit"));
    }

    private List<JsonNode> events(LocalServer server) throws IOException {
        return TrailFiles.events(folder.resolve("audit"), server.server().rootKey());
    }

    private static JsonNode find(List<JsonNode> events, String name) {
        return events.stream()
                .filter(event -> event.path("eventName").asText().equals(name))
                .reduce((first, last) -> last)
                .orElseThrow(() -> new AssertionError("no event " + name + " in " + events));
    }

    private static void putObjects(S3Client s3, int count) {
        for (int i = 0; i < count; i++) {
            int number = i;
            s3.putObject(b -> b.bucket("trail").key("o" + number), RequestBody.fromString("x"));
        }
    }

    @Test
    void what_the_kms_does_by_itself_is_an_event_of_the_service() throws IOException {
        try (var server = everything("1000000");
                var kms = server.kms()) {
            var key = kms.createKey().keyMetadata().arn();
            kms.enableKeyRotation(b -> b.keyId(key).rotationPeriodInDays(90));
            kms.rotateKeyOnDemand(b -> b.keyId(key));
            var doomed = kms.createKey().keyMetadata().arn();
            kms.scheduleKeyDeletion(b -> b.keyId(doomed).pendingWindowInDays(7));
            server.clock().move(Duration.ofDays(91));
            server.server().maintainNow();
            server.server().maintainNow();
            server.clock().move(Duration.ofDays(-91));
            assertThat(verify(server).path("well").asBoolean()).isTrue();

            var all = events(server);
            var rotations = all.stream()
                    .filter(event -> event.path("eventName").asText().equals("RotateKey"))
                    .map(event -> event.path("serviceEventDetails")
                            .path("rotationType")
                            .asText())
                    .toList();
            assertThat(rotations).containsExactly("ON_DEMAND", "AUTOMATIC");
            var destroyed = find(all, "DeleteKey");
            assertThat(destroyed.path("eventType").asText()).isEqualTo("AwsServiceEvent");
            assertThat(destroyed.path("serviceEventDetails").path("keyId").asText())
                    .isEqualTo(doomed);
            assertThat(destroyed.path("userIdentity").path("invokedBy").asText())
                    .isEqualTo("AWS Internal");
            assertThat(destroyed.path("recipientAccountId").asText()).isEqualTo(LocalServer.ACCOUNT);
        }
    }

    @Test
    void events_tell_what_was_set_how_objects_were_encrypted_and_for_whom_keys_were_used() throws IOException {
        try (var server = everything("1000000");
                var s3 = server.plainS3();
                var kms = server.kms()) {
            var key = kms.createKey().keyMetadata().arn();
            s3.createBucket(b -> b.bucket("trail"));
            s3.putBucketEncryption(b -> b.bucket("trail")
                    .serverSideEncryptionConfiguration(c -> c.rules(r -> r.applyServerSideEncryptionByDefault(
                            d -> d.sseAlgorithm(ServerSideEncryption.AWS_KMS).kmsMasterKeyID(key)))));
            s3.putObject(b -> b.bucket("trail").key("o"), RequestBody.fromString("a secret that is in no trail"));
            assertThat(verify(server).path("well").asBoolean()).isTrue();

            var all = events(server);
            var configured = find(all, "PutBucketEncryption");
            assertThat(configured
                            .path("requestParameters")
                            .findValue("KMSMasterKeyID")
                            .asText())
                    .isEqualTo(key);
            assertThat(configured.path("managementEvent").asBoolean()).isTrue();
            var put = find(all, "PutObject");
            assertThat(put.path("additionalEventData").path("SSEApplied").asText())
                    .isEqualTo("Default_SSE_KMS");
            assertThat(put.path("eventCategory").asText()).isEqualTo("Data");
            var used = find(all, "GenerateDataKey");
            assertThat(used.path("userIdentity").path("invokedBy").asText()).isEqualTo("AWS Internal");
            assertThat(used.path("requestParameters")
                            .path("encryptionContext")
                            .path("aws:s3:arn")
                            .asText())
                    .isEqualTo("arn:aws:s3:::trail/o");
            assertThat(all.toString()).doesNotContain("a secret that is in no trail", LocalServer.SECRET);
        }
    }

    /// Requests go on, whoever asks for the trail is not kept waiting, and nothing is lost while there is room
    /// for it.
    @Test
    @Timeout(60)
    void a_folder_that_cannot_be_written_holds_nobody_up_and_what_waits_is_written_later() throws Exception {
        try (var server = everything("1");
                var s3 = server.plainS3()) {
            s3.createBucket(b -> b.bucket("trail"));
            assertThat(verify(server).path("well").asBoolean()).isTrue();
            var trail = folder.resolve("audit");
            var away = Files.move(trail, folder.resolve("away"));
            Files.writeString(trail, "a file where the folder was");
            try (var others = Executors.newVirtualThreadPerTaskExecutor()) {
                var puts = IntStream.range(0, 4)
                        .mapToObj(i -> others.submit(() -> putObjects(s3, 100)))
                        .toList();
                while (!puts.stream().allMatch(Future::isDone)) {
                    assertThat(verify(server).path("well").asBoolean()).isFalse();
                }
                for (var put : puts) {
                    put.get();
                }
            }
            assertThat(ready(server)).contains("\"part\":\"audit\"").contains("\"ready\":true");

            Files.delete(trail);
            Files.move(away, trail);
            putObjects(s3, 1);
            Eventually.holds(
                    "the trail is whole again",
                    () -> verify(server).path("well").asBoolean());
            assertThat(verify(server).path("last").asLong()).isEqualTo(402);
            assertThat(verify(server).path("notRecorded").asLong()).isZero();
        }
    }

    private static String ready(LocalServer server) throws IOException {
        return Raw.request(server.endpoint(), "GET", "/_sealstead/health/ready")
                .send()
                .body();
    }

    @Test
    void what_was_refused_is_told_with_its_error() throws IOException {
        try (var server = everything("1000000");
                var s3 = server.plainS3();
                var kms = server.kms()) {
            var key = kms.createKey().keyMetadata().arn();
            s3.createBucket(b -> b.bucket("trail"));
            var nobody = new People(server).user(LocalServer.ACCOUNT, "nobody", "");
            var writer = new People(server).user(LocalServer.ACCOUNT, "writer", People.allow("s3:PutObject", "*"));
            nobody.sign(Raw.request(server.endpoint(), "GET", "/trail/o")).send();
            nobody.sign(Raw.request(server.endpoint(), "POST", "/")
                            .service("kms")
                            .header("x-amz-target", "TrentService.DescribeKey")
                            .body("{\"KeyId\":\"" + key + "\"}"))
                    .send();
            writer.sign(Raw.request(server.endpoint(), "PUT", "/trail/o")
                            .header("x-amz-server-side-encryption", "aws:kms")
                            .header("x-amz-server-side-encryption-aws-kms-key-id", key)
                            .body("x"))
                    .send();
            assertThat(verify(server).path("well").asBoolean()).isTrue();
            for (var name : List.of("GetObject", "DescribeKey", "GenerateDataKey", "PutObject")) {
                var event = find(events(server), name);
                assertThat(event.path("errorCode").asText()).as(name).isEqualTo("AccessDenied");
                assertThat(event.path("userIdentity").path("type").asText()).isEqualTo("IAMUser");
            }
        }
    }

    @Test
    void calls_of_iam_and_sts_are_told_with_who_made_them_and_without_secrets() throws IOException {
        try (var server = everything("1000000")) {
            var world = new IamWorld(server);
            var secrets = new ArrayList<String>();
            var user = world.user("ann", IamWorld.allow("sts:*", "*"));
            secrets.add(user.secretAccessKey());
            world.asRoot(iam -> {
                iam.createRole(b -> b.roleName("worker")
                        .assumeRolePolicyDocument(IamWorld.trust("{\"AWS\":\"" + LocalServer.ACCOUNT + "\"}", "")));
            });
            try (var sts = world.sts(user);
                    var iam = world.iam(user)) {
                IamWorld.refused(() -> iam.createUser(b -> b.userName("eve")));
                var session = sts.assumeRole(b -> b.roleArn("arn:aws:iam::" + LocalServer.ACCOUNT + ":role/worker")
                                .roleSessionName("work")
                                .externalId("given"))
                        .credentials();
                secrets.add(session.secretAccessKey());
                secrets.add(session.sessionToken());
                try (var inRole = world.sts(IamWorld.credentials(session));
                        var forbidden = world.iam(IamWorld.credentials(session))) {
                    inRole.getCallerIdentity();
                    IamWorld.refused(() -> forbidden.deleteUser(b -> b.userName("ann")));
                }
                IamWorld.refused(() -> sts.getSessionToken(
                        b -> b.serialNumber("arn:aws:iam::111122223333:mfa/ann").tokenCode("123456")));
            }
            IamWorld.refused(() -> {
                try (var sts = world.sts(user)) {
                    sts.assumeRoleWithWebIdentity(b -> b.roleArn("arn:aws:iam::" + LocalServer.ACCOUNT + ":role/worker")
                            .roleSessionName("web")
                            .webIdentityToken("eyJhbGciOiJSUzI1NiJ9.a-web-identity-token.c2ln"));
                }
            });
            secrets.addAll(List.of("a-web-identity-token", "123456", LocalServer.SECRET));
            assertThat(verify(server).path("well").asBoolean()).isTrue();

            var all = events(server);
            assertCall(all, "CreateUser", "iam", "IAMUser", "AccessDenied");
            assertThat(find(all, "CreateUser").path("requestParameters").toString())
                    .isEqualTo("{\"userName\":\"eve\"}");
            assertCall(all, "CreateRole", "iam", "Root", "");
            var key = assertCall(all, "CreateAccessKey", "iam", "Root", "");
            assertThat(key.path("userIdentity").path("arn").asText())
                    .isEqualTo("arn:aws:iam::" + LocalServer.ACCOUNT + ":root");
            var assumed = assertCall(all, "AssumeRole", "sts", "IAMUser", "");
            assertThat(assumed.path("userIdentity").path("userName").asText()).isEqualTo("ann");
            assertThat(assumed.path("requestParameters").path("roleSessionName").asText())
                    .isEqualTo("work");
            assertThat(assumed.path("resources").path(0).path("ARN").asText())
                    .isEqualTo("arn:aws:iam::" + LocalServer.ACCOUNT + ":role/worker");
            var identity = assertCall(all, "GetCallerIdentity", "sts", "AssumedRole", "");
            assertThat(identity.path("userIdentity").path("arn").asText())
                    .isEqualTo("arn:aws:sts::" + LocalServer.ACCOUNT + ":assumed-role/worker/work");
            assertThat(identity.path("userIdentity")
                            .path("sessionContext")
                            .path("sessionIssuer")
                            .path("arn")
                            .asText())
                    .isEqualTo("arn:aws:iam::" + LocalServer.ACCOUNT + ":role/worker");
            assertCall(all, "DeleteUser", "iam", "AssumedRole", "AccessDenied");
            assertThat(find(all, "AssumeRoleWithWebIdentity").path("errorCode").asText())
                    .isNotEmpty();
            for (var secret : secrets) {
                assertThat(all.toString()).doesNotContain(secret);
            }
        }
    }

    private static JsonNode assertCall(List<JsonNode> all, String name, String service, String type, String error) {
        var event = find(all, name);
        assertThat(event.path("eventSource").asText()).as(name).isEqualTo(service + ".amazonaws.com");
        assertThat(event.path("userIdentity").path("type").asText()).as(name).isEqualTo(type);
        assertThat(event.path("userIdentity").path("accountId").asText()).isEqualTo(LocalServer.ACCOUNT);
        assertThat(event.path("eventCategory").asText()).isEqualTo("Management");
        assertThat(event.path("errorCode").asText()).as(name).isEqualTo(error);
        return event;
    }

    /// The ways to rewrite history.
    private static final Map<String, UnaryOperator<List<String>>> FORGERIES = Map.of(
            "removed", lines -> without(lines, 2),
            "changed",
                    lines -> with(
                            lines,
                            2,
                            lines.get(2).replaceFirst("\"bucketName\":\"trail\"", "\"bucketName\":\"trial\"")),
            "inserted", lines -> inserted(lines, 2),
            "swapped", lines -> swapped(lines, 2),
            "truncated", lines -> lines.subList(0, lines.size() - 1),
            "emptied", lines -> List.of());

    private static List<String> without(List<String> lines, int at) {
        var copy = new ArrayList<>(lines);
        copy.remove(at);
        return copy;
    }

    private static List<String> with(List<String> lines, int at, String line) {
        var copy = new ArrayList<>(lines);
        assertThat(line).isNotEqualTo(copy.set(at, line));
        return copy;
    }

    private static List<String> inserted(List<String> lines, int at) {
        var copy = new ArrayList<>(lines);
        copy.add(at, lines.get(at));
        return copy;
    }

    private static List<String> swapped(List<String> lines, int at) {
        var copy = new ArrayList<>(lines);
        copy.add(at, copy.remove(at + 1));
        return copy;
    }

    @ParameterizedTest
    @ValueSource(strings = {"removed", "changed", "inserted", "swapped", "truncated", "emptied"})
    void every_way_to_rewrite_the_trail_shows_also_after_a_restart(String forgery) throws IOException {
        try (var server = everything("1000000", "json")) {
            try (var s3 = server.plainS3()) {
                s3.createBucket(b -> b.bucket("trail"));
                putObjects(s3, 5);
            }
            assertThat(verify(server).path("well").asBoolean()).isTrue();
            server.stop();
            var file = files().getFirst();
            var forged = FORGERIES.getOrDefault(forgery, lines -> lines).apply(Files.readAllLines(file));
            Files.write(file, forged);
            server.start();
            assertThat(verify(server).path("well").asBoolean()).as(forgery).isFalse();
            try (var s3 = server.plainS3()) {
                putObjects(s3, 1);
            }
            assertThat(verify(server).path("well").asBoolean()).as(forgery).isFalse();
        }
    }

    @Test
    void files_are_rotated_and_a_missing_one_shows() throws IOException {
        try (var server = everything("2000");
                var s3 = server.plainS3()) {
            s3.createBucket(b -> b.bucket("trail"));
            for (int i = 0; i < 6; i++) {
                putObjects(s3, 2);
                assertThat(verify(server).path("well").asBoolean()).isTrue();
            }
            var all = files();
            assertThat(all).hasSizeGreaterThan(3);
            Files.delete(all.get(1));
            assertThat(verify(server).path("well").asBoolean()).isFalse();
        }
    }

    @Test
    void a_restart_goes_on_with_the_chain() throws IOException {
        try (var server = everything("1000000")) {
            try (var s3 = server.plainS3()) {
                s3.createBucket(b -> b.bucket("trail"));
                putObjects(s3, 2);
            }
            server.restart();
            try (var s3 = server.plainS3()) {
                putObjects(s3, 2);
            }
            var verdict = verify(server);
            assertThat(verdict.path("well").asBoolean()).as(verdict.toString()).isTrue();
            assertThat(verdict.path("last").asInt()).isEqualTo(5);
        }
    }

    @Test
    void a_killed_server_goes_on_with_the_chain() throws IOException, InterruptedException {
        var root = Config.load(Map.of(Setting.DATA, folder.resolve("data").toString()), Map.of());
        long before;
        try (var child = new ChildServer(folder)) {
            makeBuckets(child.endpoint(), "a", 5);
            before = verify(child.endpoint(), RootKeys.read(root)).path("last").asLong();
            makeBuckets(child.endpoint(), "b", 5);
            child.kill();
        }
        try (var child = new ChildServer(folder)) {
            makeBuckets(child.endpoint(), "c", 5);
            var verdict = verify(child.endpoint(), RootKeys.read(root));
            assertThat(verdict.path("well").asBoolean()).as(verdict.toString()).isTrue();
            assertThat(verdict.path("last").asLong()).isGreaterThanOrEqualTo(before + 5);
            assertThat(verdict.path("notes").toString()).contains("did not stop in order");
        }
    }

    private static void makeBuckets(URI endpoint, String prefix, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            var reply =
                    Raw.request(endpoint, "PUT", "/trail-" + prefix + i).sign().send();
            assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        }
    }
}
