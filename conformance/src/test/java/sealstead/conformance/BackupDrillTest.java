package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sealstead.crypto.RootKeyFile;
import sealstead.custody.HeldRootKey;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/// A backup while clients write, and kills of server and command in the middle of one. Whatever was acknowledged
/// before a backup began is in it.
@Overlay.Never
@SuppressWarnings({"NullAway.Init", "unchecked"})
@Tag("drill")
final class BackupDrillTest {
    private static final Map<String, String> ENVIRONMENT =
            Map.of("SEALSTEAD_NEW_BUCKETS", "2022", "SEALSTEAD_GARBAGE_RETIRED", "PT1S");
    private static final String CUSTOMER_KEY = Base64.getEncoder().encodeToString(new byte[32]);
    private static final List<How> HOWS = List.of(How.values());
    private static final int PART = 5 * 1024 * 1024;

    @TempDir
    private Path folder;

    private Path live;
    private Path backups;
    private String directory = "";

    /// How an object is written.
    private enum How {
        SSE_S3,
        SSE_KMS,
        BUCKET_KEY,
        DSSE,
        SSE_C,
        PARTS,
        VERSION,
        DIRECTORY,
        DELETED
    }

    /// A write that was acknowledged.
    ///
    /// @param version empty in buckets without versions
    private record Written(How how, String key, String version, int size) {
        byte[] body() {
            var bytes = new byte[size];
            new Random((how + key).hashCode()).nextBytes(bytes);
            return bytes;
        }
    }

    private final Map<String, Written> acknowledged = new ConcurrentHashMap<>();

    @BeforeEach
    void folders() throws IOException {
        live = Files.createDirectories(folder.resolve("live"));
        backups = folder.resolve("backups");
    }

    private ChildServer server(Path at) throws IOException {
        var environment = new java.util.HashMap<>(ENVIRONMENT);
        environment.put("SEALSTEAD_ROOT_KEY_FILE", live.resolve("data.root-key").toString());
        return new ChildServer(at, environment);
    }

    /// `sealstead ...` in a process of its own.
    private Process command(URI endpoint, String... arguments) throws IOException {
        var command = Program.sealstead(List.of("-Djava.io.tmpdir=" + folder), arguments);
        if (!endpoint.toString().isEmpty()) {
            command.addAll(List.of(
                    "--endpoint",
                    endpoint.toString(),
                    "--data",
                    live.resolve("data").toString()));
        }
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment()
                .put("SEALSTEAD_ROOT_KEY_FILE", live.resolve("data.root-key").toString());
        return builder.redirectOutput(folder.resolve("command").toFile()).start();
    }

    private void carriedOut(Process process) throws IOException, InterruptedException {
        assertThat(process.waitFor())
                .as(Files.readString(folder.resolve("command")))
                .isZero();
    }

    private JsonNode ask(ChildServer server, String page) throws IOException {
        var root = new HeldRootKey(RootKeyFile.read(live.resolve("data.root-key"), Optional.empty()));
        var answer = Administration.ask(server.endpoint(), root, page, "");
        assertThat(answer.status()).as(answer.document().toString()).isEqualTo(200);
        return answer.document();
    }

    /// Asks until the answer is the one that is waited for.
    private JsonNode await(ChildServer server, String page, Predicate<JsonNode> wanted)
            throws IOException, InterruptedException {
        while (true) {
            var state = ask(server, page);
            if (wanted.test(state)) {
                return state;
            }
            Thread.sleep(20);
        }
    }

    private JsonNode ended(ChildServer server) throws IOException, InterruptedException {
        return await(server, "GET admin/backup", state -> !state.path("running").asBoolean());
    }

    private void prepare(S3Client s3) {
        for (var bucket : List.of("plain", "versioned")) {
            s3.createBucket(b -> b.bucket(bucket));
        }
        s3.putBucketVersioning(
                b -> b.bucket("versioned").versioningConfiguration(v -> v.status(BucketVersioningStatus.ENABLED)));
        directory = DirectoryBuckets.create(s3, "drill");
    }

