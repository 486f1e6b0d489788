package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sealstead.server.Config;
import sealstead.server.Setting;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.ReplicationStatus;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;
import software.amazon.awssdk.services.s3.model.StorageClass;
import software.amazon.awssdk.services.s3.model.Tag;

/// Replication to another S3 endpoint that the configuration names: a second server.
@SuppressWarnings({"NullAway.Init", "unchecked"})
final class FarReplicationTest {
    private static final String OTHER = "444455556666";
    private static final String MARK = "sealstead-version-id";
    private static final int ACKNOWLEDGED = 100;

    @TempDir
    private static Path folder;

    private static LocalServer far;
    private static LocalServer near;
    private static S3Client there;
    private static S3Client s3;
    private static ReplicationWorld world;

    @BeforeAll
    static void start() throws IOException {
        int farPort = freePort();
        int nearPort = freePort();
        far = new LocalServer(Map.of(
                Setting.LISTEN,
                "127.0.0.1:" + farPort,
                Setting.REPLICATION_EVERY,
                "PT1H",
                Setting.REPLICATION_ENDPOINTS_FILE,
                endpoints("of-far", nearPort, "back:both").toString()));
        near = new LocalServer(Map.of(
                Setting.LISTEN,
                "127.0.0.1:" + nearPort,
                Setting.REPLICATION_EVERY,
                "PT1H",
                Setting.REPLICATION_ENDPOINTS_FILE,
                endpoints("of-near", farPort, "offsite:copies", "offsite.both:both", "unmade:unmade")
                        .toString()));
        there = far.plainS3();
        s3 = near.plainS3();
        world = new ReplicationWorld(near, s3);
        for (var server : List.of(near, far)) {
            try (var iam = new IamWorld(server).iam(IamWorld.ROOT)) {
                ReplicationWorld.makeRole(iam, "replication", ReplicationWorld.OF_SOURCE, "kms:Decrypt");
            }
        }
        ReplicationWorld.versioned(there, "copies");
    }

