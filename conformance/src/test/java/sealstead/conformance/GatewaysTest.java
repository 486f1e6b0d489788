package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sealstead.server.SealsteadServer;
import sealstead.server.Setting;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.DisabledException;
import software.amazon.awssdk.services.kms.model.KeyState;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/// Two gateways have a store together, and what was true of one is true of both.
@Overlay.Never
@SuppressWarnings({"NullAway.Init", "unchecked"})
final class GatewaysTest {
    private static final String BUCKET = "shared";
    private static final int LARGE = 200_000;

    @TempDir
    private Path folder;

    private TwoGateways gateways;
    private SealsteadServer first;
    private SealsteadServer second;
    private S3Client one;
    private S3Client two;

    @BeforeAll
    static void needsPostgres() {
        assumeTrue(FarStore.isAvailable(), "store-postgres is not built, or PostgreSQL 15 is not installed");
    }

    @BeforeEach
    void prepare() {
        gateways = new TwoGateways(folder);
    }

    private void start() throws IOException {
        first = gateways.start("first");
        second = gateways.start("second");
        one = ChildServer.s3(URI.create(first.endpoint()));
        two = ChildServer.s3(URI.create(second.endpoint()));
        one.createBucket(b -> b.bucket(BUCKET));
    }

    @AfterEach
    void stop() throws IOException {
        for (var server : new SealsteadServer[] {second, first}) {
            if (server != null) {
                server.close();
            }
        }
    }

    private static String read(S3Client s3, String key) {
        return s3.getObjectAsBytes(b -> b.bucket(BUCKET).key(key)).asUtf8String();
    }

    private static void put(S3Client s3, String key, String body) {
        s3.putObject(b -> b.bucket(BUCKET).key(key), RequestBody.fromString(body));
    }

    /// Asks again and again; each time is a request.
    private static void until(String what, Duration most, BooleanSupplier holds) {
        long end = System.nanoTime() + most.toNanos();
        while (!holds.getAsBoolean()) {
            assertThat(System.nanoTime() - end).as(what).isNegative();
            Thread.onSpinWait();
        }
    }

    @Test
    void what_was_written_through_one_is_there_for_the_other_at_once() throws IOException {
        start();
        for (int i = 0; i < 20; i++) {
            put(one, "k", "of the first " + i);
            assertThat(read(two, "k")).isEqualTo("of the first " + i);
            put(two, "k", "x".repeat(LARGE) + i);
            assertThat(read(one, "k")).isEqualTo("x".repeat(LARGE) + i);
        }
        assertThat(two.listObjectsV2(b -> b.bucket(BUCKET)).contents()).hasSize(1);
        two.deleteObject(b -> b.bucket(BUCKET).key("k"));
        assertThat(one.listObjectsV2(b -> b.bucket(BUCKET)).contents()).isEmpty();

        two.putBucketTagging(b ->
                b.bucket(BUCKET).tagging(t -> t.tagSet(s -> s.key("a").value("b"))));
        assertThat(one.getBucketTagging(b -> b.bucket(BUCKET)).tagSet()).hasSize(1);
        one.createBucket(b -> b.bucket("another"));
        two.headBucket(b -> b.bucket("another"));
        two.deleteBucket(b -> b.bucket("another"));
        assertThatThrownBy(() -> one.listObjectsV2(b -> b.bucket("another"))).isInstanceOf(NoSuchBucketException.class);
    }

    @Test
    void parts_arrive_at_different_gateways() throws IOException {
        start();
        var id = one.createMultipartUpload(b -> b.bucket(BUCKET).key("parts")).uploadId();
        var parts = new ArrayList<CompletedPart>();
        var bodies = new StringBuilder();
        for (int number = 1; number <= 3; number++) {
            int part = number;
            var body = ("" + number).repeat(5 * 1024 * 1024);
            bodies.append(body);
            var tag = (number % 2 == 0 ? one : two)
                    .uploadPart(
                            b -> b.bucket(BUCKET).key("parts").uploadId(id).partNumber(part),
                            RequestBody.fromString(body))
                    .eTag();
            parts.add(CompletedPart.builder().partNumber(number).eTag(tag).build());
        }
        two.completeMultipartUpload(
                b -> b.bucket(BUCKET).key("parts").uploadId(id).multipartUpload(m -> m.parts(parts)));
        assertThat(read(one, "parts")).isEqualTo(bodies.toString());
    }

