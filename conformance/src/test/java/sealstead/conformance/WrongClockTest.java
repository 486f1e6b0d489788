package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import sealstead.server.Setting;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.KeyState;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.ExpirationStatus;
import software.amazon.awssdk.services.s3.model.ObjectLockMode;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// A clock that is wrong, for seconds or over a restart, destroys nothing: what cannot be undone has two witnesses of
/// time.
@Overlay.Never
@SuppressWarnings({"NullAway.Init", "unchecked"})
@Tag("drill")
final class WrongClockTest {
    private static final Duration NINE_DAYS = Duration.ofDays(9);
    private static final Duration YEARS = Duration.ofDays(1000);

    @Server(@Server.With(setting = Setting.MAINTENANCE_EVERY, value = "PT24H"))
    private LocalServer server;

    private S3Client s3;
    private KmsClient kms;

    @BeforeEach
    void start() {
        connect();
    }

    private void connect() {
        s3 = server.s3();
        kms = server.kms();
    }

    @AfterEach
    void stop() throws IOException {
        s3.close();
        kms.close();
    }

    /// The clock is wrong by `by` while every job has its turns.
    private void wrongFor(Duration by) throws IOException {
        server.clock().jump(by);
        server.server().maintainNow();
        server.clock().move(Duration.ofSeconds(6));
        server.server().maintainNow();
        server.clock().jump(by.negated());
        server.server().maintainNow();
    }

    private void restart() throws IOException {
        s3.close();
        kms.close();
        server.restart();
        connect();
    }

    private String pendingKey() {
        var key = kms.createKey().keyMetadata().keyId();
        kms.scheduleKeyDeletion(b -> b.keyId(key).pendingWindowInDays(7));
        return key;
    }

    private void checkStillThere(String key) {
        assertThat(kms.describeKey(b -> b.keyId(key)).keyMetadata().keyState()).isEqualTo(KeyState.PENDING_DELETION);
        kms.cancelKeyDeletion(b -> b.keyId(key));
        kms.enableKey(b -> b.keyId(key));
        var secret = SdkBytes.fromUtf8String("secret");
        var sealed = kms.encrypt(b -> b.keyId(key).plaintext(secret)).ciphertextBlob();
        assertThat(kms.decrypt(b -> b.ciphertextBlob(sealed)).plaintext()).isEqualTo(secret);
    }

    @Test
    void a_clock_ahead_for_seconds_destroys_no_key() throws IOException {
        var key = pendingKey();
        wrongFor(NINE_DAYS);
        checkStillThere(key);
    }

    @Test
    void a_clock_ahead_rotates_no_key_and_leaves_the_date_of_its_next_rotation() throws IOException {
        var key = kms.createKey().keyMetadata().keyId();
        kms.enableKeyRotation(b -> b.keyId(key).rotationPeriodInDays(365));
        var next = kms.getKeyRotationStatus(b -> b.keyId(key)).nextRotationDate();
        wrongFor(Duration.ofDays(1000));
        assertThat(kms.listKeyRotations(b -> b.keyId(key)).rotations()).isEmpty();
        assertThat(kms.getKeyRotationStatus(b -> b.keyId(key)).nextRotationDate())
                .isEqualTo(next);
    }

    @Test
    void a_start_with_a_clock_ahead_destroys_no_key() throws IOException {
        var key = pendingKey();
        server.clock().jump(NINE_DAYS);
        restart();
        server.server().maintainNow();
        server.clock().jump(NINE_DAYS.negated());
        restart();
        server.server().maintainNow();
        checkStillThere(key);
    }

    /// Even an operator who believes a wrong clock destroys no key within a day of running time.
    @Test
    void a_key_is_destroyed_only_after_a_day_of_running_time() throws IOException {
        var key = pendingKey();
        server.clock().jump(NINE_DAYS);
        server.server().time().accept();
        server.server().maintainNow();
        server.clock().jump(NINE_DAYS.negated());
        server.server().time().accept();
        server.server().maintainNow();
        checkStillThere(key);
    }

    @Test
    void a_key_whose_time_is_over_is_destroyed() throws IOException {
        var key = pendingKey();
        server.clock().move(Duration.ofDays(7).plusSeconds(1));
        server.server().maintainNow();
        server.clock().move(Duration.ofDays(-7).minusSeconds(1));
        assertThatThrownBy(() -> kms.describeKey(b -> b.keyId(key))).hasMessageContaining("does not exist");
    }

    @Test
    void a_key_that_was_scheduled_while_the_clock_was_behind_has_its_whole_window() throws IOException {
        server.clock().jump(YEARS.negated());
        server.server().maintainNow();
        var behind = server.server().time().clock().instant();
        assertThat(behind).isAfter(Instant.now().minus(Duration.ofDays(1)));
        server.clock().jump(YEARS);
        var key = pendingKey();
        server.server().maintainNow();
        checkStillThere(key);
    }

