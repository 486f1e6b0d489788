package example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import sealstead.junit.Fault;
import sealstead.junit.KmsOutage;
import sealstead.junit.SealsteadServer;
import sealstead.junit.SealsteadTest;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.KmsException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// How a program takes it when its store fails.
@SealsteadTest("region=eu-central-1")
class FaultsTest {
    private static String key;

    @BeforeAll
    static void fill(S3Client s3, KmsClient kms) {
        key = kms.createKey().keyMetadata().arn();
        s3.createBucket(b -> b.bucket("mine"));
        put(s3, "before");
    }

    private static void put(S3Client s3, String name) {
        s3.putObject(
                b -> b.bucket("mine").key(name).serverSideEncryption("aws:kms").ssekmsKeyId(key),
                RequestBody.fromString("hello"));
    }

    private static S3Client withoutRetries(SealsteadServer server) {
        return S3Client.builder()
                .endpointOverride(server.endpoint())
                .region(Region.of(server.region()))
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(server.accessKeyId(), server.secretAccessKey())))
                .overrideConfiguration(c -> c.retryStrategy(s -> s.maxAttempts(1)))
                .build();
    }

    @Test
    @KmsOutage
    void without_kms_nothing_under_a_key_is_read_or_written(SealsteadServer server, KmsClient kms) {
        try (var s3 = withoutRetries(server)) {
            assertEquals(503, assertThrows(S3Exception.class, () -> put(s3, "during")).statusCode());
            assertThrows(S3Exception.class, () -> s3.getObjectAsBytes(b -> b.bucket("mine").key("before")));
            s3.headObject(b -> b.bucket("mine").key("before")); // which asks no KMS
        }
        server.noFaults();
        kms.listKeys();
    }

    @Test
    @Fault(api = "s3", operation = "GetObject", kind = Fault.Kind.THROTTLE, times = 2)
    void two_calls_are_throttled_and_the_sdk_tries_again(S3Client s3) {
        assertEquals("hello", s3.getObjectAsBytes(b -> b.bucket("mine").key("before")).asUtf8String());
    }

    @Test
    @Fault(api = "s3", operation = "PutObject", kind = Fault.Kind.THROTTLE, after = 1, times = 1)
    void the_second_call_is_throttled(SealsteadServer server) {
        try (var s3 = withoutRetries(server)) {
            put(s3, "first");
            var refused = assertThrows(S3Exception.class, () -> put(s3, "second"));
            assertEquals("SlowDown", refused.awsErrorDetails().errorCode());
            put(s3, "third");
        }
    }

    @Test
    @Fault(api = "kms", operation = "CreateKey", kind = Fault.Kind.THROTTLE)
    void kms_throttles_in_its_own_words(SealsteadServer server) {
        try (var kms = KmsClient.builder()
                .endpointOverride(server.endpoint())
                .region(Region.of(server.region()))
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(server.accessKeyId(), server.secretAccessKey())))
                .overrideConfiguration(c -> c.retryStrategy(s -> s.maxAttempts(1)))
                .build()) {
            var refused = assertThrows(KmsException.class, kms::createKey);
            assertEquals("ThrottlingException", refused.awsErrorDetails().errorCode());
        }
    }

    @Test
    void a_key_that_is_to_go_is_gone_when_its_time_has_come(SealsteadServer server, KmsClient kms) {
        var doomed = kms.createKey().keyMetadata().keyId();
        kms.scheduleKeyDeletion(b -> b.keyId(doomed).pendingWindowInDays(7));
        server.pass(Duration.ofDays(8));
        assertThrows(KmsException.class, () -> kms.describeKey(b -> b.keyId(doomed)));
    }

    @Test
    void the_server_and_the_tests_have_libraries_of_their_own() {
        var version = com.fasterxml.jackson.databind.cfg.PackageVersion.VERSION;
        assertEquals("2.15", version.getMajorVersion() + "." + version.getMinorVersion());
        assertThrows(ClassNotFoundException.class, () -> Class.forName("org.rocksdb.RocksDB"));
        assertThrows(ClassNotFoundException.class, () -> Class.forName("org.eclipse.jetty.server.Server"));
    }

    @Nested
    class Inside {
        @Test
        void the_server_of_the_class_is_there(S3Client s3) {
            assertTrue(s3.listBuckets().buckets().stream().anyMatch(b -> b.name().equals("mine")));
            assertThrows(NoSuchKeyException.class, () -> s3.getObject(b -> b.bucket("mine").key("missing")));
        }
    }
}