    @AfterAll
    static void stop() throws IOException {
        s3.close();
        there.close();
        near.close();
        far.close();
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /// @param buckets what rules call each, and what it is called there
    private static Path endpoints(String name, int port, String... buckets) throws IOException {
        var lines = new ArrayList<String>(List.of("# elsewhere"));
        for (var bucket : buckets) {
            var names = bucket.split(":");
            lines.addAll(List.of(
                    names[0] + ".endpoint = http://127.0.0.1:" + port,
                    names[0] + ".region = " + LocalServer.REGION,
                    names[0] + ".bucket = " + names[1],
                    names[0] + ".access-key-id = " + LocalServer.ACCESS_KEY_ID,
                    names[0] + ".secret-access-key = " + LocalServer.SECRET,
                    names[0] + ".accounts = 999999999999, " + LocalServer.ACCOUNT));
        }
        var file = folder.resolve(name);
        Files.write(file, lines);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return file;
    }

    private static HeadObjectResponse farHead(String key) {
        return there.headObject(b -> b.bucket("copies").key(key));
    }

    private static String farText(String key) {
        return there.getObjectAsBytes(b -> b.bucket("copies").key(key)).asUtf8String();
    }

    private static List<String> farVersions(S3Client client, String bucket, String prefix) {
        var page = client.listObjectVersions(b -> b.bucket(bucket).prefix(prefix));
        var all = new ArrayList<String>();
        page.versions().forEach(version -> all.add(version.key()));
        page.deleteMarkers().forEach(marker -> all.add("marker " + marker.key()));
        return all;
    }

    @Test
    void an_object_arrives_with_what_it_says_and_its_tags() {
        ReplicationWorld.versioned(s3, "plain");
        world.replicate("plain", ReplicationWorld.everything("offsite"));
        var version = s3.putObject(
                        b -> b.bucket("plain")
                                .key("plain/ä b+c")
                                .contentType("text/plain")
                                .cacheControl("no-store")
                                .metadata(Map.of("who", "me", "word", "größe"))
                                .tagging("a=b&c=d e")
                                .storageClass(StorageClass.STANDARD_IA),
                        RequestBody.fromString("hello"))
                .versionId();
        var empty = world.put("plain", "plain/empty", "");
        assertThat(world.status("plain", "plain/empty", empty)).isEqualTo(ReplicationStatus.PENDING);
        world.work();
        assertThat(world.status("plain", "plain/ä b+c", version)).isEqualTo(ReplicationStatus.COMPLETED);
        assertThat(world.status("plain", "plain/empty", empty)).isEqualTo(ReplicationStatus.COMPLETED);
        var replica = farHead("plain/ä b+c");
        assertThat(farText("plain/ä b+c")).isEqualTo("hello");
        assertThat(replica.contentType()).isEqualTo("text/plain");
        assertThat(replica.cacheControl()).isEqualTo("no-store");
        var source = world.head("plain", "plain/ä b+c", version);
        assertThat(replica.metadata())
                .containsAllEntriesOf(source.metadata())
                .containsEntry(MARK, version)
                .containsEntry("sealstead-source", LocalServer.ACCOUNT + "/plain")
                .hasSize(4);
        assertThat(replica.storageClass()).isEqualTo(StorageClass.STANDARD_IA);
        assertThat(replica.serverSideEncryption()).isEqualTo(ServerSideEncryption.AES256);
        assertThat(there.getObjectTagging(b -> b.bucket("copies").key("plain/ä b+c"))
                        .tagSet())
                .containsExactlyInAnyOrder(tag("a", "b"), tag("c", "d e"));
        assertThat(farHead("plain/empty").contentLength()).isZero();
    }

    @Test
    void what_another_bucket_sent_there_is_neither_replaced_nor_deleted() {
        for (var bucket : List.of("first", "second")) {
            ReplicationWorld.versioned(s3, bucket);
            world.replicate(bucket, ReplicationWorld.everything("offsite"));
        }
        world.put("first", "shared/invoice", "of the first");
        world.work();
        var version = world.put("second", "shared/invoice", "of the second");
        world.work();
        assertThat(world.status("second", "shared/invoice", version)).isEqualTo(ReplicationStatus.FAILED);
        s3.deleteObject(b -> b.bucket("second").key("shared/invoice"));
        world.work();
        assertThat(farText("shared/invoice")).isEqualTo("of the first");
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }

    @Test
    void a_large_object_goes_in_parts_and_a_kms_object_under_the_other_sides_key() throws IOException {
        ReplicationWorld.versioned(s3, "large");
        try (var kms = near.kms();
                var farKms = far.kms()) {
            var key = kms.createKey().keyMetadata().arn();
            var farKey = farKms.createKey().keyMetadata().arn();
            world.replicate("large", rule -> {
                ReplicationWorld.everything("offsite").accept(rule);
                rule.sourceSelectionCriteria(c -> c.sseKmsEncryptedObjects(k -> k.status("Enabled")))
                        .destination(d -> d.bucket("arn:aws:s3:::offsite")
                                .encryptionConfiguration(e -> e.replicaKmsKeyID(farKey)));
            });
            long seed = 23;
            var large = new byte[35_000_001];
            new Random(seed).nextBytes(large);
            var version = s3.putObject(
                            b -> b.bucket("large")
                                    .key("large/one")
                                    .tagging("a=b")
                                    .serverSideEncryption(ServerSideEncryption.AWS_KMS)
                                    .ssekmsKeyId(key),
                            RequestBody.fromBytes(large))
                    .versionId();
            world.work();
            assertThat(world.status("large", "large/one", version)).isEqualTo(ReplicationStatus.COMPLETED);
            var replica = farHead("large/one");
            assertThat(replica.eTag()).endsWith("-3\"");
            assertThat(replica.ssekmsKeyId()).isEqualTo(farKey);
            assertThat(there.getObjectAsBytes(b -> b.bucket("copies").key("large/one"))
                            .asByteArray())
                    .isEqualTo(large);
            assertThat(there.getObjectTagging(b -> b.bucket("copies").key("large/one"))
                            .tagSet())
                    .containsExactly(tag("a", "b"));
            assertThat(there.listMultipartUploads(b -> b.bucket("copies")).uploads())
                    .isEmpty();
        }
    }

    @Test
    void versions_go_in_their_order_and_changed_tags_send_nothing_again() {
        ReplicationWorld.versioned(s3, "order");
        world.replicate("order", ReplicationWorld.everything("offsite"));
        var first = world.put("order", "order/k", "1");
        world.put("order", "order/k", "2");
        s3.deleteObject(b -> b.bucket("order").key("order/gone"));
        world.put("order", "order/gone", "x");
        s3.deleteObject(b -> b.bucket("order").key("order/gone"));
        world.work();
        assertThat(farText("order/k")).isEqualTo("2");
        assertThat(farVersions(there, "copies", "order/"))
                .containsExactlyInAnyOrder("order/k", "order/k", "order/gone", "marker order/gone");
        assertThatThrownBy(() -> farHead("order/gone")).isInstanceOf(NoSuchKeyException.class);

        s3.putObjectTagging(b -> b.bucket("order").key("order/k").tagging(t -> t.tagSet(tag("later", "yes"))));
        s3.putObjectTagging(
                b -> b.bucket("order").key("order/k").versionId(first).tagging(t -> t.tagSet(tag("too", "late"))));
        world.work();
        assertThat(there.getObjectTagging(b -> b.bucket("copies").key("order/k"))
                        .tagSet())
                .containsExactly(tag("later", "yes"));
        assertThat(farVersions(there, "copies", "order/k")).hasSize(2);
        assertThat(farText("order/k")).isEqualTo("2");
        assertThat(world.status("order", "order/k", first)).isEqualTo(ReplicationStatus.FAILED);
    }

    @Test
    void two_servers_that_send_to_each_other_end() {
        ReplicationWorld.versioned(s3, "both");
        ReplicationWorld.versioned(there, "both");
        world.replicate("both", ReplicationWorld.everything("offsite.both"));
        var back = new ReplicationWorld(far, there);
        back.replicate("both", ReplicationWorld.everything("back"));
        world.put("both", "of-near", "1");
        back.put("both", "of-far", "2");
        for (int i = 0; i < 3; i++) {
            world.work();
            back.work();
        }
        s3.deleteObject(b -> b.bucket("both").key("of-far"));
        for (int i = 0; i < 3; i++) {
            world.work();
            back.work();
        }
        assertThat(farVersions(s3, "both", "")).containsExactlyInAnyOrder("of-near", "of-far", "marker of-far");
        assertThat(farVersions(there, "both", "")).containsExactlyInAnyOrder("of-near", "of-far", "marker of-far");
    }

    @Test
    void what_the_other_endpoint_cannot_take_now_goes_later() throws IOException {
        ReplicationWorld.versioned(s3, "later");
        world.replicate("later", ReplicationWorld.everything("unmade"));
        var version = world.put("later", "k", "x");
        var second = world.put("later", "k", "y");
        world.work();
        assertThat(world.status("later", "k", version)).isEqualTo(ReplicationStatus.PENDING);
        far.stop();
        near.clock().move(Duration.ofMinutes(1));
        world.work();
        assertThat(world.status("later", "k", version)).isEqualTo(ReplicationStatus.PENDING);
        far.start();
        ReplicationWorld.versioned(there, "unmade");
        while (world.status("later", "k", second) == ReplicationStatus.PENDING) {
            near.clock().move(Duration.ofMinutes(1));
            world.work();
        }
        assertThat(world.status("later", "k", version)).isEqualTo(ReplicationStatus.COMPLETED);
        assertThat(farVersions(there, "unmade", "")).containsExactly("k", "k");
        assertThat(there.getObjectAsBytes(b -> b.bucket("unmade").key("k")).asUtf8String())
                .isEqualTo("y");
    }

    @Test
    void what_is_damaged_here_fails_and_holds_up_nothing_else() throws IOException {
        ReplicationWorld.versioned(s3, "damaged");
        world.replicate("damaged", ReplicationWorld.everything("offsite"));
        var before = blobs();
        var version = world.put("damaged", "damaged/k", "x".repeat(500_000));
        var made = new ArrayList<>(blobs());
        made.removeAll(before);
        assertThat(made).hasSize(1);
        var bytes = Files.readAllBytes(made.getFirst());
        bytes[bytes.length / 2] ^= 1;
        Files.write(made.getFirst(), bytes);
        var next = world.put("damaged", "damaged/next", "y");
        world.work();
        assertThat(world.status("damaged", "damaged/k", version)).isEqualTo(ReplicationStatus.FAILED);
        assertThat(world.status("damaged", "damaged/next", next)).isEqualTo(ReplicationStatus.COMPLETED);
        assertThatThrownBy(() -> farHead("damaged/k")).isInstanceOf(NoSuchKeyException.class);
    }

    private static List<Path> blobs() throws IOException {
        try (var files = Files.walk(near.dataFolder().resolve("blobs"))) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    @Test
    void what_the_role_may_not_read_does_not_leave() throws IOException {
        ReplicationWorld.versioned(s3, "unread");
        try (var iam = new IamWorld(near).iam(IamWorld.ROOT)) {
            ReplicationWorld.makeRole(iam, "unread", "s3:ReplicateObject");
        }
        var role = ReplicationWorld.ROLE.replace("/replication", "/unread");
        ReplicationWorld.replicate(s3, "unread", role, List.of(ReplicationWorld.everything("offsite")));
        var version = world.put("unread", "unread/k", "x");
        world.work();
        assertThat(world.status("unread", "unread/k", version)).isEqualTo(ReplicationStatus.FAILED);
        assertThatThrownBy(() -> farHead("unread/k")).isInstanceOf(NoSuchKeyException.class);
    }

    @Test
    void only_the_accounts_that_the_configuration_names_may_name_it() throws IOException {
        var other = new People(near).account(OTHER);
        try (var others = other.s3();
                var iam = new IamWorld(near).iam(AwsBasicCredentials.create(other.accessKeyId(), other.secret()))) {
            ReplicationWorld.versioned(others, "others");
            ReplicationWorld.makeRole(iam, "replication", ReplicationWorld.OF_SOURCE);
            var role = "arn:aws:iam::" + OTHER + ":role/replication";
            refused(
                    "Destination bucket must exist.",
                    () -> ReplicationWorld.replicate(
                            others, "others", role, List.of(ReplicationWorld.everything("offsite"))));
        }
        s3.createBucket(b -> b.bucket("locked").objectLockEnabledForBucket(true));
        refused(
                "A bucket with Object Lock is not replicated to another endpoint.",
                () -> world.replicate("locked", ReplicationWorld.everything("offsite")));
    }

    private static void refused(String message, Runnable call) {
        assertThatThrownBy(call::run).isInstanceOfSatisfying(S3Exception.class, refused -> {
            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(refused.awsErrorDetails().errorMessage()).isEqualTo(message);
        });
    }

    @Test
    void a_file_that_others_may_read_or_that_is_not_whole_starts_no_server() throws IOException {
        var file = endpoints("unsafe", 9, "a.name:bucket");
        var settings = Map.of(
                Setting.DATA,
                folder.resolve("unstarted").toString(),
                Setting.REPLICATION_ENDPOINTS_FILE,
                file.toString());
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertUnusable(settings, "chmod 600");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        Files.writeString(file, "a.name.endpoint = http://192.0.2.1\n");
        assertUnusable(settings, "there is no a.name.");
        Files.writeString(file, "a.name.password = x\n");
        assertUnusable(settings, "not of the form `NAME.FIELD = value`");
        Files.writeString(
                endpoints("unsafe", 9, "a.name:bucket"),
                Files.readString(file.resolveSibling("unsafe")).replace("127.0.0.1", "192.0.2.1"));
        assertUnusable(settings, "plain HTTP beyond loopback");
    }

    private static void assertUnusable(Map<Setting, String> settings, String why) {
        assertThatThrownBy(() -> Config.load(settings, Map.of()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(why);
    }

    /// Writes and deletes until the server is gone; what was acknowledged last of each key is remembered.
    private static void write(S3Client client, int writer, Map<String, String> last, CountDownLatch done) {
        try {
            for (int i = 0; ; i++) {
                var key = "killed/" + writer + "/" + i % 5;
                var body = i + "x".repeat(i % 3 == 0 ? 100_000 : i % 700);
                last.put(key, "unknown");
                client.putObject(b -> b.bucket("killed").key(key), RequestBody.fromString(body));
                last.put(key, body);
                if (i % 4 == 0) {
                    last.put(key, "unknown");
                    client.deleteObject(b -> b.bucket("killed").key(key));
                    last.put(key, "");
                }
                done.countDown();
            }
        } catch (SdkException killed) {
            return;
        }
    }

    @Test
    void a_source_that_is_killed_loses_nothing_on_the_way() throws Exception {
        int port = far.endpoint().getPort();
        var environment = Map.of(
                "SEALSTEAD_ACCOUNT_ID",
                LocalServer.ACCOUNT,
                "SEALSTEAD_REPLICATION_EVERY",
                "10ms",
                "SEALSTEAD_REPLICATION_ENDPOINTS_FILE",
                endpoints("of-child", port, "offsite:copies").toString());
        var data = Files.createDirectory(folder.resolve("child"));
        var last = new ConcurrentHashMap<String, String>();
        try (var server = new ChildServer(data, environment);
                var client = ChildServer.s3WithoutRetries(server.endpoint())) {
            try (var iam = IamClient.builder()
                    .endpointOverride(server.endpoint())
                    .region(Region.AWS_GLOBAL)
                    .credentialsProvider(LocalServer.credentials())
                    .build()) {
                ReplicationWorld.makeRole(iam, "replication", ReplicationWorld.OF_SOURCE);
            }
            ReplicationWorld.versioned(client, "killed");
            ReplicationWorld.replicate(
                    client, "killed", ReplicationWorld.ROLE, List.of(ReplicationWorld.everything("offsite")));
            var done = new CountDownLatch(ACKNOWLEDGED);
            var writers = new ArrayList<Thread>();
            for (int i = 0; i < 3; i++) {
                int writer = i;
                writers.add(Thread.ofVirtual().start(() -> write(client, writer, last, done)));
            }
            done.await();
            server.kill();
            for (var writer : writers) {
                writer.join();
            }
        }
        try (var server = new ChildServer(data, environment);
                var client = ChildServer.s3WithoutRetries(server.endpoint())) {
            while (client.listObjectVersionsPaginator(b -> b.bucket("killed")).versions().stream()
                    .anyMatch(version -> client.headObject(b -> b.bucket("killed")
                                            .key(version.key())
                                            .versionId(version.versionId()))
                                    .replicationStatus()
                            == ReplicationStatus.PENDING)) {
                Thread.sleep(50);
            }
            for (var key : last.keySet()) {
                while (!text(client, "killed", key).equals(text(there, "copies", key))) {
                    Thread.sleep(50); // a delete marker has no status to ask for
                }
                if (!last.get(key).equals("unknown")) {
                    assertThat(text(there, "copies", key)).isEqualTo(last.get(key));
                }
            }
        }
    }

    private static String text(S3Client client, String bucket, String key) {
        try {
            return client.getObjectAsBytes(b -> b.bucket(bucket).key(key)).asUtf8String();
        } catch (NoSuchKeyException gone) {
            return "";
        }
    }
}
