package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static sealstead.conformance.Endpoint.own;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.awscore.presigner.PresignedRequest;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/// URLs that the SDK's presigner makes, used by a client that knows nothing of AWS.
@Overlay.Defaults
@SuppressWarnings({"NullAway.Init", "unchecked"})
final class PresignedTest {
    private static final Duration HOUR = Duration.ofHours(1);

    @Server
    private static LocalServer server;

    @Client
    private static S3Client s3;

    private static S3Presigner presigner;
    private static String key;
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @BeforeAll
    static void start() {
        presigner = S3Presigner.builder()
                .endpointOverride(server.endpoint())
                .region(Region.of(LocalServer.REGION))
                .credentialsProvider(LocalServer.credentials())
                .serviceConfiguration(
                        S3Configuration.builder().pathStyleAccessEnabled(true).build())
                .build();
        s3.createBucket(b -> b.bucket(own("signed")));
        s3.putBucketEncryption(b -> b.bucket(own("signed"))
                .serverSideEncryptionConfiguration(
                        c -> c.rules(r -> r.applyServerSideEncryptionByDefault(d -> d.sseAlgorithm("AES256"))
                                .blockedEncryptionTypes(t -> t.encryptionTypeWithStrings("NONE")))));
        try (var kms = server.kms()) {
            key = kms.createKey().keyMetadata().arn();
        }
    }

    @AfterAll
    static void stop() throws IOException {
        presigner.close();
        HTTP.close();
    }

    /// Sends the request with the headers that were signed, as the presigner says they must be.
    private static HttpResponse<String> send(PresignedRequest signed, String body)
            throws IOException, InterruptedException {
        return send(signed, body, Map.of());
    }

