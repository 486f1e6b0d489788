package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static sealstead.conformance.Refusals.assertRefused;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sealstead.cli.AdminClient;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.MetricsConfiguration;
import software.amazon.awssdk.services.s3.model.MetricsFilter;
import software.amazon.awssdk.services.s3.model.Tag;

/// Metrics configurations of both kinds of buckets, and what they count.
@Inside("the server's administration")
@SuppressWarnings({"NullAway.Init", "unchecked"})
final class RequestMetricsTest {
    private static final String GENERAL = "counted";
    private static final String DIRECTORY = "counted--use1-az4--x-s3";

    @Server
    private LocalServer server;

    private S3Client s3;

    @BeforeEach
    void start() {
        s3 = DirectoryBuckets.client(server);
        s3.createBucket(b -> b.bucket(GENERAL));
        DirectoryBuckets.create(s3, "counted");
    }

    @AfterEach
    void stop() throws IOException {
        s3.close();
    }

    private void configure(String bucket, String id, Consumer<MetricsConfiguration.Builder> change) {
        s3.putBucketMetricsConfiguration(b -> b.bucket(bucket).id(id).metricsConfiguration(c -> {
            c.id(id);
            change.accept(c);
        }));
    }

    private void count(String bucket, String id) {
        configure(bucket, id, c -> {});
    }

    private void count(String bucket, String id, Consumer<MetricsFilter.Builder> filter) {
        configure(bucket, id, c -> c.filter(filter));
    }

    private void put(String bucket, String key, String body) {
        s3.putObject(b -> b.bucket(bucket).key(key), RequestBody.fromString(body));
    }

    private void get(String bucket, String key) {
        s3.getObjectAsBytes(b -> b.bucket(bucket).key(key));
    }

    private AdminClient.Answer page(String bucket) throws IOException {
        return Administration.ask(server, "GET admin/metrics/requests?bucket=" + bucket);
    }

    private JsonNode counts(String bucket) throws IOException {
        return page(bucket).document().path("configurations");
    }

    private long count(String bucket, String id, String metric) throws IOException {
        var value = counts(bucket).path(id).path(metric);
        assertThat(value.isNumber()).as(id + " " + metric).isTrue();
        return value.asLong();
    }

