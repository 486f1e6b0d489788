package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import sealstead.server.Setting;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// A server that loses patience after a millisecond: copies and completions answer at once, with white space until they
/// are done, and clients never notice.
@Overlay.Defaults
@SuppressWarnings({"NullAway.Init", "unchecked"})
final class LongAnswersTest {
    private static final byte[] BODY = new byte[64 * 1024 * 1024];
    private static final String DECLARATION = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

    @Server(@Server.With(setting = Setting.LONG_ANSWER_AFTER, value = "PT0.001S"))
    private static LocalServer server;

    @Client
    private static S3Client s3;

    @BeforeAll
    static void start() {
        new Random(1).nextBytes(BODY);
        s3.createBucket(b -> b.bucket("long"));
        s3.putObject(b -> b.bucket("long").key("source"), RequestBody.fromBytes(BODY));
    }

    private static Raw.Reply copy(String source, String target) throws IOException {
        return Raw.request(server.endpoint(), "PUT", "/long/" + target)
                .header("x-amz-copy-source", "/long/" + source)
                .sign()
                .send();
    }

    private static boolean isThere(String key) {
        return !s3.listObjectsV2(b -> b.bucket("long").prefix(key)).contents().isEmpty();
    }

    @Test
    void white_space_comes_before_the_result_of_a_long_copy() throws IOException {
        var reply = copy("source", "copied");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("transfer-encoding")).contains("chunked");
        assertThat(reply.header("x-amz-server-side-encryption")).isPresent();
        assertThat(reply.body()).startsWith(DECLARATION + " ");
        assertThat(reply.body().substring(DECLARATION.length()).stripLeading()).startsWith("<CopyObjectResult");
        var head = s3.headObject(b -> b.bucket("long").key("copied"));
        assertThat(reply.element("ETag").replace("&quot;", "\"")).isEqualTo(head.eTag());
    }

    @Test
    void a_copy_that_fails_in_the_middle_says_so_after_the_white_space() throws IOException {
        s3.putObject(b -> b.bucket("long").key("broken"), RequestBody.fromBytes(BODY));
        breakNewestBlob();
        var reply = copy("broken", "never-made");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body()).startsWith(DECLARATION + " ");
        assertThat(reply.code()).isEqualTo("InternalError");
        assertThat(isThere("never-made")).isFalse();
        assertThatThrownBy(() -> s3.copyObject(b -> b.sourceBucket("long")
                        .sourceKey("broken")
                        .destinationBucket("long")
                        .destinationKey("never-made")))
                .isInstanceOfSatisfying(
                        S3Exception.class,
                        e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("InternalError"));
        assertThat(isThere("never-made")).isFalse();
    }

    /// Turns a bit near the end of the ciphertext that was written last.
    private static void breakNewestBlob() throws IOException {
        Path newest;
        try (var files = Files.walk(server.dataFolder().resolve("blobs"))) {
            newest = files.filter(Files::isRegularFile)
                    .max(Comparator.comparingLong(file -> file.toFile().lastModified()))
                    .orElseThrow();
        }
        try (var file = new RandomAccessFile(newest.toFile(), "rw")) {
            file.seek(file.length() - 100);
            int old = file.read();
            file.seek(file.length() - 100);
            file.write(old ^ 1);
        }
    }

    @Test
    void an_upload_is_copied_completed_and_completed_again() {
        var id = s3.createMultipartUpload(b -> b.bucket("long").key("parts")).uploadId();
        var copied = s3.uploadPartCopy(b -> b.sourceBucket("long")
                        .sourceKey("source")
                        .destinationBucket("long")
                        .destinationKey("parts")
                        .uploadId(id)
                        .partNumber(1))
                .copyPartResult();
        var parts = List.of(
                CompletedPart.builder().partNumber(1).eTag(copied.eTag()).build());
        var first = complete(id, parts, "*");
        assertThat(complete(id, parts, null).eTag()).isEqualTo(first.eTag());
        assertThat(s3.getObjectAsBytes(b -> b.bucket("long").key("parts")).asByteArrayUnsafe())
                .isEqualTo(BODY);
    }

    private static software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse complete(
            String id, List<CompletedPart> parts, @org.jspecify.annotations.Nullable String ifNoneMatch) {
        return s3.completeMultipartUpload(b -> b.bucket("long")
                .key("parts")
                .uploadId(id)
                .ifNoneMatch(ifNoneMatch)
                .multipartUpload(u -> u.parts(parts)));
    }

    @Test
    void a_condition_that_fails_has_its_code_whenever_it_is_told() {
        var id = s3.createMultipartUpload(b -> b.bucket("long").key("source")).uploadId();
        var part = s3.uploadPart(
                b -> b.bucket("long").key("source").uploadId(id).partNumber(1), RequestBody.fromString("x"));
        assertThatThrownBy(() -> s3.completeMultipartUpload(b -> b.bucket("long")
                        .key("source")
                        .uploadId(id)
                        .ifNoneMatch("*")
                        .multipartUpload(u -> u.parts(p -> p.partNumber(1).eTag(part.eTag())))))
                .isInstanceOfSatisfying(
                        S3Exception.class,
                        e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("PreconditionFailed"));
        assertThat(s3.headObject(b -> b.bucket("long").key("source")).contentLength())
                .isEqualTo(BODY.length);
    }
}
