package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// One write or sync that the disk refuses ends neither the server nor, for longer than it lasts, writing; what was
/// acknowledged is there, and `health/ready` tells the truth meanwhile.
@SuppressWarnings("NullAway.Init")
@Tag("drill")
final class FailedSyncTest {
    private static final String BUCKET = "sync";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"SYNC, 1, 5", "WRITE, 1, 5", "WRITE, 1, 28", "SYNC, 16, 5", "WRITE, 16, 5"})
    void one_failure_of_the_log_or_the_mark_ends_no_writing(FaultyDisk.Call call, int which, int errno)
            throws Exception {
        var disk = new FaultyDisk(folder);
        try (var server = new ChildServer(folder, disk.environment());
                var s3 = ChildServer.s3WithoutRetries(server.endpoint())) {
            s3.createBucket(b -> b.bucket(BUCKET));
            put(s3, "before");
            disk.fail(call, 1, which, errno);
            boolean answered = true;
            try {
                put(s3, "during");
            } catch (S3Exception refused) {
                answered = false;
                assertThat(refused.statusCode()).isEqualTo(503);
                assertThat(refused.awsErrorDetails().errorCode()).isEqualTo("ServiceUnavailable");
                assertThat(refused.awsErrorDetails().sdkHttpResponse().firstMatchingHeader("retry-after"))
                        .contains("1");
            }
            // The mark is synced in the background, where a failure is tried again and nobody's request.
            assertThat(answered).isEqualTo(call == FaultyDisk.Call.SYNC && which == FaultyDisk.MARK);
            waitUntilReady(server.endpoint());
            while (disk.failed(call) == 0) {
                Thread.sleep(20);
            }
            put(s3, "after");
            assertThat(exists(s3, "before")).isTrue();
            s3.deleteObject(b -> b.bucket(BUCKET).key("before"));
            server.kill();
        }
        try (var server = new ChildServer(folder);
                var s3 = ChildServer.s3WithoutRetries(server.endpoint())) {
            assertThat(exists(s3, "before")).isFalse();
            assertThat(exists(s3, "after")).isTrue();
        }
    }

    @Test
    void while_the_log_cannot_be_synced_writes_answer_503_at_once_and_reads_go_on() throws Exception {
        var disk = new FaultyDisk(folder);
        var acknowledged = new TreeMap<String, Boolean>();
        try (var server = new ChildServer(folder, disk.environment());
                var s3 = ChildServer.s3WithoutRetries(server.endpoint());
                var kms = kms(server.endpoint())) {
            s3.createBucket(b -> b.bucket(BUCKET));
            for (int round = 0; round < 4; round++) {
                put(s3, "k" + round);
                acknowledged.put("k" + round, true);
                disk.fail(FaultyDisk.Call.SYNC, -1, FaultyDisk.LOG, 0);
                int number = round;
                assertThatThrownBy(() -> put(s3, "lost" + number))
                        .isInstanceOfSatisfying(
                                S3Exception.class,
                                e -> assertThat(e.statusCode()).isEqualTo(503));
                assertThatThrownBy(() -> s3.deleteObject(b -> b.bucket(BUCKET).key("k0")))
                        .isInstanceOfSatisfying(
                                S3Exception.class,
                                e -> assertThat(e.statusCode()).isEqualTo(503));
                assertThatThrownBy(kms::createKey)
                        .isInstanceOfSatisfying(
                                software.amazon.awssdk.services.kms.model.KmsException.class,
                                e -> assertThat(e.statusCode()).isEqualTo(503));
                var ready = ready(server.endpoint());
                assertThat(ready.statusCode()).isEqualTo(503);
                assertThat(ready.body()).contains("\"part\":\"store\"").contains("writes are refused");
                for (var key : acknowledged.keySet()) {
                    assertThat(exists(s3, key)).isTrue();
                }
                disk.mend();
                waitUntilReady(server.endpoint());
            }
            put(s3, "last");
            server.kill();
        }
        try (var server = new ChildServer(folder);
                var s3 = ChildServer.s3WithoutRetries(server.endpoint())) {
            for (var key : acknowledged.keySet()) {
                assertThat(exists(s3, key)).isTrue();
            }
            assertThat(exists(s3, "last")).isTrue();
        }
    }

    private static void put(S3Client s3, String key) {
        s3.putObject(b -> b.bucket(BUCKET).key(key), RequestBody.fromString(key));
    }

    private static boolean exists(S3Client s3, String key) {
        try {
            var body = s3.getObjectAsBytes(b -> b.bucket(BUCKET).key(key)).asUtf8String();
            assertThat(body).isEqualTo(key);
            return true;
        } catch (software.amazon.awssdk.services.s3.model.NoSuchKeyException absent) {
            return false;
        }
    }

    private static HttpResponse<String> ready(URI endpoint) throws IOException, InterruptedException {
        try (var http = HttpClient.newHttpClient()) {
            return http.send(
                    HttpRequest.newBuilder(endpoint.resolve("/_sealstead/health/ready"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    private static void waitUntilReady(URI endpoint) throws IOException, InterruptedException {
        var limit = Instant.now().plus(Duration.ofMinutes(1));
        while (ready(endpoint).statusCode() != 200) {
            assertThat(Instant.now()).as("ready again").isBefore(limit);
            Thread.sleep(50);
        }
    }

    private static KmsClient kms(URI endpoint) {
        return KmsClient.builder()
                .endpointOverride(endpoint)
                .region(Region.of(LocalServer.REGION))
                .credentialsProvider(LocalServer.credentials())
                .overrideConfiguration(c -> c.retryStrategy(r -> r.maxAttempts(1)))
                .build();
    }
}
