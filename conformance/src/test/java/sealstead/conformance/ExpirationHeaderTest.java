package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static sealstead.conformance.Endpoint.own;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.ExpirationStatus;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.Tag;

/// What answers tell of when an object expires, and by which rule.
@Overlay.Defaults
@SuppressWarnings({"NullAway.Init", "unchecked"})
final class ExpirationHeaderTest {
    private static final String BUCKET = own("expiring");

    @Server
    private LocalServer server;

    @Client
    private S3Client s3;

    @BeforeEach
    void start() {
        s3.createBucket(b -> b.bucket(BUCKET));
    }

    private void rules(Consumer<LifecycleRule.Builder>... rules) {
        s3.putBucketLifecycleConfiguration(b -> b.bucket(BUCKET)
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

    private String put(String key) {
        return s3.putObject(b -> b.bucket(BUCKET).key(key), RequestBody.fromString("content"))
                .expiration();
    }

    private String expiration(String key) {
        var head = s3.headObject(b -> b.bucket(BUCKET).key(key)).expiration();
        var got = s3.getObjectAsBytes(b -> b.bucket(BUCKET).key(key)).response().expiration();
        assertThat(got).isEqualTo(head);
        return head;
    }

    /// As the header says it: the midnight that follows, and `days` more.
    private String in(int days, String id) {
        return "expiry-date=\"" + midnight(days) + "\", rule-id=\"" + id + "\"";
    }

    private String midnight(int days) {
        var tomorrow = server.clock().instant().truncatedTo(ChronoUnit.DAYS).plus(Duration.ofDays(1 + days));
        return http(tomorrow);
    }

    private static String http(Instant date) {
        return DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
                .format(date.atOffset(ZoneOffset.UTC));
    }

    @Test
    void every_way_of_writing_and_reading_tells_it() {
        assertThat(put("before")).isNull();
        rules(r -> r.id("Delete after 2 days").expiration(e -> e.days(2)));
        var told = in(2, "Delete after 2 days");
        assertThat(expiration("before")).isEqualTo(told);
        assertThat(put("put")).isEqualTo(told);
        assertThat(s3.copyObject(b -> b.sourceBucket(BUCKET)
                                .sourceKey("put")
                                .destinationBucket(BUCKET)
                                .destinationKey("copy"))
                        .expiration())
                .isEqualTo(told);
        var upload =
                s3.createMultipartUpload(b -> b.bucket(BUCKET).key("parts")).uploadId();
        var part = s3.uploadPart(
                b -> b.bucket(BUCKET).key("parts").uploadId(upload).partNumber(1), RequestBody.fromString("part"));
        assertThat(s3.completeMultipartUpload(b -> b.bucket(BUCKET)
                                .key("parts")
                                .uploadId(upload)
                                .multipartUpload(m -> m.parts(CompletedPart.builder()
                                        .partNumber(1)
                                        .eTag(part.eTag())
                                        .build())))
                        .expiration())
                .isEqualTo(told);
        assertThat(expiration("parts")).isEqualTo(told);
        s3.deleteBucketLifecycle(b -> b.bucket(BUCKET));
        assertThat(expiration("parts")).isNull();
    }

    @Test
    void the_first_of_equal_rules_is_named_and_the_earliest_of_others() {
        rules(
                r -> r.id("late").expiration(e -> e.days(9)),
                r -> r.id("first").expiration(e -> e.days(3)),
                r -> r.id("second").filter(f -> f.prefix("a")).expiration(e -> e.days(3)),
                r -> r.id("off").status("Disabled").expiration(e -> e.days(1)),
                r -> r.id("versions").noncurrentVersionExpiration(e -> e.noncurrentDays(1)));
        assertThat(put("a")).isEqualTo(in(3, "first"));
    }

    @Test
    void filters_count_as_they_do_for_the_job() {
        var date = Instant.parse("2031-03-01T00:00:00Z");
        rules(
                r -> r.id("dated").filter(f -> f.prefix("dated/")).expiration(e -> e.date(date)),
                r -> r.id("tags")
                        .filter(f -> f.and(a -> a.prefix("t")
                                .tags(
                                        Tag.builder().key("a").value("1").build(),
                                        Tag.builder().key("b").value("2").build())))
                        .expiration(e -> e.days(1)),
                r -> r.id("large").filter(f -> f.objectSizeGreaterThan(7L)).expiration(e -> e.days(4)),
                r -> r.id("small").filter(f -> f.objectSizeLessThan(7L)).expiration(e -> e.days(5)));
        assertThat(put("dated/1")).isEqualTo("expiry-date=\"" + http(date) + "\", rule-id=\"dated\"");
        assertThat(put("seven")).isNull();
        assertThat(s3.putObject(b -> b.bucket(BUCKET).key("eight"), RequestBody.fromString("12345678"))
                        .expiration())
                .isEqualTo(in(4, "large"));
        assertThat(s3.putObject(b -> b.bucket(BUCKET).key("six"), RequestBody.fromString("123456"))
                        .expiration())
                .isEqualTo(in(5, "small"));
        assertThat(put("t")).isNull();
        s3.putObject(b -> b.bucket(BUCKET).key("t").tagging("a=1&b=2"), RequestBody.fromString("content"));
        assertThat(expiration("t")).isEqualTo(in(1, "tags"));
        s3.putObjectTagging(b ->
                b.bucket(BUCKET).key("t").tagging(t -> t.tagSet(g -> g.key("a").value("1"))));
        assertThat(expiration("t")).isNull();
    }

    @Test
    void a_version_id_is_told_nothing_nor_is_a_noncurrent_version() {
        s3.putBucketVersioning(b -> b.bucket(BUCKET).versioningConfiguration(v -> v.status("Enabled")));
        rules(r -> r.id("all").expiration(e -> e.days(1)));
        var older = s3.putObject(b -> b.bucket(BUCKET).key("key"), RequestBody.fromString("one"))
                .versionId();
        var current = s3.putObject(b -> b.bucket(BUCKET).key("key"), RequestBody.fromString("two"))
                .versionId();
        assertThat(expiration("key")).isEqualTo(in(1, "all"));
        for (var id : new String[] {older, current}) {
            assertThat(s3.headObject(b -> b.bucket(BUCKET).key("key").versionId(id))
                            .expiration())
                    .isNull();
            assertThat(s3.getObjectAsBytes(b -> b.bucket(BUCKET).key("key").versionId(id))
                            .response()
                            .expiration())
                    .isNull();
        }
    }

    @Test
    void uploads_are_told_when_they_are_given_up() {
        rules(r -> r.id("parts").abortIncompleteMultipartUpload(a -> a.daysAfterInitiation(3)));
        var upload = s3.createMultipartUpload(b -> b.bucket(BUCKET).key("key"));
        assertThat(http(upload.abortDate())).isEqualTo(midnight(3));
        assertThat(upload.abortRuleId()).isEqualTo("parts");
        var parts = s3.listParts(b -> b.bucket(BUCKET).key("key").uploadId(upload.uploadId()));
        assertThat(parts.abortDate()).isEqualTo(upload.abortDate());
        assertThat(parts.abortRuleId()).isEqualTo("parts");
        assertThat(put("object")).isNull();
    }

    @Test
    void a_rule_id_that_no_header_can_carry_is_url_encoded() {
        rules(r -> r.id("nach zwei Tagen löschen\"").expiration(e -> e.days(2)));
        assertThat(put("key")).isEqualTo(in(2, "nach%20zwei%20Tagen%20l%C3%B6schen%22"));
    }
}
