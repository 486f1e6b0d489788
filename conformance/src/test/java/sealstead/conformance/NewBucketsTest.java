package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.EnumMap;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sealstead.server.Setting;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// What buckets are made with if their creator says nothing, and secrets as short as tests have them.
final class NewBucketsTest {
    private static final byte[] KEY = new byte[32];

    static {
        new SecureRandom().nextBytes(KEY);
    }

    private static PutObjectRequest.Builder withKey(PutObjectRequest.Builder put) {
        return put.sseCustomerAlgorithm("AES256")
                .sseCustomerKey(Base64.getEncoder().encodeToString(KEY))
                .sseCustomerKeyMD5(Base64.getEncoder().encodeToString(Raw.digest("MD5", KEY)));
    }

    private static String code(ThrowingCallable call) {
        try {
            call.call();
            return "200";
        } catch (S3Exception refused) {
            return refused.awsErrorDetails().errorCode();
        } catch (Throwable other) {
            return other.toString();
        }
    }

    /// What a bucket made without a word has: its ownership, its public access block, SSE-C, an ACL.
    private static String made(Map<Setting, String> settings) throws IOException {
        try (var server = new LocalServer(settings);
                var s3 = server.plainS3()) {
            s3.createBucket(b -> b.bucket("new"));
            var ownership = code(() -> s3.getBucketOwnershipControls(b -> b.bucket("new")));
            if (ownership.equals("200")) {
                ownership = s3.getBucketOwnershipControls(b -> b.bucket("new"))
                        .ownershipControls()
                        .rules()
                        .getFirst()
                        .objectOwnershipAsString();
            }
            var block = code(() -> s3.getPublicAccessBlock(b -> b.bucket("new")));
            var customerKey =
                    code(() -> s3.putObject(b -> withKey(b.bucket("new").key("c")), RequestBody.fromString("content")));
            return ownership + " " + block + " " + customerKey;
        }
    }

    private static final String TODAY = "BucketOwnerEnforced 200 AccessDenied";
    private static final String THEN = "OwnershipControlsNotFoundError NoSuchPublicAccessBlockConfiguration 200";

    @Test
    void the_year_chooses_all_of_it() throws IOException {
        assertThat(made(Map.of())).isEqualTo(TODAY);
        assertThat(made(Map.of(Setting.NEW_BUCKETS, "2026"))).isEqualTo(TODAY);
        assertThat(made(Map.of(Setting.NEW_BUCKETS, "2022"))).isEqualTo(THEN);
    }

    @Test
    void each_can_be_chosen_alone() throws IOException {
        assertThat(made(Map.of(Setting.NEW_BUCKETS_OBJECT_OWNERSHIP, "ObjectWriter")))
                .isEqualTo("ObjectWriter 200 AccessDenied");
        assertThat(made(Map.of(Setting.NEW_BUCKETS_PUBLIC_ACCESS_BLOCK, "off")))
                .isEqualTo("BucketOwnerEnforced NoSuchPublicAccessBlockConfiguration AccessDenied");
        assertThat(made(Map.of(Setting.NEW_BUCKETS_BLOCKED_ENCRYPTION_TYPES, "NONE")))
                .isEqualTo("BucketOwnerEnforced 200 200");
        var all = new EnumMap<Setting, String>(Setting.class);
        all.put(Setting.NEW_BUCKETS, "2022");
        all.put(Setting.NEW_BUCKETS_OBJECT_OWNERSHIP, "BucketOwnerPreferred");
        all.put(Setting.NEW_BUCKETS_PUBLIC_ACCESS_BLOCK, "on");
        all.put(Setting.NEW_BUCKETS_BLOCKED_ENCRYPTION_TYPES, "SSE-C");
        assertThat(made(all)).isEqualTo("BucketOwnerPreferred 200 AccessDenied");
    }

    @Test
    void what_the_creator_says_counts_and_buckets_that_are_there_stay() throws IOException {
        try (var server = new LocalServer(Map.of(Setting.NEW_BUCKETS, "2022"));
                var s3 = server.plainS3()) {
            s3.createBucket(b -> b.bucket("said").objectOwnership("BucketOwnerEnforced"));
            assertThat(s3.getBucketOwnershipControls(b -> b.bucket("said"))
                            .ownershipControls()
                            .rules()
                            .getFirst()
                            .objectOwnershipAsString())
                    .isEqualTo("BucketOwnerEnforced");
        }
    }

    @Inside("a server with settings of its own")
    @ParameterizedTest
    @CsvSource({
        "NEW_BUCKETS, 2024",
        "NEW_BUCKETS_OBJECT_OWNERSHIP, objectwriter",
        "NEW_BUCKETS_PUBLIC_ACCESS_BLOCK, yes",
        "NEW_BUCKETS_BLOCKED_ENCRYPTION_TYPES, SSE-KMS",
        "AUTH_SIGV2, yes"
    })
    void what_no_setting_knows_is_refused_at_the_start(Setting setting, String value) {
        assertThatThrownBy(() -> new LocalServer(Map.of(setting, value)).close())
                .hasMessageContaining(setting.key());
    }

    @Test
    void test_may_be_its_own_secret() throws IOException {
        try (var server = new LocalServer(
                        Map.of(Setting.ROOT_ACCESS_KEY_ID, "test", Setting.ROOT_SECRET_ACCESS_KEY, "test"));
                var s3 = S3Client.builder()
                        .endpointOverride(server.endpoint())
                        .region(Region.US_EAST_1)
                        .forcePathStyle(true)
                        .credentialsProvider(
                                StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                        .build()) {
            s3.createBucket(b -> b.bucket("tested"));
            assertThat(s3.listBuckets().buckets()).hasSize(1);
        }
    }
}
