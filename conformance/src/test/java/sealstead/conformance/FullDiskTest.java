package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.IamException;
import software.amazon.awssdk.services.iam.model.StatusType;
import software.amazon.awssdk.services.kms.model.GrantOperation;
import software.amazon.awssdk.services.kms.model.KmsException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// A real small disk (tmpfs; left out by name where none can be mounted), filled by clients and then, to the
/// last byte and inode, by somebody else.
@SuppressWarnings("NullAway.Init")
@Tag("drill")
final class FullDiskTest {
    private static final String BUCKET = "full";

    @TempDir
    private Path folder;

    private Path disk;
    private Path data;
    private ChildServer server;
    private S3Client s3;

    @BeforeEach
    void mount() throws Exception {
        disk = Files.createDirectory(folder.resolve("disk"));
    }

    private void start(String size) throws Exception {
        boolean mounted = run("mount", "-t", "tmpfs", "-o", size, "sealstead-test", disk.toString());
        assumeTrue(mounted, "left out: no tmpfs can be mounted here");
        data = disk.resolve("data");
        open();
        s3.createBucket(b -> b.bucket(BUCKET));
    }

    private void open() throws IOException {
        server = new ChildServer(disk, Map.of(), "-Djava.io.tmpdir=" + folder);
        s3 = S3Client.builder()
                .endpointOverride(server.endpoint())
                .region(Region.of(LocalServer.REGION))
                .credentialsProvider(LocalServer.credentials())
                .overrideConfiguration(c -> c.retryStrategy(r -> r.maxAttempts(1)))
                .build();
    }

    @AfterEach
    void unmount() throws Exception {
        if (server != null) {
            s3.close();
            server.close();
        }
        run("umount", disk.toString());
    }

