package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import sealstead.kms.Ledger;
import sealstead.server.Setting;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// Bucket keys that really save KMS calls, proved by the ledger.
@SuppressWarnings("unchecked")
final class BucketKeysTest {
    private static void configure(S3Client s3, String bucket, String key, boolean bucketKey) {
        s3.createBucket(b -> b.bucket(bucket));
        s3.putBucketEncryption(b -> b.bucket(bucket)
                .serverSideEncryptionConfiguration(c -> c.rules(r -> r.bucketKeyEnabled(bucketKey)
                        .applyServerSideEncryptionByDefault(
                                d -> d.sseAlgorithm("aws:kms").kmsMasterKeyID(key)))));
    }

    private static void put(S3Client s3, String bucket, String key) {
        s3.putObject(b -> b.bucket(bucket).key(key), RequestBody.fromString("x"));
    }

    @Test
    void ten_thousand_puts_by_one_principal_make_one_generate_data_key() throws Exception {
        try (var server = new LocalServer();
                var kms = server.kms();
                var s3 = server.s3();
                var pool = Executors.newFixedThreadPool(24)) {
            configure(s3, "saving", kms.createKey().keyMetadata().arn(), true);
            var next = new AtomicInteger();
            var workers = new java.util.ArrayList<java.util.concurrent.Future<?>>();
            for (int w = 0; w < 24; w++) {
                workers.add(pool.submit(() -> {
                    for (int i = next.getAndIncrement(); i < 10_000; i = next.getAndIncrement()) {
                        put(s3, "saving", "object-" + i);
                    }
                }));
            }
            for (var worker : workers) {
                worker.get();
            }
            assertThat(server.kmsCalls("GenerateDataKey", "saving")).isEqualTo(1);
            assertThat(server.ledger().total("GenerateDataKey", Ledger.Outcome.SAVED))
                    .isEqualTo(9_999);
            for (int i = 0; i < 100; i++) {
                int number = i;
                s3.getObjectAsBytes(b -> b.bucket("saving").key("object-" + number));
            }
            assertThat(server.kmsCalls("Decrypt", "saving")).isEqualTo(1);
            var stats = server.counts();
            assertThat(LocalServer.counted(stats, "commitSyncs"))
                    .as("commits share fsyncs")
                    .isLessThan(LocalServer.counted(stats, "commits"));
        }
    }

    /// Nobody waits for the window of a bucket key until an alias stands for what it was pointed to.
    @Test
    void an_alias_that_is_pointed_to_another_key_takes_effect_at_once() throws IOException {
        try (var server = new LocalServer();
                var kms = server.kms();
                var s3 = server.s3()) {
            var one = kms.createKey().keyMetadata().arn();
            var other = kms.createKey().keyMetadata().arn();
            kms.createAlias(b -> b.aliasName("alias/moving").targetKeyId(one));
            var arn = "arn:aws:kms:us-east-1:" + LocalServer.ACCOUNT + ":alias/moving";
            configure(s3, "by-name", "alias/moving", true);
            configure(s3, "by-arn", arn, true);
            for (var bucket : new String[] {"by-name", "by-arn"}) {
                put(s3, bucket, "1");
                put(s3, bucket, "2");
                assertThat(server.kmsCalls("GenerateDataKey", bucket)).isEqualTo(1);
            }
            kms.updateAlias(b -> b.aliasName("alias/moving").targetKeyId(other));
            for (var bucket : new String[] {"by-name", "by-arn"}) {
                put(s3, bucket, "3");
                put(s3, bucket, "4");
                assertThat(server.kmsCalls("GenerateDataKey", bucket)).isEqualTo(2);
                assertThat(s3.headObject(b -> b.bucket(bucket).key("2")).ssekmsKeyId())
                        .isEqualTo(one);
                assertThat(s3.headObject(b -> b.bucket(bucket).key("3")).ssekmsKeyId())
                        .isEqualTo(other);
            }
            kms.deleteAlias(b -> b.aliasName("alias/moving"));
            for (var bucket : new String[] {"by-name", "by-arn"}) {
                assertThatThrownBy(() -> put(s3, bucket, "5")).isInstanceOf(S3Exception.class);
            }
        }
    }

    @Test
    void without_a_bucket_key_every_object_is_a_call_of_its_own() throws IOException {
        try (var server = new LocalServer();
                var kms = server.kms();
                var s3 = server.s3()) {
            configure(s3, "single", kms.createKey().keyMetadata().arn(), false);
            for (int i = 0; i < 5; i++) {
                put(s3, "single", "k" + i);
            }
            assertThat(server.kmsCalls("GenerateDataKey", "single")).isEqualTo(5);
            // The header turns it on for one object, and off.
            s3.putObject(b -> b.bucket("single").key("on").bucketKeyEnabled(true), RequestBody.fromString("x"));
            s3.putObject(b -> b.bucket("single").key("on2").bucketKeyEnabled(true), RequestBody.fromString("x"));
            assertThat(server.kmsCalls("GenerateDataKey", "single")).isEqualTo(6);
            s3.listObjectsV2(b -> b.bucket("single"));
            s3.headObject(b -> b.bucket("single").key("k1"));
            assertThat(server.kmsCalls("Decrypt", "single"))
                    .as("LIST and HEAD never call the KMS")
                    .isZero();
        }
    }

    @Test
    void dsse_never_uses_a_bucket_key() throws IOException {
        try (var server = new LocalServer();
                var kms = server.kms();
                var s3 = server.s3()) {
            configure(s3, "dual", kms.createKey().keyMetadata().arn(), true);
            for (int i = 0; i < 3; i++) {
                var put = s3.putObject(
                        b -> b.bucket("dual").key("k").serverSideEncryption("aws:kms:dsse"),
                        RequestBody.fromString("x"));
                assertThat(put.bucketKeyEnabled()).isNull();
            }
            assertThat(server.kmsCalls("GenerateDataKey", "dual")).isEqualTo(3);
        }
    }

    @Test
    void the_window_is_bounded_in_uses() throws IOException {
        try (var server = new LocalServer(Map.of(Setting.BUCKET_KEY_MAX_USES, "3"));
                var kms = server.kms();
                var s3 = server.s3()) {
            configure(s3, "uses", kms.createKey().keyMetadata().arn(), true);
            for (int i = 0; i < 7; i++) {
                put(s3, "uses", "k" + i);
            }
            assertThat(server.kmsCalls("GenerateDataKey", "uses")).isEqualTo(3);
        }
    }

    @Test
    void a_disabled_key_bites_when_the_window_is_over() throws IOException {
        try (var server = new LocalServer();
                var kms = server.kms();
                var s3 = server.s3()) {
            var key = kms.createKey().keyMetadata();
            configure(s3, "window", key.arn(), true);
            put(s3, "window", "one");
            kms.disableKey(b -> b.keyId(key.keyId()));
            put(s3, "window", "two");
            server.clock().move(Duration.ofMinutes(5).plusSeconds(1));
            assertThatThrownBy(() -> put(s3, "window", "three")).isInstanceOfSatisfying(S3Exception.class, e -> {
                assertThat(e.awsErrorDetails().errorCode()).isEqualTo("KMS.DisabledException");
            });
            assertThatThrownBy(() -> s3.getObjectAsBytes(b -> b.bucket("window").key("two")))
                    .isInstanceOf(S3Exception.class);
            kms.enableKey(b -> b.keyId(key.keyId()));
            assertThat(s3.getObjectAsBytes(b -> b.bucket("window").key("two")).asUtf8String())
                    .isEqualTo("x");
        }
    }
}
