package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static sealstead.conformance.Endpoint.own;
import static sealstead.conformance.Refusals.assertRefused;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.ObjectLockEnabled;
import software.amazon.awssdk.services.s3.model.ObjectLockLegalHoldStatus;
import software.amazon.awssdk.services.s3.model.ObjectLockMode;
import software.amazon.awssdk.services.s3.model.ObjectLockRetentionMode;

/// Object Lock: what is locked stays, whoever asks and however.
@Overlay.Defaults
@Overlay.CustomerKeys
@SuppressWarnings({"NullAway.Init", "unchecked"})
final class ObjectLockTest {
    @Server
    private static LocalServer server;

    @Client
    private static S3Client s3;

    private static void bucket(String bucket) {
        s3.createBucket(b -> b.bucket(bucket).objectLockEnabledForBucket(true));
    }

    private static String put(String bucket, String key) {
        return s3.putObject(b -> b.bucket(bucket).key(key), RequestBody.fromString("kept"))
                .versionId();
    }

    private static Instant in(Duration time) {
        return Instant.now().plus(time).truncatedTo(ChronoUnit.MILLIS);
    }

    private static void retain(String bucket, String version, ObjectLockRetentionMode mode, Instant until) {
        s3.putObjectRetention(b -> b.bucket(bucket)
                .key("x")
                .versionId(version)
                .retention(r -> r.mode(mode).retainUntilDate(until)));
    }

    private static void retainBypassing(String bucket, String version, ObjectLockRetentionMode mode, Instant until) {
        s3.putObjectRetention(b -> b.bucket(bucket)
                .key("x")
                .versionId(version)
                .bypassGovernanceRetention(true)
                .retention(r -> r.mode(mode).retainUntilDate(until)));
    }

    @Test
    void the_configuration_is_kept_and_told() throws IOException {
        s3.createBucket(b -> b.bucket(own("plain")));
        assertRefused(
                404,
                "ObjectLockConfigurationNotFoundError",
                () -> s3.getObjectLockConfiguration(b -> b.bucket(own("plain"))));
        assertRefused(
                409,
                "InvalidBucketState",
                () -> s3.putObjectLockConfiguration(b -> b.bucket(own("plain"))
                        .objectLockConfiguration(c -> c.objectLockEnabled(ObjectLockEnabled.ENABLED))));
        s3.putBucketVersioning(
                b -> b.bucket(own("plain")).versioningConfiguration(c -> c.status(BucketVersioningStatus.ENABLED)));
        s3.putObjectLockConfiguration(b -> b.bucket(own("plain"))
                .objectLockConfiguration(c -> c.objectLockEnabled(ObjectLockEnabled.ENABLED)
                        .rule(r -> r.defaultRetention(
                                d -> d.mode(ObjectLockRetentionMode.GOVERNANCE).days(3)))));
        var kept = s3.getObjectLockConfiguration(b -> b.bucket(own("plain"))).objectLockConfiguration();
        assertThat(kept.objectLockEnabled()).isEqualTo(ObjectLockEnabled.ENABLED);
        assertThat(kept.rule().defaultRetention().days()).isEqualTo(3);
        assertThat(kept.rule().defaultRetention().years()).isNull();
        assertRefused(
                409,
                "InvalidBucketState",
                () -> s3.putBucketVersioning(b -> b.bucket(own("plain"))
                        .versioningConfiguration(c -> c.status(BucketVersioningStatus.SUSPENDED))));
        var head = s3.headObject(b -> b.bucket(own("plain")).key("x").versionId(put(own("plain"), "x")));
        assertThat(head.objectLockMode()).isEqualTo(ObjectLockMode.GOVERNANCE);
        assertThat(head.objectLockRetainUntilDate())
                .isBetween(Instant.now().plus(Duration.ofDays(2)), Instant.now().plus(Duration.ofDays(4)));
        assertRefused(
                400,
                "MalformedXML",
                () -> s3.putObjectLockConfiguration(b -> b.bucket(own("plain"))
                        .objectLockConfiguration(c -> c.objectLockEnabled(ObjectLockEnabled.ENABLED)
                                .rule(r -> r.defaultRetention(d -> d.mode(ObjectLockRetentionMode.GOVERNANCE)
                                        .days(1)
                                        .years(1))))));
        assertRefused(
                400,
                "InvalidArgument",
                () -> s3.putObjectLockConfiguration(b -> b.bucket(own("plain"))
                        .objectLockConfiguration(c -> c.objectLockEnabled(ObjectLockEnabled.ENABLED)
                                .rule(r -> r.defaultRetention(d -> d.mode(ObjectLockRetentionMode.GOVERNANCE)
                                        .days(0))))));
    }

