package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import sealstead.server.Setting;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CORSConfiguration;
import software.amazon.awssdk.services.s3.model.EncryptionType;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.LoggingEnabled;
import software.amazon.awssdk.services.s3.model.NotificationConfiguration;
import software.amazon.awssdk.services.s3.model.ObjectLockConfiguration;
import software.amazon.awssdk.services.s3.model.OwnershipControls;
import software.amazon.awssdk.services.s3.model.PublicAccessBlockConfiguration;
import software.amazon.awssdk.services.s3.model.ServerSideEncryptionConfiguration;
import software.amazon.awssdk.services.s3.model.Tag;

/// What an infrastructure-as-code client does: it writes every configuration of a bucket, reads each back, and plans a
/// change for whatever differs. Nothing may differ, after a restart neither, nor when it writes again what it read.
@SuppressWarnings("unchecked")
final class NoDriftTest {
    private static final String BUCKET = "as-code";
    private static final String POLICY = """
            {
              "Version" : "2012-10-17",
              "Statement" : [ {"Sid":"<&>ü", "Effect":"Deny", "Principal":"*", "Action":["s3:PutObject"],
                "Resource":"arn:aws:s3:::as-code/never/*" , "Condition": {"Bool":{"aws:SecureTransport":"false"}} } ]
            }
            """;

    /// One configuration.
    private record Configured<T>(String name, T value, BiConsumer<S3Client, T> put, Function<S3Client, T> get) {
        void write(S3Client s3) {
            put.accept(s3, value);
        }

        void writeWhatIsRead(S3Client s3) {
            put.accept(s3, get.apply(s3));
        }

        void check(S3Client s3, String when) {
            assertThat(get.apply(s3)).as(name + " " + when).isEqualTo(value);
        }
    }

