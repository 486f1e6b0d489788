package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.model.BucketType;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateBucketResponse;
import software.amazon.awssdk.services.s3.model.DataRedundancy;
import software.amazon.awssdk.services.s3.model.LocationType;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;
import software.amazon.awssdk.services.s3.model.ServerSideEncryptionRule;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/// Directory buckets as AWS's SDK for Java uses them, unmodified and at its defaults: it creates a session before
/// everything else, even before the bucket.
@SuppressWarnings("NullAway.Init")
final class DirectoryBucketTest {
    private static final int PART = 5 * 1024 * 1024;

    @Server
    private static LocalServer server;

    /// A client by the server's address, or by its name, where buckets stand in the host.
    private static URI endpoint(String host) {
        return URI.create("http://" + host + ":" + server.endpoint().getPort());
    }

    private static S3Client client(String host) {
        return S3Client.builder()
                .endpointOverride(endpoint(host))
                .region(Region.of(LocalServer.REGION))
                .credentialsProvider(LocalServer.credentials())
                .build();
    }

    static CreateBucketResponse create(S3Client s3, String bucket) {
        return s3.createBucket(r -> r.bucket(bucket)
                .createBucketConfiguration(c -> c.location(
                                l -> l.type(LocationType.AVAILABILITY_ZONE).name("use1-az4"))
                        .bucket(b ->
                                b.type(BucketType.DIRECTORY).dataRedundancy(DataRedundancy.SINGLE_AVAILABILITY_ZONE))));
    }

    static void putKey(S3Client s3, String bucket, String key) {
        var rule = ServerSideEncryptionRule.builder()
                .bucketKeyEnabled(true)
                .applyServerSideEncryptionByDefault(
                        d -> d.sseAlgorithm(ServerSideEncryption.AWS_KMS).kmsMasterKeyID(key))
                .build();
        s3.putBucketEncryption(r -> r.bucket(bucket).serverSideEncryptionConfiguration(c -> c.rules(rule)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "localhost"})
    void everything_of_the_issue_with_the_sdk_at_its_defaults(String host) throws IOException {
        try (var s3 = client(host);
                var kms = server.kms()) {
            var bucket = Express.name("java-" + host.replace('.', '-'));
            var made = create(s3, bucket);
            assertThat(made.bucketArn())
                    .isEqualTo("arn:aws:s3express:us-east-1:" + LocalServer.ACCOUNT + ":bucket/" + bucket);
            var keyArn = kms.createKey().keyMetadata().arn();
            putKey(s3, bucket, keyArn);
            // The session that the client keeps was made before the bucket and settles nothing.
            var put = s3.putObject(r -> r.bucket(bucket).key("dir/a"), RequestBody.fromString("hello"));
            assertThat(put.ssekmsKeyId()).isEqualTo(keyArn);
            assertThat(put.bucketKeyEnabled()).isTrue();
            assertThat(put.eTag()).isNotEqualTo("\"5d41402abc4b2a76b9719d911017c592\"");
            try (var another = client(host)) {
                var read = another.getObjectAsBytes(r -> r.bucket(bucket).key("dir/a"));
                assertThat(read.asUtf8String()).isEqualTo("hello");
                assertThat(read.response().serverSideEncryption()).isEqualTo(ServerSideEncryption.AWS_KMS);
                multipart(another, bucket);
                copies(another, bucket);
                var listed = another.listObjectsV2(r -> r.bucket(bucket).prefix("dir/"));
                assertThat(listed.contents()).hasSize(1);
                another.deleteObject(r -> r.bucket(bucket).key("dir/a"));
            }
            assertThat(s3.headBucket(r -> r.bucket(bucket)).bucketRegion()).isEqualTo("us-east-1");
            presigned(host, bucket);
            emptied(s3, bucket);
            s3.deleteBucket(r -> r.bucket(bucket));
        }
    }

    private static void multipart(S3Client s3, String bucket) {
        var upload = s3.createMultipartUpload(r -> r.bucket(bucket).key("large"));
        var parts = new ArrayList<CompletedPart>();
        for (int number = 1; number <= 2; number++) {
            int current = number;
            var bytes = new byte[PART + number];
            var part = s3.uploadPart(
                    r -> r.bucket(bucket)
                            .key("large")
                            .uploadId(upload.uploadId())
                            .partNumber(current),
                    RequestBody.fromBytes(bytes));
            parts.add(CompletedPart.builder()
                    .partNumber(number)
                    .eTag(part.eTag())
                    .checksumCRC32(part.checksumCRC32())
                    .build());
        }
        s3.completeMultipartUpload(
                r -> r.bucket(bucket).key("large").uploadId(upload.uploadId()).multipartUpload(m -> m.parts(parts)));
        assertThat(s3.headObject(r -> r.bucket(bucket).key("large")).contentLength())
                .isEqualTo(2L * PART + 3);
    }

    private static void copies(S3Client s3, String bucket) {
        var general = Endpoint.own("general-" + bucket.replace("--use1-az4--x-s3", ""));
        s3.createBucket(r -> r.bucket(general));
        s3.copyObject(r -> r.sourceBucket(bucket)
                .sourceKey("dir/a")
                .destinationBucket(general)
                .destinationKey("out"));
        s3.copyObject(r -> r.sourceBucket(general)
                .sourceKey("out")
                .destinationBucket(bucket)
                .destinationKey("in"));
        var back = s3.getObjectAsBytes(r -> r.bucket(bucket).key("in"));
        assertThat(back.asUtf8String()).isEqualTo("hello");
        assertThat(back.response().serverSideEncryption()).isEqualTo(ServerSideEncryption.AWS_KMS);
    }

    private static void presigned(String host, String bucket) throws IOException {
        try (var presigner = S3Presigner.builder()
                .endpointOverride(endpoint(host))
                .region(Region.of(LocalServer.REGION))
                .credentialsProvider(LocalServer.credentials())
                .serviceConfiguration(
                        S3Configuration.builder().pathStyleAccessEnabled(false).build())
                .build()) {
            var url = presigner.presignGetObject(r -> r.signatureDuration(Duration.ofMinutes(1))
                    .getObjectRequest(g -> g.bucket(bucket).key("in")));
            var connection = (HttpURLConnection) url.url().openConnection();
            assertThat(connection.getResponseCode()).as(url.url().toString()).isEqualTo(200);
            assertThat(new String(connection.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("hello");
        }
    }

    private static void emptied(S3Client s3, String bucket) {
        for (var key : List.of("in", "large")) {
            s3.deleteObject(r -> r.bucket(bucket).key(key));
        }
    }
}