    /// What is counted when an answer was sent may be counted a moment after the client has it.
    private void assertBecomes(long expected, String bucket, String id, String metric) throws IOException {
        Eventually.holds(metric + " is " + expected, () -> count(bucket, id, metric) == expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {GENERAL, DIRECTORY})
    void configurations_read_back_until_they_are_deleted(String bucket) throws IOException {
        assertThat(s3.listBucketMetricsConfigurations(b -> b.bucket(bucket)).metricsConfigurationList())
                .isEmpty();
        count(bucket, "some", f -> f.prefix("a/ä & b"));
        count(bucket, "all");
        s3.close();
        server.restart();
        s3 = DirectoryBuckets.client(server);
        var some = s3.getBucketMetricsConfiguration(b -> b.bucket(bucket).id("some"))
                .metricsConfiguration();
        assertThat(some.id()).isEqualTo("some");
        assertThat(some.filter().prefix()).isEqualTo("a/ä & b");
        assertThat(s3.getBucketMetricsConfiguration(b -> b.bucket(bucket).id("all"))
                        .metricsConfiguration()
                        .filter())
                .isNull();
        var list = s3.listBucketMetricsConfigurations(b -> b.bucket(bucket));
        assertThat(list.isTruncated()).isFalse();
        assertThat(list.metricsConfigurationList())
                .extracting(MetricsConfiguration::id)
                .containsExactly("all", "some");

        count(bucket, "some", f -> f.prefix("b/"));
        assertThat(s3.getBucketMetricsConfiguration(b -> b.bucket(bucket).id("some"))
                        .metricsConfiguration()
                        .filter()
                        .prefix())
                .isEqualTo("b/");
        s3.deleteBucketMetricsConfiguration(b -> b.bucket(bucket).id("all"));
        assertRefused(
                404,
                "NoSuchConfiguration",
                () -> s3.getBucketMetricsConfiguration(b -> b.bucket(bucket).id("all")));
        assertRefused(
                404,
                "NoSuchConfiguration",
                () -> s3.deleteBucketMetricsConfiguration(b -> b.bucket(bucket).id("all")));
        assertThat(s3.listBucketMetricsConfigurations(b -> b.bucket(bucket)).metricsConfigurationList())
                .extracting(MetricsConfiguration::id)
                .containsExactly("some");
    }

    @ParameterizedTest
    @ValueSource(strings = {GENERAL, DIRECTORY})
    void a_page_has_a_hundred(String bucket) {
        for (int i = 100; i <= 200; i++) {
            count(bucket, "id" + i);
        }
        var first = s3.listBucketMetricsConfigurations(b -> b.bucket(bucket));
        assertThat(first.isTruncated()).isTrue();
        assertThat(first.metricsConfigurationList())
                .hasSize(100)
                .extracting(MetricsConfiguration::id)
                .startsWith("id100")
                .endsWith("id199");
        assertThat(first.nextContinuationToken()).doesNotContain("id199");
        var second = s3.listBucketMetricsConfigurations(
                b -> b.bucket(bucket).continuationToken(first.nextContinuationToken()));
        assertThat(second.isTruncated()).isFalse();
        assertThat(second.nextContinuationToken()).isNull();
        assertThat(second.continuationToken()).isEqualTo(first.nextContinuationToken());
        assertThat(second.metricsConfigurationList())
                .extracting(MetricsConfiguration::id)
                .containsExactly("id200");
        assertRefused(
                400,
                "InvalidArgument",
                () -> s3.listBucketMetricsConfigurations(b -> b.bucket(bucket).continuationToken("~")));
    }

    @ParameterizedTest
    @ValueSource(strings = {GENERAL, DIRECTORY})
    void what_makes_no_sense_is_refused_and_kept_nowhere(String bucket) {
        assertRefused(
                400,
                "MalformedXML",
                () -> s3.putBucketMetricsConfiguration(
                        b -> b.bucket(bucket).id("one").metricsConfiguration(c -> c.id("other"))));
        assertRefused(400, "InvalidConfigurationId", () -> count(bucket, "a b"));
        assertRefused(400, "InvalidConfigurationId", () -> count(bucket, "a".repeat(65)));
        assertRefused(
                501,
                "NotImplemented",
                () -> count(bucket, "ap", f -> f.accessPointArn("arn:aws:s3:us-east-1:111122223333:accesspoint/p")));
        assertRefused(400, "MalformedXML", () -> count(bucket, "and", f -> f.and(a -> a.prefix("alone"))));
        assertRefused(
                400,
                "MalformedXML",
                () -> count(bucket, "twice", f -> f.and(a -> a.tags(tag("k", "1"), tag("k", "2")))));
        assertThat(s3.listBucketMetricsConfigurations(b -> b.bucket(bucket)).metricsConfigurationList())
                .isEmpty();
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }

    @Test
    void a_directory_bucket_has_no_tags_to_filter_by() {
        assertRefused(400, "InvalidRequest", () -> count(DIRECTORY, "t", f -> f.tag(tag("k", "v"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {GENERAL, DIRECTORY})
    void requests_are_counted_by_their_kind_and_by_the_keys_they_are_about(String bucket) throws IOException {
        long began = System.nanoTime();
        count(bucket, "part", f -> f.prefix("a/"));
        put(bucket, "a/before", "was before");
        count(bucket, "all");
        put(bucket, "a/1", "five!");
        put(bucket, "b/1", "three");
        get(bucket, "a/1");
        get(bucket, "b/1");
        s3.headObject(b -> b.bucket(bucket).key("a/1"));
        s3.listObjectsV2(b -> b.bucket(bucket));
        s3.deleteObject(b -> b.bucket(bucket).key("b/1"));
        s3.deleteObjects(b -> b.bucket(bucket).delete(d -> d.objects(o -> o.key("b/1"))));
        s3.createMultipartUpload(b -> b.bucket(bucket).key("b/upload"));

        // Its own PUT, and the nine.
        assertThat(count(bucket, "all", "AllRequests")).isEqualTo(10);
        assertThat(count(bucket, "all", "PutRequests")).isEqualTo(2);
        assertThat(count(bucket, "all", "GetRequests")).isEqualTo(2);
        assertThat(count(bucket, "all", "HeadRequests")).isEqualTo(1);
        assertThat(count(bucket, "all", "ListRequests")).isEqualTo(1);
        assertThat(count(bucket, "all", "DeleteRequests")).isEqualTo(2);
        assertThat(count(bucket, "all", "PostRequests")).isEqualTo(1);

        assertThat(count(bucket, "part", "AllRequests")).isEqualTo(4);
        assertThat(count(bucket, "part", "PutRequests")).isEqualTo(2);
        assertThat(count(bucket, "part", "GetRequests")).isEqualTo(1);
        assertThat(count(bucket, "part", "HeadRequests")).isEqualTo(1);
        assertThat(count(bucket, "part", "ListRequests")).isZero();
        assertThat(count(bucket, "part", "DeleteRequests")).isZero();
        assertThat(count(bucket, "part", "BytesUploaded")).isEqualTo(15);
        assertBecomes(5, bucket, "part", "BytesDownloaded");
        assertThat(count(bucket, "all", "4xxErrors")).isZero();
        assertThat(count(bucket, "all", "5xxErrors")).isZero();
        // One after the other: together they took no longer than all of this.
        for (int tries = 0; tries < 1000 && count(bucket, "all", "TotalRequestLatency") == 0; tries++) {
            get(bucket, "a/1");
        }
        assertThat(count(bucket, "all", "TotalRequestLatency"))
                .isBetween(1L, (System.nanoTime() - began) / 1_000_000 + 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {GENERAL, DIRECTORY})
    void what_was_refused_is_counted_as_well(String bucket) throws IOException {
        count(bucket, "part", f -> f.prefix("a/"));
        assertRefused(404, "NoSuchKey", () -> get(bucket, "a/none"));
        assertRefused(404, "NoSuchKey", () -> get(bucket, "b/none"));
        var forged = Raw.request(server.endpoint(), "PUT", "/" + bucket + "/a/forged")
                .service(bucket.equals(DIRECTORY) ? "s3express" : "s3")
                .secret("not-the-secret")
                .body("lost")
                .sign()
                .send();
        assertThat(forged.status()).isEqualTo(403);
        assertThat(count(bucket, "part", "AllRequests")).isEqualTo(2);
        assertThat(count(bucket, "part", "4xxErrors")).isEqualTo(2);
        assertThat(count(bucket, "part", "GetRequests")).isEqualTo(1);
        assertThat(count(bucket, "part", "PutRequests")).isEqualTo(1);
        assertThat(count(bucket, "part", "BytesUploaded")).isZero();
    }

    @Test
    void an_object_must_have_all_the_tags_of_a_filter() throws IOException {
        count(GENERAL, "red", f -> f.tag(tag("team", "red")));
        count(GENERAL, "red-hot", f -> f.and(a -> a.prefix("x/").tags(tag("team", "red"), tag("heat", "hot"))));
        s3.putObject(b -> b.bucket(GENERAL).key("x/1").tagging("team=red&heat=hot"), RequestBody.fromString("1"));
        s3.putObject(b -> b.bucket(GENERAL).key("x/2").tagging("team=red"), RequestBody.fromString("2"));
        s3.putObject(b -> b.bucket(GENERAL).key("y/1").tagging("team=red&heat=hot"), RequestBody.fromString("3"));
        put(GENERAL, "x/3", "4");
        get(GENERAL, "x/1");
        get(GENERAL, "x/3");
        s3.listObjectsV2(b -> b.bucket(GENERAL));
        assertThat(count(GENERAL, "red", "AllRequests")).isEqualTo(4);
        assertThat(count(GENERAL, "red-hot", "AllRequests")).isEqualTo(2);
        assertThat(count(GENERAL, "red-hot", "GetRequests")).isEqualTo(1);
    }

    @Test
    void a_configuration_that_is_put_again_counts_on_and_one_that_was_deleted_begins_anew() throws IOException {
        count(GENERAL, "other");
        count(GENERAL, "all");
        s3.headBucket(b -> b.bucket(GENERAL));
        count(GENERAL, "all");
        assertThat(count(GENERAL, "all", "AllRequests")).isEqualTo(3);
        s3.deleteBucketMetricsConfiguration(b -> b.bucket(GENERAL).id("all"));
        assertThat(counts(GENERAL).has("all")).isFalse();
        count(GENERAL, "all");
        assertThat(count(GENERAL, "all", "AllRequests")).isEqualTo(1);
        assertThat(count(GENERAL, "other", "AllRequests")).isEqualTo(6);
        s3.deleteBucketMetricsConfiguration(b -> b.bucket(GENERAL).id("all"));
        s3.deleteBucketMetricsConfiguration(b -> b.bucket(GENERAL).id("other"));
        count(GENERAL, "other");
        assertThat(count(GENERAL, "other", "AllRequests")).isEqualTo(1);
    }

    @Test
    void the_command_line_shows_the_counts(@TempDir Path folder) throws IOException, InterruptedException {
        count(GENERAL, "all");
        s3.headBucket(b -> b.bucket(GENERAL));
        var shown = new ObjectMapper().readTree(new Shell(server, folder).sealstead("metrics", GENERAL));
        assertThat(shown.path("bucket").asText()).isEqualTo(GENERAL);
        assertThat(shown.path("configurations").path("all").path("AllRequests").asLong())
                .isEqualTo(2);
    }

    @Test
    void a_bucket_that_is_not_there_has_no_page() throws IOException {
        assertThat(page("no-such-bucket").status()).isEqualTo(400);
        assertThat(counts(GENERAL).isEmpty()).isTrue();
    }
}