    private void expireAll(String bucket) {
        s3.putBucketLifecycleConfiguration(b -> b.bucket(bucket)
                .lifecycleConfiguration(c -> c.rules(r -> r.id("all")
                        .status(ExpirationStatus.ENABLED)
                        .filter(f -> f.prefix(""))
                        .expiration(e -> e.days(365))
                        .noncurrentVersionExpiration(n -> n.noncurrentDays(1))
                        .abortIncompleteMultipartUpload(a -> a.daysAfterInitiation(1)))));
    }

    @Test
    void a_clock_ahead_lets_lifecycle_remove_no_object_version_or_upload() throws IOException {
        s3.createBucket(b -> b.bucket("clock"));
        s3.putBucketVersioning(
                b -> b.bucket("clock").versioningConfiguration(v -> v.status(BucketVersioningStatus.ENABLED)));
        s3.putObject(b -> b.bucket("clock").key("k"), RequestBody.fromString("one"));
        s3.putObject(b -> b.bucket("clock").key("k"), RequestBody.fromString("two"));
        s3.createMultipartUpload(b -> b.bucket("clock").key("u"));
        expireAll("clock");
        wrongFor(YEARS);
        server.clock().jump(YEARS);
        restart();
        server.server().maintainNow();
        server.clock().jump(YEARS.negated());
        restart();
        assertThat(s3.listObjectVersions(b -> b.bucket("clock")).versions()).hasSize(2);
        assertThat(s3.listObjectVersions(b -> b.bucket("clock")).deleteMarkers())
                .isEmpty();
        assertThat(s3.listMultipartUploads(b -> b.bucket("clock")).uploads()).hasSize(1);
    }

    @Test
    void a_clock_ahead_opens_no_lock() throws IOException {
        s3.createBucket(b -> b.bucket("locked").objectLockEnabledForBucket(true));
        var version = s3.putObject(
                        b -> b.bucket("locked")
                                .key("k")
                                .objectLockMode(ObjectLockMode.COMPLIANCE)
                                .objectLockRetainUntilDate(Instant.now().plus(Duration.ofDays(1))),
                        RequestBody.fromString("kept"))
                .versionId();
        server.clock().jump(NINE_DAYS);
        server.server().maintainNow();
        // Signed by a clock as wrong as the server's.
        var refused = Raw.request(server.endpoint(), "DELETE", "/locked/k?versionId=" + version)
                .time(server.clock().instant())
                .sign()
                .send();
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.body()).contains("object protected by object lock");
        server.clock().jump(NINE_DAYS.negated());
        assertThatThrownBy(
                        () -> s3.deleteObject(b -> b.bucket("locked").key("k").versionId(version)))
                .isInstanceOf(S3Exception.class)
                .hasMessageContaining("object lock");
    }

    @Test
    void blobs_of_an_upload_under_way_are_not_collected_by_a_clock_ahead() throws IOException {
        s3.createBucket(b -> b.bucket("clock"));
        var id = s3.createMultipartUpload(b -> b.bucket("clock").key("u")).uploadId();
        var body = new byte[100_000];
        var etag = s3.uploadPart(
                        b -> b.bucket("clock").key("u").uploadId(id).partNumber(1), RequestBody.fromBytes(body))
                .eTag();
        wrongFor(YEARS);
        s3.completeMultipartUpload(b -> b.bucket("clock")
                .key("u")
                .uploadId(id)
                .multipartUpload(m -> m.parts(p -> p.partNumber(1).eTag(etag))));
        wrongFor(YEARS);
        assertThat(s3.getObjectAsBytes(b -> b.bucket("clock").key("u")).asByteArray())
                .isEqualTo(body);
    }

    private Raw.Reply ready() throws IOException {
        return Raw.request(server.endpoint(), "GET", "/_sealstead/health/ready").send();
    }

    @Test
    void health_tells_of_a_wrong_clock_and_an_operator_accepts_it() throws IOException {
        assertThat(Administration.ask(server, "GET admin/clock")
                        .document()
                        .path("agree")
                        .asBoolean())
                .isTrue();
        server.clock().jump(NINE_DAYS);
        server.server().maintainNow();
        assertThat(ready().status()).isEqualTo(200);
        assertThat(ready().body()).contains("\"part\":\"clock\"").contains("\"severity\":\"degraded\"");
        var clock = Administration.ask(server, "GET admin/clock").document();
        assertThat(clock.path("agree").asBoolean()).isFalse();
        assertThat(clock.path("clockAheadSeconds").asLong())
                .isBetween(NINE_DAYS.toSeconds() - 60, NINE_DAYS.toSeconds() + 60);
        assertThat(Administration.ask(server, "POST admin/clock/accept")
                        .document()
                        .path("agree")
                        .asBoolean())
                .isTrue();
        assertThat(ready().body()).doesNotContain("clock");
    }
}