    /// All of them are asked for at each request, so that the bound is the request that is under way.
    @Test
    void what_one_takes_away_the_other_refuses_at_once() throws IOException {
        start();
        put(one, "k", "body");
        try (var kms = ChildServer.kms(URI.create(first.endpoint()));
                var other = ChildServer.kms(URI.create(second.endpoint()))) {
            var key = kms.createKey(b -> {}).keyMetadata().arn();
            var sealed = other.encrypt(
                            b -> b.keyId(key).plaintext(software.amazon.awssdk.core.SdkBytes.fromUtf8String("x")))
                    .ciphertextBlob();
            one.putObject(
                    b -> b.bucket(BUCKET)
                            .key("sealed")
                            .serverSideEncryption(ServerSideEncryption.AWS_KMS)
                            .ssekmsKeyId(key),
                    RequestBody.fromString("sealed"));
            assertThat(read(two, "sealed")).isEqualTo("sealed");
            kms.disableKey(b -> b.keyId(key));
            assertThatThrownBy(() -> other.decrypt(b -> b.ciphertextBlob(sealed)))
                    .isInstanceOf(DisabledException.class);
            assertThatThrownBy(() -> read(two, "sealed")).isInstanceOf(S3Exception.class);
            other.enableKey(b -> b.keyId(key));
            assertThat(read(one, "sealed")).isEqualTo("sealed");
        }
        var denied = """
                {"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"s3:GetObject",
                "Resource":"arn:aws:s3:::%s/*"}]}""".formatted(BUCKET);
        one.putBucketPolicy(b -> b.bucket(BUCKET).policy(denied));
        assertThatThrownBy(() -> read(two, "k")).isInstanceOf(S3Exception.class).hasMessageContaining("403");
        two.deleteBucketPolicy(b -> b.bucket(BUCKET));
        assertThat(read(one, "k")).isEqualTo("body");
    }

    @Test
    void both_may_be_started_at_once_on_a_store_that_nobody_has_begun() throws Exception {
        var servers = new ArrayList<Future<SealsteadServer>>();
        sealstead.server.RootKeys.create(
                folder.resolve("root-key"),
                sealstead.server.Config.load(gateways.settings("first"), java.util.Map.of()),
                new java.security.SecureRandom());
        try (var threads = Executors.newCachedThreadPool()) {
            for (var name : List.of("first", "second", "third")) {
                servers.add(threads.submit(() -> gateways.start(name)));
            }
            first = servers.get(0).get();
            second = servers.get(1).get();
            try (var third = servers.get(2).get();
                    var s3 = ChildServer.s3(URI.create(third.endpoint()))) {
                one = ChildServer.s3(URI.create(first.endpoint()));
                one.createBucket(b -> b.bucket(BUCKET));
                put(s3, "k", "body");
                assertThat(read(one, "k")).isEqualTo("body");
            }
        }
    }

