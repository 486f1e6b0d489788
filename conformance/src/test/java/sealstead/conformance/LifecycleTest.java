package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import sealstead.server.Setting;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ExpirationStatus;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.ObjectLockRetentionMode;
import software.amazon.awssdk.services.s3.model.ObjectVersion;
import software.amazon.awssdk.services.s3.model.S3Object;

/// The background job does what the rules say, when they say it, and nothing else.
@Overlay.Defaults
@Overlay.CustomerKeys
@SuppressWarnings({"NullAway.Init", "unchecked"})
final class LifecycleTest {
    private LocalServer server;
    private S3Client s3;

    @BeforeEach
    void start() {
        server = new LocalServer(java.util.Map.of(Setting.MAINTENANCE_EVERY, "PT24H"));
        s3 = server.s3();
        s3.createBucket(b -> b.bucket("cycle").objectLockEnabledForBucket(false));
    }

    @AfterEach
    void stop() throws IOException {
        s3.close();
        server.close();
    }

    /// Lets the job run as it would `days` from now.
    private void runIn(double days) throws IOException {
        var by = Duration.ofMinutes((long) (days * 24 * 60));
        server.clock().move(by);
        server.server().maintainNow();
        server.clock().move(by.negated());
    }

    private void rules(Consumer<LifecycleRule.Builder>... rules) {
        s3.putBucketLifecycleConfiguration(b -> b.bucket("cycle")
                .lifecycleConfiguration(c -> c.rules(java.util.Arrays.stream(rules)
                        .map(rule -> {
                            var builder = LifecycleRule.builder()
                                    .status(ExpirationStatus.ENABLED)
                                    .filter(f -> f.prefix(""));
                            rule.accept(builder);
                            return builder.build();
                        })
                        .toList())));
    }

    private String put(String key, String text) {
        return s3.putObject(b -> b.bucket("cycle").key(key), RequestBody.fromString(text))
                .versionId();
    }

    private List<String> keys() {
        return s3.listObjectsV2(b -> b.bucket("cycle")).contents().stream()
                .map(S3Object::key)
                .toList();
    }

    private List<String> versions() {
        return s3.listObjectVersions(b -> b.bucket("cycle")).versions().stream()
                .map(ObjectVersion::versionId)
                .toList();
    }

    private void version() {
        s3.putBucketVersioning(b -> b.bucket("cycle").versioningConfiguration(v -> v.status("Enabled")));
    }

    @Test
    void objects_expire_after_their_days_by_prefix_tag_and_size() throws IOException {
        rules(
                r -> r.filter(f -> f.prefix("logs/")).expiration(e -> e.days(2)),
                r -> r.filter(f -> f.tag(t -> t.key("temp").value("yes"))).expiration(e -> e.days(1)),
                r -> r.filter(f -> f.objectSizeGreaterThan(100L)).expiration(e -> e.days(5)),
                r -> r.filter(f -> f.prefix("off/"))
                        .status(ExpirationStatus.DISABLED)
                        .expiration(e -> e.days(1)));
        put("logs/1", "x");
        put("off/1", "x");
        put("kept", "x");
        put("large", "x".repeat(101));
        s3.putObject(b -> b.bucket("cycle").key("temporary").tagging("temp=yes"), RequestBody.fromString("x"));
        runIn(0.9);
        assertThat(keys()).hasSize(5);
        runIn(2);
        assertThat(keys()).containsExactly("kept", "large", "logs/1", "off/1");
        runIn(3);
        assertThat(keys()).containsExactly("kept", "large", "off/1");
        runIn(6);
        assertThat(keys()).containsExactly("kept", "off/1");
    }

    @Test
    void a_bucket_whose_keys_take_several_turns_is_done_as_a_whole() throws IOException {
        rules(r -> r.expiration(e -> e.days(2)).abortIncompleteMultipartUpload(a -> a.daysAfterInitiation(2)));
        for (int i = 0; i < 1050; i++) {
            put("k" + i, "x");
        }
        s3.createMultipartUpload(b -> b.bucket("cycle").key("open"));
        runIn(3.5);
        assertThat(keys()).isEmpty();
        assertThat(s3.listMultipartUploads(b -> b.bucket("cycle")).uploads()).isEmpty();
    }

    @Test
    void a_date_expires_all_that_is_there_from_then_on() throws IOException {
        var midnight =
                Instant.now().truncatedTo(java.time.temporal.ChronoUnit.DAYS).plus(Duration.ofDays(3));
        rules(r -> r.expiration(e -> e.date(midnight)));
        put("x", "x");
        runIn(1.5);
        assertThat(keys()).containsExactly("x");
        runIn(3.1);
        assertThat(keys()).isEmpty();
    }