    private Optional<Written> write(S3Client s3, How how, String key, Random random) {
        int size = how == How.PARTS
                ? PART + random.nextInt(1000)
                : List.of(300, 9_000, 60_000).get(random.nextInt(3));
        var written = new Written(how, key, "", size);
        var body = RequestBody.fromBytes(written.body());
        switch (how) {
            case SSE_S3 -> s3.putObject(b -> b.bucket("plain").key(key), body);
            case SSE_KMS -> s3.putObject(b -> b.bucket("plain").key(key).serverSideEncryption("aws:kms"), body);
            case BUCKET_KEY ->
                s3.putObject(
                        b -> b.bucket("plain")
                                .key(key)
                                .serverSideEncryption("aws:kms")
                                .bucketKeyEnabled(true),
                        body);
            case DSSE -> s3.putObject(b -> b.bucket("plain").key(key).serverSideEncryption("aws:kms:dsse"), body);
            case SSE_C ->
                s3.putObject(
                        b -> b.bucket("plain")
                                .key(key)
                                .sseCustomerAlgorithm("AES256")
                                .sseCustomerKey(CUSTOMER_KEY)
                                .sseCustomerKeyMD5(md5()),
                        body);
            case PARTS -> {
                var upload = s3.createMultipartUpload(b -> b.bucket("plain").key(key))
                        .uploadId();
                var etag = s3.uploadPart(
                                b -> b.bucket("plain").key(key).uploadId(upload).partNumber(1), body)
                        .eTag();
                s3.completeMultipartUpload(b -> b.bucket("plain")
                        .key(key)
                        .uploadId(upload)
                        .multipartUpload(m -> m.parts(p -> p.partNumber(1).eTag(etag))));
            }
            case VERSION -> {
                var version = s3.putObject(b -> b.bucket("versioned").key("one"), body)
                        .versionId();
                return Optional.of(new Written(how, key, version, size));
            }
            case DIRECTORY -> s3.putObject(b -> b.bucket(directory).key(key), body);
            case DELETED -> {
                s3.putObject(b -> b.bucket("plain").key(key), body);
                s3.deleteObject(b -> b.bucket("plain").key(key));
            }
        }
        return Optional.of(written);
    }