    @Test
    void a_gateway_whose_clock_is_wrong_is_refused() throws IOException {
        first = gateways.start("first");
        assertThatThrownBy(() -> gateways.start("second", Clock.offset(Clock.systemUTC(), Duration.ofSeconds(8))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("from that of the engine");
        second = gateways.start("second", Clock.offset(Clock.systemUTC(), Duration.ofSeconds(-3)));
    }

    @Test
    void jobs_are_done_by_one_and_taken_over_when_it_stops() throws IOException {
        gateways.with(Setting.LIFECYCLE_DAY, "1s");
        start();
        var leader = TwoGateways.leader(first);
        assertThat(TwoGateways.leader(second)).isEqualTo(leader);
        two.putBucketLifecycleConfiguration(b -> b.bucket(BUCKET)
                .lifecycleConfiguration(c -> c.rules(r -> r.id("soon")
                        .status("Enabled")
                        .filter(f -> f.prefix("old/"))
                        .expiration(e -> e.days(1)))));
        put(two, "old/a", "body");
        until("it is expired", Duration.ofSeconds(60), () -> isGone("old/a"));
        first.close();
        until("the other leads", Duration.ofSeconds(25), () -> {
            try {
                return !TwoGateways.leader(second).equals(leader);
            } catch (IOException failed) {
                throw new java.io.UncheckedIOException(failed);
            }
        });
        put(two, "old/b", "body");
        until("it is expired by the other", Duration.ofSeconds(60), () -> isGone("old/b"));
    }

    private boolean isGone(String key) {
        return two.listObjectsV2(b -> b.bucket(BUCKET).prefix(key)).contents().isEmpty();
    }

    /// The other's collector leaves what is read here, however long.
    @Test
    void what_one_reads_slowly_the_other_does_not_collect() throws IOException {
        gateways.with(Setting.GARBAGE_RETIRED, "1s").with(Setting.GARBAGE_GRACE, "1s");
        start();
        var body = "r".repeat(40 * 1024 * 1024);
        put(two, "k", body);
        long blobs = blobs();
        try (var reading = two.getObject(b -> b.bucket(BUCKET).key("k"))) {
            assertThat(reading.read()).isEqualTo('r');
            one.deleteObject(b -> b.bucket(BUCKET).key("k"));
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(8);
            while (System.nanoTime() - end < 0) {
                TwoGateways.told(first, "POST admin/garbage/collect");
                assertThat(blobs()).isEqualTo(blobs);
            }
            assertThat(reading.readAllBytes()).hasSize(body.length() - 1);
        }
        until("it is collected then", Duration.ofSeconds(60), () -> blobs() < blobs);
    }

    private long blobs() {
        return FarStore.shared().blobs(gateways.settings("first").getOrDefault(Setting.STORE_S3_PREFIX, ""));
    }

    @Test
    void a_service_key_is_retired_while_both_write() throws Exception {
        start();
        var over = new AtomicBoolean();
        var written = new ConcurrentHashMap<String, String>();
        int retired = 0;
        try (var threads = Executors.newCachedThreadPool()) {
            var writers = new ArrayList<Future<Integer>>();
            writers.add(threads.submit(() -> write(one, "one", written, over)));
            writers.add(threads.submit(() -> write(two, "two", written, over)));
            try {
                for (int round = 0; round < 4; round++) {
                    var keys = TwoGateways.told(first, "GET admin/service-keys?bucket=" + BUCKET)
                            .path("keys");
                    var old = keys.path(keys.size() - 1).path("id").asText();
                    var asked = round % 2 == 0 ? first : second;
                    TwoGateways.told(asked, "POST admin/service-keys/rotate?bucket=" + BUCKET);
                    var id = TwoGateways.told(asked, "POST admin/rewrap?service-keys=true")
                            .path("id")
                            .asText();
                    until("it is rewrapped", Duration.ofSeconds(60), () -> isOver(asked, id));
                    retired += isRetired(asked, old) ? 1 : 0;
                }
            } finally {
                over.set(true);
            }
            for (var writer : writers) {
                assertThat(writer.get()).isPositive();
            }
        }
        assertThat(retired).isPositive();
        for (var each : written.entrySet()) {
            assertThat(read(one, each.getKey())).isEqualTo(each.getValue());
            assertThat(read(two, each.getKey())).isEqualTo(each.getValue());
        }
    }

    private static boolean isOver(SealsteadServer server, String id) {
        try {
            return !TwoGateways.told(server, "GET admin/rewrap?id=" + id)
                    .path("state")
                    .asText()
                    .equalsIgnoreCase("running");
        } catch (IOException failed) {
            throw new java.io.UncheckedIOException(failed);
        }
    }

    private static boolean isRetired(SealsteadServer server, String key) throws IOException {
        var answer =
                TwoGateways.told(server, "POST admin/service-keys/retire?bucket=" + BUCKET + "&service-key=" + key);
        while (answer.path("running").asBoolean()) {
            answer = TwoGateways.told(server, "GET admin/service-keys/retire");
        }
        assertThat(answer.path("failure").asText()).isEmpty();
        return answer.path("result").path("retired").asBoolean();
    }

    private static int write(S3Client s3, String name, ConcurrentHashMap<String, String> written, AtomicBoolean over) {
        int n = 0;
        while (!over.get()) {
            var key = name + "/" + n % 40;
            var body = name + n++;
            put(s3, key, body);
            written.put(key, body);
        }
        return n;
    }

    /// What is under a key that goes away is watched for at both; a deletion that is cancelled through one lets the
    /// other write again.
    @Test
    void a_key_in_use_through_one_is_not_deleted_through_the_other() throws IOException {
        gateways.with(Setting.KMS_REFUSE_DELETION_IN_USE, "true");
        start();
        try (var kms = ChildServer.kms(URI.create(first.endpoint()));
                var other = ChildServer.kms(URI.create(second.endpoint()))) {
            var key = kms.createKey(b -> {}).keyMetadata().arn();
            putUnder(two, "used", key);
            assertThatThrownBy(() -> kms.scheduleKeyDeletion(b -> b.keyId(key).pendingWindowInDays(7)))
                    .hasMessageContaining("is in use");
            two.deleteObject(b -> b.bucket(BUCKET).key("used"));
            kms.scheduleKeyDeletion(b -> b.keyId(key).pendingWindowInDays(7));
            assertThat(state(other, key)).isEqualTo(KeyState.PENDING_DELETION);
            assertThatThrownBy(() -> putUnder(two, "late", key)).isInstanceOf(S3Exception.class);
            other.cancelKeyDeletion(b -> b.keyId(key));
            other.enableKey(b -> b.keyId(key));
            putUnder(two, "again", key);
            putUnder(one, "again too", key);
            assertThat(read(one, "again")).isEqualTo("under the key");
        }
    }

    private static KeyState state(KmsClient kms, String key) {
        return kms.describeKey(b -> b.keyId(key)).keyMetadata().keyState();
    }

    private static void putUnder(S3Client s3, String name, String key) {
        s3.putObject(
                b -> b.bucket(BUCKET)
                        .key(name)
                        .serverSideEncryption(ServerSideEncryption.AWS_KMS)
                        .ssekmsKeyId(key),
                RequestBody.fromString("under the key"));
    }

    @Test
    void each_has_an_audit_trail_of_its_own_and_they_are_verified_together() throws IOException {
        gateways.with(Setting.AUDIT_FOLDER, folder.resolve("trails").toString());
        start();
        one.putBucketTagging(b ->
                b.bucket(BUCKET).tagging(t -> t.tagSet(s -> s.key("a").value("one"))));
        two.putBucketTagging(b ->
                b.bucket(BUCKET).tagging(t -> t.tagSet(s -> s.key("a").value("two"))));
        for (var server : List.of(first, second)) {
            var verdict = TwoGateways.told(server, "GET admin/audit/verify");
            assertThat(verdict.path("well").asBoolean()).as(verdict.toString()).isTrue();
            assertThat(verdict.path("otherGateways")).hasSize(1);
            assertThat(verdict.path("otherGateways").path(0).path("verified").asBoolean())
                    .isTrue();
        }
        second.close();
        second = gateways.start("second");
        var verdict = TwoGateways.told(second, "GET admin/audit/verify");
        assertThat(verdict.path("well").asBoolean()).as(verdict.toString()).isTrue();
        assertThat(verdict.path("first").asLong()).isEqualTo(1);
    }

    /// Reads and writes of both are those of one: each sees what was acknowledged before it began.
    @Test
    void registers_are_linearizable_through_both() throws Exception {
        start();
        long seed = new java.util.Random().nextLong();
        System.out.println("seed " + seed);
        var history = new RegisterHistory();
        var over = new AtomicBoolean();
        var values = new AtomicInteger();
        try (var threads = Executors.newCachedThreadPool()) {
            var clients = new ArrayList<Future<?>>();
            for (int i = 0; i < 4; i++) {
                var random = new java.util.Random(seed + i);
                Callable<Void> client = () -> {
                    while (!over.get()) {
                        RegisterClient.operate(random.nextBoolean() ? one : two, BUCKET, random, values, history);
                    }
                    return null;
                };
                clients.add(threads.submit(client));
            }
            until("there is enough", Duration.ofSeconds(60), () -> history.size() > 800);
            over.set(true);
            for (var client : clients) {
                client.get();
            }
        }
        assertThat(history.wrong()).isEmpty();
    }
}
