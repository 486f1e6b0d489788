package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import sealstead.server.Setting;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ExpirationStatus;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.StorageClass;

/// Lifecycle rules move the labels that storage classes are, downwards only, and change nothing else.
@Overlay.Defaults
@SuppressWarnings({"NullAway.Init", "unchecked"})
final class LifecycleTransitionTest {
    private static final String BUCKET = "moving";
    private static final int LARGE = 128 * 1024;

    @Server(@Server.With(setting = Setting.MAINTENANCE_EVERY, value = "PT24H"))
    private LocalServer server;

    @Client
    private S3Client s3;

    @BeforeEach
    void start() {
        s3.createBucket(b -> b.bucket(BUCKET));
    }

    private void runIn(double days) throws IOException {
        var by = Duration.ofMinutes((long) (days * 24 * 60));
        server.clock().move(by);
        server.server().maintainNow();
        server.clock().move(by.negated());
    }

    private void rules(String minimum, Consumer<LifecycleRule.Builder>... rules) {
        s3.putBucketLifecycleConfiguration(b -> b.bucket(BUCKET)
                .transitionDefaultMinimumObjectSize(minimum)
                .lifecycleConfiguration(c -> c.rules(Arrays.stream(rules)
                        .map(rule -> {
                            var builder = LifecycleRule.builder()
                                    .status(ExpirationStatus.ENABLED)
                                    .filter(f -> f.prefix(""));
                            rule.accept(builder);
                            return builder.build();
                        })
                        .toList())));
    }

    private static final String ALL = "all_storage_classes_128K";

    private void put(String key, int bytes) {
        s3.putObject(b -> b.bucket(BUCKET).key(key), RequestBody.fromBytes(new byte[bytes]));
    }

    private String storageClass(String key) {
        return s3.listObjectVersions(b -> b.bucket(BUCKET).prefix(key))
                .versions()
                .getFirst()
                .storageClassAsString();
    }

    @Test
    void objects_go_down_step_by_step_and_keep_all_else() throws IOException {
        rules(
                ALL,
                r -> r.id("cool")
                        .transitions(
                                t -> t.days(30).storageClass("STANDARD_IA"),
                                t -> t.days(60).storageClass("GLACIER_IR"))
                        .expiration(e -> e.days(400)),
                r -> r.id("cold")
                        .filter(f -> f.prefix("cold/"))
                        .transitions(t -> t.days(0).storageClass("GLACIER")));
        put("warm", LARGE);
        put("cold/1", LARGE);
        var before = s3.headObject(b -> b.bucket(BUCKET).key("warm"));
        runIn(29);
        assertThat(storageClass("warm")).isEqualTo("STANDARD");
        assertThat(storageClass("cold/1")).isEqualTo("GLACIER");
        runIn(31);
        assertThat(storageClass("warm")).isEqualTo("STANDARD_IA");
        runIn(61);
        assertThat(storageClass("warm")).isEqualTo("GLACIER_IR");
        assertThat(storageClass("cold/1")).isEqualTo("GLACIER");
        var after = s3.headObject(b -> b.bucket(BUCKET).key("warm"));
        assertThat(after.lastModified()).isEqualTo(before.lastModified());
        assertThat(after.eTag()).isEqualTo(before.eTag());
        assertThat(s3.getObjectAsBytes(b -> b.bucket(BUCKET).key("warm")).asByteArray())
                .hasSize(LARGE);
    }

    @Test
    void of_several_steps_that_are_due_the_one_furthest_down_is_taken() throws IOException {
        rules(
                ALL,
                r -> r.id("a").transitions(t -> t.days(1).storageClass("DEEP_ARCHIVE")),
                r -> r.id("b").transitions(t -> t.days(1).storageClass("INTELLIGENT_TIERING")));
        put("key", LARGE);
        runIn(3);
        assertThat(storageClass("key")).isEqualTo("DEEP_ARCHIVE");
    }