    private static boolean run(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
        } catch (IOException missing) {
            return false;
        }
    }

    @Test
    void a_full_disk_refuses_what_brings_data_and_nothing_else() throws Exception {
        start("size=256m");
        var upload =
                s3.createMultipartUpload(b -> b.bucket(BUCKET).key("parts")).uploadId();
        s3.uploadPart(
                b -> b.bucket(BUCKET).key("parts").uploadId(upload).partNumber(1),
                RequestBody.fromBytes(new byte[5 << 20]));
        var acknowledged = fill(new int[] {30_000, 1 << 20, 100_000});
        assertThat(acknowledged).hasSizeGreaterThan(20);
        isRefused(() -> put("one", 1));
        isRefused(() -> s3.copyObject(b -> b.sourceBucket(BUCKET)
                .sourceKey(acknowledged.firstKey())
                .destinationBucket(BUCKET)
                .destinationKey("copy")));
        isRefused(() -> s3.uploadPart(
                b -> b.bucket(BUCKET).key("parts").uploadId(upload).partNumber(2), RequestBody.fromString("x")));
        isRefused(() -> s3.createMultipartUpload(b -> b.bucket(BUCKET).key("other")));
        var ready = ready();
        assertThat(ready.statusCode()).isEqualTo(503);
        assertThat(ready.body()).contains("\"part\":\"disk\"").contains("nearly full");

        // Somebody else takes the rest, to the last byte.
        fillToTheLastByte(disk.resolve("foreign"));
        for (int i = 0; i < 5; i++) {
            delete(acknowledged);
        }
        s3.abortMultipartUpload(b -> b.bucket(BUCKET).key("parts").uploadId(upload));
        isRefused(() -> put("one", 1));
        allThere(acknowledged);

        // A start on the full disk.
        fillToTheLastByte(disk.resolve("foreign2"));
        server.kill();
        s3.close();
        open();
        allThere(acknowledged);
        delete(acknowledged);
        isRefused(() -> put("one", 1));

        // What was deleted goes when it is asked for, and then there is room again: no restart, no foreign file
        // removed.
        Files.delete(disk.resolve("foreign2"));
        while (acknowledged.size() > 6) {
            delete(acknowledged);
        }
        long before = disk.toFile().getUsableSpace();
        assertThat(sealstead("garbage", "--now").text()).startsWith("blobs deleted: ");
        assertThat(disk.toFile().getUsableSpace()).isGreaterThan(before + (20 << 20));
        Files.delete(disk.resolve("foreign"));
        waitUntilReady();
        put("one", 1 << 20);
        allThere(acknowledged);
        server.kill();
        s3.close();
        open();
        allThere(acknowledged);
    }

    @Test
    void what_grows_asks_for_room_and_what_frees_or_protects_does_not() throws Exception {
        start("size=256m");
        try (var kms = ChildServer.kms(server.endpoint());
                var iam = iam()) {
            var key = kms.createKey().keyMetadata().keyId();
            var grant = kms.createGrant(b -> b.keyId(key)
                            .granteePrincipal("arn:aws:iam::" + LocalServer.ACCOUNT + ":root")
                            .operations(GrantOperation.DECRYPT))
                    .grantId();
            iam.createUser(b -> b.userName("kept-out"));
            var secret = iam.createAccessKey(b -> b.userName("kept-out")).accessKey();
            fill(new int[] {1 << 20});
            var tags = new ArrayList<software.amazon.awssdk.services.s3.model.Tag>();
            for (int i = 0; i < 40; i++) {
                tags.add(software.amazon.awssdk.services.s3.model.Tag.builder()
                        .key("k" + i)
                        .value("v".repeat(200))
                        .build());
            }
            isRefused(() -> s3.putBucketTagging(b -> b.bucket(BUCKET).tagging(t -> t.tagSet(tags))));
            isRefused(() -> s3.createBucket(b -> b.bucket("another")));
            assertThatThrownBy(kms::createKey)
                    .isInstanceOfSatisfying(
                            KmsException.class, e -> assertThat(e.statusCode()).isEqualTo(503));
            assertThatThrownBy(() -> iam.createUser(b -> b.userName("another")))
                    .isInstanceOfSatisfying(
                            IamException.class, e -> assertThat(e.statusCode()).isEqualTo(503));
            s3.putPublicAccessBlock(b -> b.bucket(BUCKET).publicAccessBlockConfiguration(c -> c.blockPublicAcls(true)));
            iam.updateAccessKey(b ->
                    b.userName("kept-out").accessKeyId(secret.accessKeyId()).status(StatusType.INACTIVE));
            iam.putUserPolicy(b -> b.userName("kept-out")
                    .policyName("nothing")
                    .policyDocument(IamWorld.allow("s3:GetObject", "*").replace("Allow", "Deny")));
            iam.deleteAccessKey(b -> b.userName("kept-out").accessKeyId(secret.accessKeyId()));
            kms.revokeGrant(b -> b.keyId(key).grantId(grant));
            kms.disableKey(b -> b.keyId(key));
            kms.scheduleKeyDeletion(b -> b.keyId(key));
        }
    }

    @Test
    void who_takes_all_that_is_given_up_stops_neither_the_records_nor_a_start() throws Exception {
        start("size=256m");
        var acknowledged = fill(new int[] {30_000});
        // Whatever a running store gives up is taken by somebody else.
        var reserve = data.resolve("reserve").toFile();
        int files = 0;
        while (isDeleted(acknowledged) && Objects.requireNonNull(reserve.list()).length > 8) {
            fillToTheLastByte(disk.resolve("foreign" + files));
            files++;
        }
        var limit = Instant.now().plus(Duration.ofMinutes(1));
        while (!isDeleted(acknowledged)) {
            assertThat(Instant.now()).as(ready().body()).isBefore(limit);
            Thread.sleep(100);
        }
        allThere(acknowledged);

        // And again and again; what a start needs is kept.
        for (int i = 0; i < 12; i++) {
            fillToTheLastByte(disk.resolve("foreign" + files));
            files++;
            isDeleted(acknowledged); // wakes whoever looks for room
            Thread.sleep(600); // it looks each half second
        }
        assertThat(Objects.requireNonNull(reserve.list())).hasSizeBetween(4, 8);
        server.kill();
        s3.close();
        fillToTheLastByte(disk.resolve("foreign" + files));
        open();
        allThere(acknowledged);
        delete(acknowledged);
    }

    private IamClient iam() {
        return IamClient.builder()
                .endpointOverride(server.endpoint())
                .region(Region.AWS_GLOBAL)
                .credentialsProvider(LocalServer.credentials())
                .overrideConfiguration(c -> c.retryStrategy(r -> r.maxAttempts(1)))
                .build();
    }

    /// Whether the last of them could be deleted; whoever is refused finds it still there, or not.
    private boolean isDeleted(NavigableMap<String, Integer> acknowledged) {
        var key = acknowledged.pollLastEntry().getKey();
        try {
            s3.deleteObject(b -> b.bucket(BUCKET).key(key));
            return true;
        } catch (S3Exception refused) {
            assertThat(refused.statusCode()).isEqualTo(503);
            return false;
        }
    }

    @Test
    void a_disk_without_inodes_is_told_as_a_full_one() throws Exception {
        start("size=512m,nr_inodes=1500");
        var acknowledged = fill(new int[] {50_000});
        assertThat(ready().body()).contains("inode");
        for (int i = 0; i < 20; i++) {
            delete(acknowledged);
        }
        var foreign = Files.createDirectory(disk.resolve("foreign"));
        int made = 0;
        try {
            while (made < 2000) {
                Files.createFile(foreign.resolve("" + made));
                made++;
            }
            throw new AssertionError("the disk was never full");
        } catch (IOException none) {
            assertThat(made).isPositive();
        }
        delete(acknowledged);
        allThere(acknowledged);
        try (var files = Files.list(foreign)) {
            for (var file : files.toList()) {
                Files.delete(file);
            }
        }
        while (acknowledged.size() > 100) {
            delete(acknowledged);
        }
        sealstead("garbage", "--now");
        waitUntilReady();
        put("after", 50_000);
    }

    private interface Refused {
        Object call();
    }

    private static void isRefused(Refused refused) {
        assertThatThrownBy(refused::call).isInstanceOfSatisfying(S3Exception.class, e -> {
            assertThat(e.statusCode()).isEqualTo(503);
            assertThat(e.awsErrorDetails().errorCode()).isEqualTo("ServiceUnavailable");
            assertThat(e.awsErrorDetails().errorMessage()).contains("not enough free space");
            assertThat(e.awsErrorDetails().sdkHttpResponse().firstMatchingHeader("retry-after"))
                    .contains("10");
        });
    }

    private Object put(String key, int size) {
        return s3.putObject(b -> b.bucket(BUCKET).key(key), RequestBody.fromBytes(new byte[size]));
    }

    private NavigableMap<String, Integer> fill(int[] sizes) {
        var acknowledged = new TreeMap<String, Integer>();
        boolean small = false;
        for (int i = 0; i < 20_000; i++) {
            var key = "k%05d".formatted(i);
            int size = small ? 1_000 : sizes[i % sizes.length];
            try {
                put(key, size);
                acknowledged.put(key, size);
            } catch (S3Exception full) {
                assertThat(full.statusCode()).isEqualTo(503);
                assertThat(full.awsErrorDetails().errorMessage()).contains("not enough free space");
                if (small) {
                    return acknowledged;
                }
                small = true; // what is smaller may still fit
            }
        }
        throw new AssertionError("the disk was never full");
    }

    private void delete(NavigableMap<String, Integer> acknowledged) {
        var key = acknowledged.pollLastEntry().getKey();
        s3.deleteObject(b -> b.bucket(BUCKET).key(key));
    }

    private void allThere(Map<String, Integer> acknowledged) {
        var listed = new ArrayList<String>();
        s3.listObjectsV2Paginator(b -> b.bucket(BUCKET)).contents().forEach(object -> listed.add(object.key()));
        assertThat(listed).containsAll(acknowledged.keySet());
        for (var key : List.copyOf(acknowledged.keySet()).subList(0, Math.min(10, acknowledged.size()))) {
            assertThat(s3.getObjectAsBytes(b -> b.bucket(BUCKET).key(key)).asByteArray())
                    .hasSize(Objects.requireNonNull(acknowledged.get(key)));
        }
    }

    private static void fillToTheLastByte(Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            var piece = new byte[4096];
            while (true) {
                out.write(piece);
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("No space left");
        }
    }

    private Shell.Ended sealstead(String... arguments) throws IOException, InterruptedException {
        var command = Program.sealstead(arguments);
        command.addAll(List.of(
                "--data", data.toString(), "--endpoint", server.endpoint().toString()));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(text).isZero();
        return new Shell.Ended(0, text);
    }

    private HttpResponse<String> ready() throws IOException, InterruptedException {
        try (var http = HttpClient.newHttpClient()) {
            return http.send(
                    HttpRequest.newBuilder(URI.create(server.endpoint() + "/_sealstead/health/ready"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    private void waitUntilReady() throws IOException, InterruptedException {
        var limit = Instant.now().plus(Duration.ofMinutes(1));
        while (ready().statusCode() != 200) {
            assertThat(Instant.now()).as(ready().body()).isBefore(limit);
            Thread.sleep(100);
        }
    }
}
