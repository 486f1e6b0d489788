package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static sealstead.conformance.Refusals.assertRefused;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import sealstead.server.Setting;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ExpirationStatus;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.model.TransitionStorageClass;

/// In directory buckets objects expire and uploads are given up, and rules can say nothing else.
@SuppressWarnings({"NullAway.Init", "unchecked"})
final class DirectoryLifecycleTest {
    @Server(@Server.With(setting = Setting.MAINTENANCE_EVERY, value = "PT24H"))
    private LocalServer server;

    @Client(of = Client.Kind.DIRECTORY)
    private S3Client s3;

    private String bucket = "";

    @BeforeEach
    void start() {
        bucket = DirectoryBuckets.create(s3, "cycle");
    }

    private void rule(Consumer<LifecycleRule.Builder> change) {
        var rule = LifecycleRule.builder().status(ExpirationStatus.ENABLED).filter(f -> f.prefix(""));
        change.accept(rule);
        s3.putBucketLifecycleConfiguration(b -> b.bucket(bucket).lifecycleConfiguration(c -> c.rules(rule.build())));
    }

    /// Lets the job run as it would `days` from now.
    private void runIn(int days) throws IOException {
        server.clock().move(Duration.ofDays(days));
        server.server().maintainNow();
        server.clock().move(Duration.ofDays(-days));
    }

    private void put(String key, int bytes) {
        s3.putObject(b -> b.bucket(bucket).key(key), RequestBody.fromBytes(new byte[bytes]));
    }

    @Test
    void objects_expire_by_prefix_and_size_when_their_days_are_over() throws IOException {
        put("old/small", 10);
        put("old/large", 1000);
        put("new/large", 1000);
        rule(r -> r.filter(f -> f.and(a -> a.prefix("old/").objectSizeGreaterThan(100L)))
                .expiration(e -> e.days(3)));
        runIn(2);
        assertThat(s3.listObjectsV2(b -> b.bucket(bucket)).contents()).hasSize(3);
        runIn(5);
        assertThat(s3.listObjectsV2(b -> b.bucket(bucket)).contents())
                .extracting(S3Object::key)
                .containsExactly("new/large", "old/small");
    }

    @Test
    void open_uploads_are_given_up_when_their_days_are_over() throws IOException {
        s3.createMultipartUpload(b -> b.bucket(bucket).key("up/1"));
        s3.createMultipartUpload(b -> b.bucket(bucket).key("other/1"));
        rule(r -> r.filter(f -> f.prefix("up/")).abortIncompleteMultipartUpload(a -> a.daysAfterInitiation(2)));
        runIn(1);
        assertThat(s3.listMultipartUploads(b -> b.bucket(bucket)).uploads()).hasSize(2);
        runIn(4);
        assertThat(s3.listMultipartUploads(b -> b.bucket(bucket)).uploads())
                .singleElement()
                .satisfies(upload -> assertThat(upload.key()).isEqualTo("other/1"));
    }

    @Test
    void rules_read_back_until_they_are_deleted() {
        assertRefused(
                404, "NoSuchLifecycleConfiguration", () -> s3.getBucketLifecycleConfiguration(b -> b.bucket(bucket)));
        rule(r -> r.id("all").expiration(e -> e.days(1)));
        var got = s3.getBucketLifecycleConfiguration(b -> b.bucket(bucket));
        assertThat(got.rules()).singleElement().satisfies(rule -> {
            assertThat(rule.id()).isEqualTo("all");
            assertThat(rule.expiration().days()).isEqualTo(1);
        });
        assertThat(got.transitionDefaultMinimumObjectSize()).isNull();
        s3.deleteBucketLifecycle(b -> b.bucket(bucket));
        assertRefused(
                404, "NoSuchLifecycleConfiguration", () -> s3.getBucketLifecycleConfiguration(b -> b.bucket(bucket)));
    }

    @Test
    void what_directory_buckets_have_not_is_refused_and_changes_nothing() {
        rule(r -> r.id("before").expiration(e -> e.days(1)));
        var midnight = Instant.now().truncatedTo(ChronoUnit.DAYS);
        refused(r -> r.transitions(t -> t.days(1).storageClass(TransitionStorageClass.GLACIER)));
        refused(r ->
                r.noncurrentVersionTransitions(t -> t.noncurrentDays(1).storageClass(TransitionStorageClass.GLACIER)));
        refused(r -> r.noncurrentVersionExpiration(n -> n.noncurrentDays(1)));
        refused(r -> r.expiration(e -> e.date(midnight)));
        refused(r -> r.expiration(e -> e.expiredObjectDeleteMarker(true)));
        refused(r -> r.filter(f -> f.tag(t -> t.key("a").value("b"))).expiration(e -> e.days(1)));
        refused(r -> r.filter(f ->
                        f.and(a -> a.prefix("a/").tags(t -> t.key("a").value("b"))))
                .expiration(e -> e.days(1)));
        assertThat(s3.getBucketLifecycleConfiguration(b -> b.bucket(bucket)).rules())
                .singleElement()
                .satisfies(rule -> assertThat(rule.id()).isEqualTo("before"));
    }

    private void refused(Consumer<LifecycleRule.Builder> change) {
        assertRefused(400, "InvalidRequest", () -> rule(change));
    }
}
