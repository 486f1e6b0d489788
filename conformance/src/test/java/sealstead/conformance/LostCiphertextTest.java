package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import sealstead.server.Setting;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// What is lost is called lost, not busy: a client that retries for ever helps nobody, and the log names the object.
@Overlay.Never
@SuppressWarnings({"NullAway.Init", "unchecked"})
@Tag("drill")
final class LostCiphertextTest {
    private static final byte[] BODY = new byte[100_000];

    private final List<String> logged = new CopyOnWriteArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            logged.add(entry.getMessage() + " " + entry.getThrown());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @Server(@Server.With(setting = Setting.MAINTENANCE_EVERY, value = "PT24H"))
    private LocalServer server;

    private S3Client s3;

    @BeforeEach
    void start() {
        Logger.getLogger("").addHandler(handler);
        s3 = S3Client.builder()
                .endpointOverride(server.endpoint())
                .region(software.amazon.awssdk.regions.Region.of(LocalServer.REGION))
                .credentialsProvider(LocalServer.credentials())
                .overrideConfiguration(c -> c.retryStrategy(DefaultRetryStrategy.doNotRetry()))
                .build();
        s3.createBucket(b -> b.bucket("lost"));
    }

    @AfterEach
    void stop() throws IOException {
        Logger.getLogger("").removeHandler(handler);
        s3.close();
    }

    private List<Path> blobs() throws IOException {
        try (var walk = Files.walk(server.dataFolder().resolve("blobs"))) {
            return walk.filter(Files::isRegularFile).toList();
        }
    }

    private void loseBlobs() throws IOException {
        for (var blob : blobs()) {
            Files.delete(blob);
        }
    }

    private void checkLost(String what, Runnable request) {
        assertThatThrownBy(request::run).isInstanceOfSatisfying(S3Exception.class, failed -> {
            assertThat(failed.statusCode()).isEqualTo(500);
            assertThat(failed.awsErrorDetails().errorCode()).isEqualTo("InternalError");
        });
        assertThat(logged).anySatisfy(line -> assertThat(line).contains(what).contains("is lost"));
    }

    @Test
    void an_object_whose_blob_is_gone_is_lost() throws IOException {
        s3.putObject(b -> b.bucket("lost").key("k"), RequestBody.fromBytes(BODY));
        var blob = blobs().getFirst().getFileName().toString();
        loseBlobs();
        checkLost(
                "lost/k version null",
                () -> s3.getObjectAsBytes(b -> b.bucket("lost").key("k")));
        assertThat(logged).anySatisfy(line -> assertThat(line).contains("no blob " + blob));
    }

    @Test
    void a_copy_of_what_is_lost_says_so() throws IOException {
        s3.putObject(b -> b.bucket("lost").key("k"), RequestBody.fromBytes(BODY));
        loseBlobs();
        checkLost(
                "lost/k",
                () -> s3.copyObject(b -> b.sourceBucket("lost")
                        .sourceKey("k")
                        .destinationBucket("lost")
                        .destinationKey("copy")));
        logged.clear();
        var id = s3.createMultipartUpload(b -> b.bucket("lost").key("part")).uploadId();
        checkLost(
                "lost/k",
                () -> s3.uploadPartCopy(b -> b.sourceBucket("lost")
                        .sourceKey("k")
                        .destinationBucket("lost")
                        .destinationKey("part")
                        .uploadId(id)
                        .partNumber(1)));
    }

    @Test
    void a_completion_looks_whether_its_parts_are_there() throws IOException {
        var id = s3.createMultipartUpload(b -> b.bucket("lost").key("k")).uploadId();
        var etag = s3.uploadPart(b -> b.bucket("lost").key("k").uploadId(id).partNumber(1), RequestBody.fromBytes(BODY))
                .eTag();
        loseBlobs();
        checkLost(
                "lost/k upload " + id + " part 1",
                () -> s3.completeMultipartUpload(b -> b.bucket("lost")
                        .key("k")
                        .uploadId(id)
                        .multipartUpload(m -> m.parts(p -> p.partNumber(1).eTag(etag)))));
        var again = s3.uploadPart(
                        b -> b.bucket("lost").key("k").uploadId(id).partNumber(1), RequestBody.fromBytes(BODY))
                .eTag();
        s3.completeMultipartUpload(b -> b.bucket("lost")
                .key("k")
                .uploadId(id)
                .multipartUpload(m -> m.parts(p -> p.partNumber(1).eTag(again))));
        assertThat(s3.getObjectAsBytes(b -> b.bucket("lost").key("k")).asByteArray())
                .isEqualTo(BODY);
    }
}