    @ParameterizedTest
    @EnumSource(
            value = ObjectLockRetentionMode.class,
            names = {"GOVERNANCE", "COMPLIANCE"})
    void a_retained_version_is_not_removed(ObjectLockRetentionMode mode) {
        var bucket = "retained-" + mode.toString().toLowerCase(java.util.Locale.ROOT);
        bucket(bucket);
        var id = put(bucket, "x");
        retain(bucket, id, mode, in(Duration.ofDays(1)));
        var told = s3.getObjectRetention(b -> b.bucket(bucket).key("x").versionId(id))
                .retention();
        assertThat(told.mode()).isEqualTo(mode);
        assertRefused(
                403,
                "AccessDenied",
                () -> s3.deleteObject(b -> b.bucket(bucket).key("x").versionId(id)));
        var errors = s3.deleteObjects(b -> b.bucket(bucket)
                        .delete(d -> d.objects(ObjectIdentifier.builder()
                                .key("x")
                                .versionId(id)
                                .build())))
                .errors();
        assertThat(errors).hasSize(1).allMatch(error -> error.code().equals("AccessDenied"));
        var marker = s3.deleteObject(b -> b.bucket(bucket).key("x"));
        assertThat(marker.deleteMarker()).isTrue();
        assertThat(s3.getObjectAsBytes(b -> b.bucket(bucket).key("x").versionId(id))
                        .asUtf8String())
                .isEqualTo("kept");
        assertRefused(409, "BucketNotEmpty", () -> s3.deleteBucket(b -> b.bucket(bucket)));
        if (mode == ObjectLockRetentionMode.GOVERNANCE) {
            s3.deleteObject(b -> b.bucket(bucket).key("x").versionId(id).bypassGovernanceRetention(true));
            assertRefused(
                    404,
                    "NoSuchVersion",
                    () -> s3.getObjectAsBytes(b -> b.bucket(bucket).key("x").versionId(id)));
        } else {
            assertRefused(
                    403,
                    "AccessDenied",
                    () -> s3.deleteObject(
                            b -> b.bucket(bucket).key("x").versionId(id).bypassGovernanceRetention(true)));
        }
    }

    @Test
    void retention_grows_and_shrinks_as_its_mode_allows() {
        bucket(own("modes"));
        var governed = put(own("modes"), "x");
        var day = in(Duration.ofDays(1));
        var week = in(Duration.ofDays(7));
        retain(own("modes"), governed, ObjectLockRetentionMode.GOVERNANCE, day);
        retain(own("modes"), governed, ObjectLockRetentionMode.GOVERNANCE, week);
        assertRefused(
                403, "AccessDenied", () -> retain(own("modes"), governed, ObjectLockRetentionMode.GOVERNANCE, day));
        assertRefused(
                403, "AccessDenied", () -> retain(own("modes"), governed, ObjectLockRetentionMode.COMPLIANCE, week));
        retainBypassing(own("modes"), governed, ObjectLockRetentionMode.GOVERNANCE, day);
        retainBypassing(own("modes"), governed, ObjectLockRetentionMode.COMPLIANCE, day);
        assertRefused(
                403,
                "AccessDenied",
                () -> retainBypassing(own("modes"), governed, ObjectLockRetentionMode.GOVERNANCE, week));
        retain(own("modes"), governed, ObjectLockRetentionMode.COMPLIANCE, week);
        assertThat(s3.getObjectRetention(b -> b.bucket(own("modes")).key("x"))
                        .retention()
                        .retainUntilDate())
                .isEqualTo(week);
        assertRefused(
                400,
                "InvalidArgument",
                () -> retain(
                        own("modes"),
                        governed,
                        ObjectLockRetentionMode.COMPLIANCE,
                        Instant.now().minusSeconds(5)));
    }

    @Test
    void a_held_version_stays_until_the_hold_is_lifted() {
        bucket(own("held"));
        var id = put(own("held"), "x");
        assertRefused(
                404,
                "NoSuchObjectLockConfiguration",
                () -> s3.getObjectLegalHold(b -> b.bucket(own("held")).key("x")));
        s3.putObjectLegalHold(
                b -> b.bucket(own("held")).key("x").legalHold(h -> h.status(ObjectLockLegalHoldStatus.ON)));
        assertThat(s3.getObjectLegalHold(b -> b.bucket(own("held")).key("x"))
                        .legalHold()
                        .status())
                .isEqualTo(ObjectLockLegalHoldStatus.ON);
        assertRefused(
                403,
                "AccessDenied",
                () -> s3.deleteObject(
                        b -> b.bucket(own("held")).key("x").versionId(id).bypassGovernanceRetention(true)));
        s3.putObjectLegalHold(
                b -> b.bucket(own("held")).key("x").legalHold(h -> h.status(ObjectLockLegalHoldStatus.OFF)));
        assertThat(s3.headObject(b -> b.bucket(own("held")).key("x")).objectLockLegalHoldStatus())
                .isEqualTo(ObjectLockLegalHoldStatus.OFF);
        s3.deleteObject(b -> b.bucket(own("held")).key("x").versionId(id));
    }

