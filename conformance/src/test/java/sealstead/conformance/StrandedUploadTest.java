package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import sealstead.custody.SealedStore;
import sealstead.s3.object.Upload;
import sealstead.s3.object.Uploads;
import sealstead.server.Config;
import sealstead.server.RootKeys;
import sealstead.server.Setting;
import sealstead.store.Bytes;
import sealstead.store.Intents;
import sealstead.store.local.DataFolder;
import sealstead.time.WitnessedTime;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ExpirationStatus;
import software.amazon.awssdk.services.s3.model.NoSuchUploadException;

/// An upload that a kill left between the commits of its completion is an upload in progress as any other.
@Overlay.Never
@SuppressWarnings({"NullAway.Init", "unchecked"})
@Tag("drill")
final class StrandedUploadTest {
    private static final byte[] FIRST = new byte[5 * 1024 * 1024];
    private static final byte[] SECOND = {1, 2, 3};

    @Server(@Server.With(setting = Setting.MAINTENANCE_EVERY, value = "PT24H"))
    private LocalServer server;

    private S3Client s3;
    private String id;
    private String etag;

    @BeforeEach
    void start() throws IOException {
        s3 = server.s3();
        s3.createBucket(b -> b.bucket("stranded"));
        id = s3.createMultipartUpload(b -> b.bucket("stranded").key("k")).uploadId();
        etag = s3.uploadPart(
                        b -> b.bucket("stranded").key("k").uploadId(id).partNumber(1), RequestBody.fromBytes(FIRST))
                .eTag();
        strand();
    }

    @AfterEach
    void stop() throws IOException {
        s3.close();
    }

    /// What the first commit of a Complete leaves, and nothing after it.
    private void strand() throws IOException {
        s3.close();
        server.stop();
        var random = new SecureRandom();
        var config = Config.load(Map.of(Setting.DATA, server.dataFolder().toString()), Map.of());
        try (var data = DataFolder.open(server.dataFolder(), random)) {
            var records = new SealedStore(data.records(), RootKeys.read(config), random);
            var clock = Clock.systemUTC();
            var time = new WitnessedTime(clock, System::nanoTime, WitnessedTime.Limits.DEFAULT, Optional.empty());
            var graces = new Intents.Graces(Duration.ofHours(24), Duration.ofMinutes(1));
            var intents = new Intents(data.records(), clock, clock, graces);
            var uploads = new Uploads(records, intents, random, time);
            var bucketId = bucketId(records);
            var found = uploads.withParts(bucketId, "k", id);
            var decided = new Upload.Completion(List.of(1), "0123-1", Optional.empty(), Optional.empty(), "");
            assertThat(uploads.fix(found, decided)).isTrue();
        }
        server.start();
        s3 = server.s3();
    }

    /// Groups of uploads begin with the bucket's id.
    private static String bucketId(SealedStore records) throws IOException {
        return records.first(new sealstead.store.Table("upload"), Bytes.EMPTY)
                .group()
                .orElseThrow()
                .slice(0, 8)
                .toString();
    }

    @Test
    void it_shows_its_parts_and_takes_more() {
        assertThat(s3.listMultipartUploads(b -> b.bucket("stranded")).uploads()).hasSize(1);
        assertThat(s3.listParts(b -> b.bucket("stranded").key("k").uploadId(id)).parts())
                .hasSize(1);
        var second = s3.uploadPart(
                        b -> b.bucket("stranded").key("k").uploadId(id).partNumber(2), RequestBody.fromBytes(SECOND))
                .eTag();
        s3.completeMultipartUpload(b -> b.bucket("stranded")
                .key("k")
                .uploadId(id)
                .multipartUpload(m -> m.parts(
                        p -> p.partNumber(1).eTag(etag), p -> p.partNumber(2).eTag(second))));
        assertThat(s3.headObject(b -> b.bucket("stranded").key("k")).contentLength())
                .isEqualTo(FIRST.length + SECOND.length);
    }

    @Test
    void it_can_be_completed() {
        s3.completeMultipartUpload(b -> b.bucket("stranded")
                .key("k")
                .uploadId(id)
                .multipartUpload(m -> m.parts(p -> p.partNumber(1).eTag(etag))));
        assertThat(s3.getObjectAsBytes(b -> b.bucket("stranded").key("k")).asByteArray())
                .isEqualTo(FIRST);
    }

    @Test
    void it_can_be_aborted() {
        s3.abortMultipartUpload(b -> b.bucket("stranded").key("k").uploadId(id));
        assertThatThrownBy(() -> s3.listParts(b -> b.bucket("stranded").key("k").uploadId(id)))
                .isInstanceOf(NoSuchUploadException.class);
    }

    @Test
    void lifecycle_removes_it_as_incomplete() throws IOException {
        s3.putBucketLifecycleConfiguration(b -> b.bucket("stranded")
                .lifecycleConfiguration(c -> c.rules(r -> r.id("all")
                        .status(ExpirationStatus.ENABLED)
                        .filter(f -> f.prefix(""))
                        .abortIncompleteMultipartUpload(a -> a.daysAfterInitiation(1)))));
        server.clock().move(Duration.ofDays(3));
        server.server().maintainNow();
        server.clock().move(Duration.ofDays(-3));
        assertThat(s3.listMultipartUploads(b -> b.bucket("stranded")).uploads()).isEmpty();
    }
}