    private static List<Configured<?>> all(String kmsKey) {
        var all = new ArrayList<Configured<?>>();
        all.add(new Configured<>(
                "tags",
                List.of(
                        Tag.builder().key("env").value("prod").build(),
                        Tag.builder().key("Ä + - = . _ : / @").value("").build(),
                        Tag.builder().key("a").value(" spaces ").build()),
                (s3, tags) -> s3.putBucketTagging(b -> b.bucket(BUCKET).tagging(t -> t.tagSet(tags))),
                s3 -> s3.getBucketTagging(b -> b.bucket(BUCKET)).tagSet()));
        all.add(new Configured<>(
                "encryption",
                ServerSideEncryptionConfiguration.builder()
                        .rules(r -> r.bucketKeyEnabled(true)
                                .blockedEncryptionTypes(t -> t.encryptionType(EncryptionType.SSE_C))
                                .applyServerSideEncryptionByDefault(
                                        d -> d.sseAlgorithm("aws:kms").kmsMasterKeyID(kmsKey)))
                        .build(),
                (s3, c) -> s3.putBucketEncryption(b -> b.bucket(BUCKET).serverSideEncryptionConfiguration(c)),
                s3 -> s3.getBucketEncryption(b -> b.bucket(BUCKET)).serverSideEncryptionConfiguration()));
        all.add(new Configured<>(
                "policy",
                POLICY,
                (s3, text) -> s3.putBucketPolicy(b -> b.bucket(BUCKET).policy(text)),
                s3 -> s3.getBucketPolicy(b -> b.bucket(BUCKET)).policy()));
        all.add(new Configured<>(
                "public access block",
                PublicAccessBlockConfiguration.builder()
                        .blockPublicAcls(true)
                        .blockPublicPolicy(false)
                        .ignorePublicAcls(true)
                        .restrictPublicBuckets(false)
                        .build(),
                (s3, c) -> s3.putPublicAccessBlock(b -> b.bucket(BUCKET).publicAccessBlockConfiguration(c)),
                s3 -> s3.getPublicAccessBlock(b -> b.bucket(BUCKET)).publicAccessBlockConfiguration()));
        all.add(new Configured<>(
                "ownership controls",
                OwnershipControls.builder()
                        .rules(r -> r.objectOwnership("BucketOwnerPreferred"))
                        .build(),
                (s3, c) -> s3.putBucketOwnershipControls(b -> b.bucket(BUCKET).ownershipControls(c)),
                s3 -> s3.getBucketOwnershipControls(b -> b.bucket(BUCKET)).ownershipControls()));
        all.add(new Configured<>(
                "CORS",
                CORSConfiguration.builder()
                        .corsRules(
                                r -> r.id("one")
                                        .allowedOrigins("https://a.example", "https://*.b.example")
                                        .allowedMethods("GET", "HEAD", "PUT", "POST", "DELETE")
                                        .allowedHeaders("*")
                                        .exposeHeaders("ETag", "x-amz-version-id")
                                        .maxAgeSeconds(0),
                                r -> r.allowedOrigins("*").allowedMethods("GET"))
                        .build(),
                (s3, c) -> s3.putBucketCors(b -> b.bucket(BUCKET).corsConfiguration(c)),
                s3 -> CORSConfiguration.builder()
                        .corsRules(s3.getBucketCors(b -> b.bucket(BUCKET)).corsRules())
                        .build()));
        all.add(new Configured<>(
                "lifecycle",
                List.of(
                        LifecycleRule.builder()
                                .id("tagged")
                                .status("Enabled")
                                .filter(f -> f.and(a -> a.prefix("logs/")
                                        .tags(Tag.builder().key("k").value("v").build())
                                        .objectSizeGreaterThan(10L)
                                        .objectSizeLessThan(1L << 40)))
                                .expiration(e -> e.days(365))
                                .noncurrentVersionExpiration(
                                        n -> n.noncurrentDays(30).newerNoncurrentVersions(3))
                                .build(),
                        LifecycleRule.builder()
                                .id("rest")
                                .status("Disabled")
                                .filter(f -> f.prefix(""))
                                .abortIncompleteMultipartUpload(a -> a.daysAfterInitiation(7))
                                .expiration(e -> e.expiredObjectDeleteMarker(true))
                                .build()),
                (s3, rules) -> s3.putBucketLifecycleConfiguration(
                        b -> b.bucket(BUCKET).lifecycleConfiguration(c -> c.rules(rules))),
                s3 -> s3.getBucketLifecycleConfiguration(b -> b.bucket(BUCKET)).rules()));
        all.add(new Configured<>(
                "notification",
                // S3 tells names of filters with a capital, however they were put.
                NotificationConfiguration.builder()
                        .topicConfigurations(t -> t.id("hook")
                                .topicArn("arn:aws:sns:us-east-1:" + LocalServer.ACCOUNT + ":hook")
                                .eventsWithStrings("s3:ObjectCreated:*", "s3:ObjectRemoved:Delete")
                                .filter(f -> f.key(k -> k.filterRules(
                                        r -> r.name("Prefix").value("in/"),
                                        r -> r.name("Suffix").value(".jpg")))))
                        .build(),
                (s3, c) -> s3.putBucketNotificationConfiguration(
                        b -> b.bucket(BUCKET).notificationConfiguration(c)),
                s3 -> NotificationConfiguration.builder()
                        .topicConfigurations(s3.getBucketNotificationConfiguration(b -> b.bucket(BUCKET))
                                .topicConfigurations())
                        .build()));
        all.add(new Configured<>(
                "logging",
                LoggingEnabled.builder()
                        .targetBucket("logs")
                        .targetPrefix("as-code/")
                        .build(),
                (s3, c) -> s3.putBucketLogging(b -> b.bucket(BUCKET).bucketLoggingStatus(l -> l.loggingEnabled(c))),
                s3 -> s3.getBucketLogging(b -> b.bucket(BUCKET)).loggingEnabled()));
        all.add(new Configured<>(
                "object lock",
                ObjectLockConfiguration.builder()
                        .objectLockEnabled("Enabled")
                        .rule(r -> r.defaultRetention(d -> d.mode("GOVERNANCE").years(2)))
                        .build(),
                (s3, c) -> s3.putObjectLockConfiguration(b -> b.bucket(BUCKET).objectLockConfiguration(c)),
                s3 -> s3.getObjectLockConfiguration(b -> b.bucket(BUCKET)).objectLockConfiguration()));
        all.add(new Configured<>(
                "versioning",
                "Enabled",
                (s3, status) ->
                        s3.putBucketVersioning(b -> b.bucket(BUCKET).versioningConfiguration(v -> v.status(status))),
                s3 -> s3.getBucketVersioning(b -> b.bucket(BUCKET)).statusAsString()));
        all.add(new Configured<>(
                "request payment",
                "Requester",
                (s3, payer) -> s3.putBucketRequestPayment(
                        b -> b.bucket(BUCKET).requestPaymentConfiguration(c -> c.payer(payer))),
                s3 -> s3.getBucketRequestPayment(b -> b.bucket(BUCKET)).payerAsString()));
        return all;
    }

    @Test
    void what_was_written_is_read_back_whatever_else_was_written_and_after_a_restart() throws IOException {
        try (var server = new LocalServer(Map.of(Setting.NOTIFICATION_WEBHOOKS, "hook=http://127.0.0.1:9/"))) {
            List<Configured<?>> all;
            try (var s3 = server.s3();
                    var kms = server.kms()) {
                all = all(kms.createKey().keyMetadata().arn());
                s3.createBucket(b -> b.bucket("logs"));
                s3.createBucket(b -> b.bucket(BUCKET).objectLockEnabledForBucket(true));
                all.forEach(one -> one.write(s3));
                all.forEach(one -> one.check(s3, "at once"));
            }
            server.restart();
            try (var s3 = server.s3()) {
                all.forEach(one -> one.check(s3, "after a restart"));
                all.forEach(one -> one.writeWhatIsRead(s3));
                all.forEach(one -> one.check(s3, "written again as it was read"));
            }
        }
    }
}