    @Test
    void in_a_versioned_bucket_expiry_hides_and_noncurrent_versions_go_later() throws IOException {
        version();
        rules(r -> r.expiration(e -> e.days(1)).noncurrentVersionExpiration(e -> e.noncurrentDays(4)));
        var id = put("x", "x");
        runIn(2);
        assertThat(keys()).isEmpty();
        assertThat(versions()).containsExactly(id);
        runIn(4);
        assertThat(versions()).containsExactly(id);
        runIn(8);
        assertThat(versions()).isEmpty();
        runIn(16);
        assertThat(s3.listObjectVersions(b -> b.bucket("cycle")).deleteMarkers())
                .isEmpty();
        s3.deleteBucket(b -> b.bucket("cycle"));
    }

    @Test
    void the_newest_noncurrent_versions_are_kept_if_the_rule_says_so() throws IOException {
        version();
        rules(r -> r.noncurrentVersionExpiration(e -> e.noncurrentDays(1).newerNoncurrentVersions(2)));
        var ids = new java.util.ArrayList<String>();
        for (int i = 0; i < 6; i++) {
            ids.add(put("x", "v" + i));
        }
        runIn(3);
        assertThat(versions()).containsExactly(ids.get(5), ids.get(4), ids.get(3));
    }

    @Test
    void lone_markers_go_and_others_stay() throws IOException {
        version();
        rules(r -> r.expiration(e -> e.expiredObjectDeleteMarker(true)));
        s3.deleteObject(b -> b.bucket("cycle").key("lone"));
        put("hidden", "x");
        s3.deleteObject(b -> b.bucket("cycle").key("hidden"));
        runIn(0.1);
        assertThat(s3.listObjectVersions(b -> b.bucket("cycle")).deleteMarkers())
                .hasSize(1)
                .allMatch(marker -> marker.key().equals("hidden"));
    }

    @Test
    void uploads_that_nobody_completes_are_given_up() throws IOException {
        rules(r -> r.filter(f -> f.prefix("up/")).abortIncompleteMultipartUpload(a -> a.daysAfterInitiation(2)));
        var gone = s3.createMultipartUpload(b -> b.bucket("cycle").key("up/1")).uploadId();
        s3.uploadPart(b -> b.bucket("cycle").key("up/1").uploadId(gone).partNumber(1), RequestBody.fromString("part"));
        s3.createMultipartUpload(b -> b.bucket("cycle").key("other"));
        runIn(1);
        assertThat(s3.listMultipartUploads(b -> b.bucket("cycle")).uploads()).hasSize(2);
        runIn(3.5);
        assertThat(s3.listMultipartUploads(b -> b.bucket("cycle")).uploads())
                .hasSize(1)
                .allMatch(upload -> upload.key().equals("other"));
    }

    @Test
    void locked_versions_stay() throws IOException {
        s3.createBucket(b -> b.bucket("locked").objectLockEnabledForBucket(true));
        var until = Instant.now().plus(Duration.ofDays(10));
        var locked = s3.putObject(
                        b -> b.bucket("locked")
                                .key("x")
                                .objectLockMode("COMPLIANCE")
                                .objectLockRetainUntilDate(until),
                        RequestBody.fromString("x"))
                .versionId();
        var free = s3.putObject(b -> b.bucket("locked").key("x"), RequestBody.fromString("y"))
                .versionId();
        var held = s3.putObject(
                        b -> b.bucket("locked").key("x").objectLockLegalHoldStatus("ON"), RequestBody.fromString("z"))
                .versionId();
        s3.putObjectRetention(b -> b.bucket("locked")
                .key("x")
                .versionId(free)
                .retention(r -> r.mode(ObjectLockRetentionMode.GOVERNANCE)
                        .retainUntilDate(Instant.now().plus(Duration.ofDays(3)))));
        s3.putBucketLifecycleConfiguration(b -> b.bucket("locked")
                .lifecycleConfiguration(c -> c.rules(LifecycleRule.builder()
                        .status(ExpirationStatus.ENABLED)
                        .filter(f -> f.prefix(""))
                        .expiration(e -> e.days(1))
                        .noncurrentVersionExpiration(e -> e.noncurrentDays(1))
                        .build())));
        runIn(2);
        runIn(2.5);
        assertThat(lockedVersions()).containsExactly(held, free, locked);
        runIn(5);
        assertThat(lockedVersions()).containsExactly(held, locked);
        runIn(20);
        assertThat(lockedVersions()).containsExactly(held);
    }

    private List<String> lockedVersions() {
        return s3.listObjectVersions(b -> b.bucket("locked")).versions().stream()
                .map(ObjectVersion::versionId)
                .toList();
    }

    @Test
    void a_shorter_day_is_for_testers() throws Exception {
        s3.close();
        server.close();
        server = new LocalServer(java.util.Map.of(Setting.LIFECYCLE_DAY, "PT1S"));
        s3 = server.s3();
        s3.createBucket(b -> b.bucket("cycle"));
        rules(r -> r.expiration(e -> e.days(1)));
        put("x", "x");
        for (int tries = 0; !keys().isEmpty(); tries++) {
            assertThat(tries).isLessThan(300);
            Thread.sleep(100);
        }
    }
}