    private static String md5() {
        try {
            return Base64.getEncoder()
                    .encodeToString(
                            java.security.MessageDigest.getInstance("MD5").digest(new byte[32]));
        } catch (java.security.NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private void verify(S3Client s3, Map<String, Written> expected) {
        for (var written : expected.values()) {
            var get = GetObjectRequest.builder()
                    .bucket(
                            switch (written.how()) {
                                case VERSION -> "versioned";
                                case DIRECTORY -> directory;
                                default -> "plain";
                            })
                    .key(written.how() == How.VERSION ? "one" : written.key());
            if (written.how() == How.VERSION) {
                get.versionId(written.version());
            }
            if (written.how() == How.SSE_C) {
                get.sseCustomerAlgorithm("AES256").sseCustomerKey(CUSTOMER_KEY).sseCustomerKeyMD5(md5());
            }
            if (written.how() == How.DELETED) {
                assertThat(isThere(s3, get.build())).as(written.toString()).isFalse();
            } else {
                assertThat(s3.getObjectAsBytes(get.build()).asByteArray())
                        .as(written.how() + " " + written.key())
                        .isEqualTo(written.body());
            }
        }
    }

    /// Whether a backup is under way, or was since.
    private static boolean isAnother(JsonNode state, String before) {
        return !state.path("point").path("id").asText().equals(before)
                && state.path("copied").asLong() > 0;
    }

    private static boolean isThere(S3Client s3, GetObjectRequest get) {
        try {
            s3.getObjectAsBytes(get);
            return true;
        } catch (NoSuchKeyException gone) {
            return false;
        }
    }

    /// Clients that write until they are told to stop, or the server is gone.
    private final class Load {
        private final AtomicBoolean stop = new AtomicBoolean();
        private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        private final List<Thread> threads = new ArrayList<>();

        Load(S3Client s3, String name, long seed) {
            for (int w = 0; w < 3; w++) {
                var random = new Random(seed + w);
                var prefix = name + "-" + w + "-";
                threads.add(Thread.ofPlatform().start(() -> run(s3, prefix, random)));
            }
        }

        private void run(S3Client s3, String prefix, Random random) {
            try {
                for (int i = 0; !stop.get(); i++) {
                    var how = HOWS.get(random.nextInt(HOWS.size()));
                    if (how == How.PARTS && random.nextInt(8) != 0) {
                        continue;
                    }
                    var key = prefix + i;
                    write(s3, how, key, random).ifPresent(written -> acknowledged.put(key, written));
                }
            } catch (SdkException gone) {
                failure.set(gone);
            }
        }

        void awaitMore(int count) {
            int enough = acknowledged.size() + count;
            while (acknowledged.size() < enough && failure.get() == null) {
                Thread.onSpinWait();
            }
        }

        void end() throws InterruptedException {
            stop.set(true);
            for (var thread : threads) {
                thread.join();
            }
        }
    }

    private void restored(String name, Map<String, Written> expected, String... more) throws Exception {
        var at = Files.createDirectories(folder.resolve(name));
        var arguments = new ArrayList<String>(List.of(
                "restore",
                "--from",
                backups.toString(),
                "--to",
                at.resolve("data").toString()));
        arguments.addAll(List.of(more));
        carriedOut(command(URI.create(""), arguments.toArray(String[]::new)));
        try (var server = server(at);
                var s3 = ChildServer.s3(server.endpoint())) {
            verify(s3, expected);
            ask(server, "POST admin/scrub?kms=true");
            var scrub = await(
                    server, "GET admin/scrub", state -> !state.path("running").asBoolean());
            // Blobs of writes that were under way are nobody's; nothing else is found.
            for (var finding : scrub.path("report").path("findings")) {
                assertThat(finding.path("kind").asText()).as(finding.toString()).isEqualTo("unowned");
            }
            assertThat(scrub.path("report").path("objects").asLong()).isPositive();
        }
    }

    @Test
    void what_was_acknowledged_before_a_backup_began_is_in_it_whatever_is_killed() throws Exception {
        long seed = Long.getLong("sealstead.seed", System.nanoTime());
        System.out.println("BackupDrillTest: -Dsealstead.seed=" + seed);
        Map<String, Written> first;
        Map<String, Written> second;
        String id;
        try (var server = server(live);
                var s3 = ChildServer.s3(server.endpoint())) {
            prepare(s3);
            var load = new Load(s3, "a", seed);
            load.awaitMore(90);
            first = Map.copyOf(acknowledged);
            carriedOut(command(server.endpoint(), "backup", "--to", backups.toString()));
            var firstId = ended(server).path("point").path("id").asText();

            // The command is killed in the middle, and the server goes on.
            load.awaitMore(40);
            second = Map.copyOf(acknowledged);
            var killed = command(server.endpoint(), "backup", "--to", backups.toString(), "--rate", "8000000");
            await(server, "GET admin/backup", now -> isAnother(now, firstId));
            killed.destroyForcibly().waitFor();
            var state = ended(server);
            assertThat(state.path("failure").asText()).isEmpty();
            assertThat(state.path("point").path("id").asText()).isNotEqualTo(firstId);
            assertThat(state.path("point").path("copiedBytes").asLong())
                    .isLessThan(state.path("point").path("bytes").asLong());

            // The server is killed in the middle.
            load.awaitMore(20);
            ask(server, "POST admin/backup?rate=300000&to=" + backups);
            var middle =
                    await(server, "GET admin/backup", now -> now.path("copied").asLong() > 0);
            assertThat(middle.path("running").asBoolean()).isTrue();
            server.kill();
            load.end();
            id = firstId;
        }
        try (var points = Files.list(backups.resolve("points"))) {
            assertThat(points).hasSize(2);
        }
        restored("second", second);
        restored("first", first, "--to-point", id);

        // And then it goes on, on what it was killed on.
        Map<String, Written> third;
        try (var server = server(live);
                var s3 = ChildServer.s3(server.endpoint())) {
            assertThat(Files.exists(live.resolve("data/checkpoint"))).isFalse();
            var load = new Load(s3, "b", seed + 100);
            load.awaitMore(40);
            third = Map.copyOf(acknowledged);
            carriedOut(command(server.endpoint(), "backup", "--to", backups.toString()));
            load.end();
        }
        carriedOut(command(URI.create(""), "backup", "prune", "--from", backups.toString(), "--keep", "1"));
        restored("third", third);
        System.out.println("BackupDrillTest: " + first.size() + ", " + second.size() + ", " + third.size()
                + " writes acknowledged before each backup, all there");
    }
}