    @Test
    void nothing_goes_up_nor_from_one_zone_to_many() throws IOException {
        rules(
                ALL,
                r -> r.id("up")
                        .filter(f -> f.prefix("g"))
                        .transitions(t -> t.days(30).storageClass("STANDARD_IA")),
                r -> r.id("side")
                        .filter(f -> f.prefix("z"))
                        .transitions(t -> t.days(1).storageClass("GLACIER_IR")));
        s3.putObject(
                b -> b.bucket(BUCKET).key("g").storageClass(StorageClass.GLACIER),
                RequestBody.fromBytes(new byte[LARGE]));
        s3.putObject(
                b -> b.bucket(BUCKET).key("z").storageClass(StorageClass.ONEZONE_IA),
                RequestBody.fromBytes(new byte[LARGE]));
        runIn(40);
        assertThat(storageClass("g")).isEqualTo("GLACIER");
        assertThat(storageClass("z")).isEqualTo("ONEZONE_IA");
    }

    @Test
    void small_objects_stay_unless_the_minimum_or_the_filter_says_otherwise() throws IOException {
        rules(ALL, r -> r.id("a").transitions(t -> t.days(1).storageClass("GLACIER")));
        put("small", LARGE - 1);
        put("large", LARGE);
        runIn(3);
        assertThat(storageClass("small")).isEqualTo("STANDARD");
        assertThat(storageClass("large")).isEqualTo("GLACIER");
        rules(
                "varies_by_storage_class",
                r -> r.id("ir")
                        .filter(f -> f.prefix("ir"))
                        .transitions(t -> t.days(1).storageClass("GLACIER_IR")),
                r -> r.id("a")
                        .filter(f -> f.prefix("small"))
                        .transitions(t -> t.days(1).storageClass("GLACIER")));
        put("ir", LARGE - 1);
        runIn(4);
        assertThat(storageClass("small")).isEqualTo("GLACIER");
        assertThat(storageClass("ir")).isEqualTo("STANDARD");
        rules(
                ALL,
                r -> r.id("sized")
                        .filter(f -> f.objectSizeGreaterThan(100L))
                        .transitions(t -> t.days(1).storageClass("GLACIER_IR")));
        put("tiny", 100);
        runIn(5);
        assertThat(storageClass("ir")).isEqualTo("GLACIER_IR");
        assertThat(storageClass("tiny")).isEqualTo("STANDARD");
    }

    @Test
    void a_date_moves_all_that_is_there() throws IOException {
        var date = Instant.parse("2020-01-01T00:00:00Z");
        rules(ALL, r -> r.id("a").transitions(t -> t.date(date).storageClass("STANDARD_IA")));
        put("key", LARGE);
        runIn(0.1);
        assertThat(storageClass("key")).isEqualTo("STANDARD_IA");
    }

    @Test
    void noncurrent_versions_go_by_when_they_were_replaced_and_the_newest_stay() throws IOException {
        s3.putBucketVersioning(b -> b.bucket(BUCKET).versioningConfiguration(v -> v.status("Enabled")));
        rules(
                ALL,
                r -> r.id("a")
                        .noncurrentVersionTransitions(t ->
                                t.noncurrentDays(1).newerNoncurrentVersions(1).storageClass("GLACIER")));
        put("key", LARGE);
        put("key", LARGE);
        put("key", LARGE);
        runIn(3);
        assertThat(s3.listObjectVersions(b -> b.bucket(BUCKET)).versions())
                .extracting(version -> version.storageClassAsString())
                .containsExactly("STANDARD", "STANDARD", "GLACIER");
    }

    @Test
    void the_document_reads_back_as_it_was_put() {
        rules(
                "varies_by_storage_class",
                r -> r.id("a")
                        .transitions(
                                t -> t.days(30).storageClass("ONEZONE_IA"),
                                t -> t.days(90).storageClass("DEEP_ARCHIVE"))
                        .noncurrentVersionTransitions(t ->
                                t.noncurrentDays(0).newerNoncurrentVersions(3).storageClass("GLACIER_IR")));
        var got = s3.getBucketLifecycleConfiguration(b -> b.bucket(BUCKET));
        assertThat(got.transitionDefaultMinimumObjectSizeAsString()).isEqualTo("varies_by_storage_class");
        var rule = got.rules().getFirst();
        assertThat(rule.transitions()).hasSize(2);
        assertThat(rule.transitions().getLast().storageClassAsString()).isEqualTo("DEEP_ARCHIVE");
        assertThat(rule.noncurrentVersionTransitions().getFirst().newerNoncurrentVersions())
                .isEqualTo(3);
    }
}