    private static HttpResponse<String> send(PresignedRequest signed, String body, Map<String, String> changed)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(java.net.URI.create(signed.url().toString()))
                .method(
                        signed.httpRequest().method().name(),
                        body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        signed.signedHeaders().forEach((name, values) -> {
            if (!name.equalsIgnoreCase("host")) {
                values.forEach(value -> request.header(name, changed.getOrDefault(name, value)));
            }
        });
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void an_object_goes_in_and_comes_out_under_every_protection(Kind kind) throws Exception {
        var name = "object-" + kind;
        var put = presigner.presignPutObject(p -> p.signatureDuration(HOUR)
                .putObjectRequest(kind.on(
                                software.amazon.awssdk.services.s3.model.PutObjectRequest.builder()
                                        .bucket(own("signed"))
                                        .key(name),
                                key)
                        .build()));
        var stored = send(put, "presigned");
        assertThat(stored.statusCode()).as(stored.body()).isEqualTo(200);
        var get = presigner.presignGetObject(p -> p.signatureDuration(HOUR)
                .getObjectRequest(kind.on(software.amazon.awssdk.services.s3.model.GetObjectRequest.builder()
                                .bucket(own("signed"))
                                .key(name))
                        .build()));
        var got = send(get, "");
        assertThat(got.statusCode()).as(got.body()).isEqualTo(200);
        assertThat(got.body()).isEqualTo("presigned");
        var head = s3.headObject(kind.on(software.amazon.awssdk.services.s3.model.HeadObjectRequest.builder()
                        .bucket(own("signed"))
                        .key(name))
                .build());
        assertThat(head.serverSideEncryptionAsString())
                .isEqualTo(
                        switch (kind) {
                            case SSE_S3 -> "AES256";
                            case SSE_KMS, SSE_KMS_BUCKET_KEY, SSE_KMS_MANAGED -> "aws:kms";
                            case DSSE_KMS -> "aws:kms:dsse";
                            case SSE_C -> null;
                        });
    }

    @Test
    void an_encryption_header_that_was_signed_cannot_be_left_out_or_changed() throws Exception {
        var put = presigner.presignPutObject(p -> p.signatureDuration(HOUR)
                .putObjectRequest(o -> o.bucket(own("signed")).key("downgraded").serverSideEncryption("aws:kms")));
        var changed = send(put, "x", Map.of("x-amz-server-side-encryption", "AES256"));
        assertThat(changed.statusCode()).isEqualTo(403);
        assertThat(changed.body()).contains("SignatureDoesNotMatch");
        var bare = HTTP.send(
                HttpRequest.newBuilder(put.url().toURI())
                        .PUT(BodyPublishers.ofString("x"))
                        .build(),
                BodyHandlers.ofString());
        assertThat(bare.statusCode()).isEqualTo(403);
        assertThat(s3.listObjectsV2(b -> b.bucket(own("signed")).prefix("downgraded"))
                        .contents())
                .isEmpty();
    }

    @Test
    void encryption_in_the_query_is_obeyed() throws IOException {
        var reply = Raw.request(
                        server.endpoint(),
                        "PUT",
                        "/" + own("signed") + "/by-query?x-amz-server-side-encryption=aws%3Akms")
                .body("x")
                .presign(60)
                .send();
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        assertThat(reply.header("x-amz-server-side-encryption")).contains("aws:kms");
        var unknown = Raw.request(
                        server.endpoint(), "PUT", "/" + own("signed") + "/by-query?x-amz-server-side-encryption=rot13")
                .body("x")
                .presign(60)
                .send();
        assertThat(unknown.status()).isEqualTo(400);
        assertThat(unknown.code()).isEqualTo("InvalidArgument");
    }

    @Test
    void a_delete_deletes_and_another_method_does_not() throws Exception {
        s3.putObject(b -> b.bucket(own("signed")).key("gone"), RequestBody.fromString("x"));
        var get = presigner.presignGetObject(p -> p.signatureDuration(HOUR)
                .getObjectRequest(o -> o.bucket(own("signed")).key("gone")));
        var wrong = HTTP.send(HttpRequest.newBuilder(get.url().toURI()).DELETE().build(), BodyHandlers.ofString());
        assertThat(wrong.statusCode()).isEqualTo(403);
        assertThat(s3.listObjectsV2(b -> b.bucket(own("signed")).prefix("gone")).contents())
                .hasSize(1);
        var delete = presigner.presignDeleteObject(p -> p.signatureDuration(HOUR)
                .deleteObjectRequest(o -> o.bucket(own("signed")).key("gone")));
        assertThat(send(delete, "").statusCode()).isEqualTo(204);
        assertThat(s3.listObjectsV2(b -> b.bucket(own("signed")).prefix("gone")).contents())
                .isEmpty();
    }

    @Test
    void parts_are_uploaded_by_whoever_has_their_urls() throws Exception {
        var upload = s3.createMultipartUpload(
                        b -> b.bucket(own("signed")).key("parts").serverSideEncryption("aws:kms"))
                .uploadId();
        var first = "a".repeat(5 * 1024 * 1024);
        var etags = new java.util.ArrayList<String>();
        for (var part : List.of(first, "the end")) {
            int number = etags.size() + 1;
            var signed = presigner.presignUploadPart(p -> p.signatureDuration(HOUR)
                    .uploadPartRequest(o -> o.bucket(own("signed"))
                            .key("parts")
                            .uploadId(upload)
                            .partNumber(number)));
            var reply = send(signed, part);
            assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
            etags.add(reply.headers().firstValue("etag").orElseThrow());
        }
        s3.completeMultipartUpload(b -> b.bucket(own("signed"))
                .key("parts")
                .uploadId(upload)
                .multipartUpload(m -> m.parts(
                        p -> p.partNumber(1).eTag(etags.get(0)),
                        p -> p.partNumber(2).eTag(etags.get(1)))));
        assertThat(s3.getObjectAsBytes(b -> b.bucket(own("signed")).key("parts"))
                        .asUtf8String())
                .isEqualTo(first + "the end");
    }

    @Test
    void a_url_ends() throws Exception {
        var get = presigner.presignGetObject(p -> p.signatureDuration(Duration.ofSeconds(30))
                .getObjectRequest(o -> o.bucket(own("signed")).key("later")));
        server.clock().move(Duration.ofSeconds(31));
        try {
            var late = send(get, "");
            assertThat(late.statusCode()).isEqualTo(403);
            assertThat(late.body()).contains("Request has expired");
        } finally {
            server.clock().move(Duration.ofSeconds(-31));
        }
    }
}