    @Test
    void a_bucket_without_locks_refuses_what_is_about_them() {
        s3.createBucket(b -> b.bucket(own("unlocked")));
        put(own("unlocked"), "x");
        assertRefused(
                400,
                "InvalidRequest",
                () -> s3.getObjectRetention(b -> b.bucket(own("unlocked")).key("x")));
        assertRefused(
                400,
                "InvalidRequest",
                () -> s3.putObjectLegalHold(b ->
                        b.bucket(own("unlocked")).key("x").legalHold(h -> h.status(ObjectLockLegalHoldStatus.ON))));
        assertRefused(
                400,
                "InvalidRequest",
                () -> s3.putObject(
                        b -> b.bucket(own("unlocked")).key("x").objectLockLegalHoldStatus("ON"),
                        RequestBody.fromString("x")));
    }

    private static Raw.Reply write(String method, String target, String... headers) throws IOException {
        var raw = Raw.request(server.endpoint(), method, target).body("kept");
        for (int i = 0; i < headers.length; i += 2) {
            raw.header(headers[i], headers[i + 1]);
        }
        return raw.sign().send();
    }

    private static void assertDigestWanted(Raw.Reply reply, String requests) {
        assertThat(reply.status()).as(reply.body()).isEqualTo(400);
        assertThat(reply.code()).isEqualTo("InvalidRequest");
        assertThat(reply.message())
                .isEqualTo("Content-MD5 OR x-amz-checksum- HTTP header is required for " + requests
                        + " requests with Object Lock parameters");
    }

    @Test
    void what_will_be_locked_must_be_known_to_have_arrived() throws IOException {
        bucket(own("proven"));
        assertThat(write("PUT", "/" + own("proven") + "/free").status()).isEqualTo(200);
        assertDigestWanted(
                write("PUT", "/" + own("proven") + "/k", "x-amz-object-lock-legal-hold", "ON"), "Put Object");
        assertDigestWanted(
                write(
                        "PUT",
                        "/" + own("proven") + "/k",
                        "x-amz-object-lock-mode",
                        "GOVERNANCE",
                        "x-amz-object-lock-retain-until-date",
                        in(Duration.ofDays(1)).toString()),
                "Put Object");
        var md5 = java.util.Base64.getEncoder().encodeToString(Raw.digest("MD5", LocalServer.bytes("kept")));
        assertThat(write("PUT", "/" + own("proven") + "/k", "x-amz-object-lock-legal-hold", "OFF", "content-md5", md5)
                        .status())
                .isEqualTo(200);
        // Not under a customer's key, which the parts below would have to bring.
        var plain = server.plainS3();
        var held = plain.createMultipartUpload(
                        b -> b.bucket(own("proven")).key("p").objectLockLegalHoldStatus(ObjectLockLegalHoldStatus.ON))
                .uploadId();
        assertDigestWanted(write("PUT", "/" + own("proven") + "/p?partNumber=1&uploadId=" + held), "Put Part");
        s3.putObjectLockConfiguration(b -> b.bucket(own("proven"))
                .objectLockConfiguration(c -> c.objectLockEnabled(ObjectLockEnabled.ENABLED)
                        .rule(r -> r.defaultRetention(
                                d -> d.mode(ObjectLockRetentionMode.GOVERNANCE).days(1)))));
        assertDigestWanted(write("PUT", "/" + own("proven") + "/byDefault"), "Put Object");
        var retained = plain.createMultipartUpload(b -> b.bucket(own("proven")).key("q"))
                .uploadId();
        assertDigestWanted(write("PUT", "/" + own("proven") + "/q?partNumber=1&uploadId=" + retained), "Put Part");
        assertThat(write("PUT", "/" + own("proven") + "/q?partNumber=1&uploadId=" + retained, "content-md5", md5)
                        .status())
                .isEqualTo(200);
        assertThat(s3.listObjectsV2(b -> b.bucket(own("proven")).prefix("byDefault"))
                        .contents())
                .isEmpty();
        plain.close();
    }
}
