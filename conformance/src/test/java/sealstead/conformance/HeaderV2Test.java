package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sealstead.server.Setting;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/// Signature Version 2 in the Authorization header, where `auth.sigv2 = all` lets it in: what old appliances do,
/// and what is refused with it all the same.
@SuppressWarnings("NullAway.Init")
final class HeaderV2Test {
    @Server(@Server.With(setting = Setting.AUTH_SIGV2, value = "all"))
    private static LocalServer server;

    @Client
    private static S3Client s3;

    @BeforeAll
    static void start() {
        s3.createBucket(b -> b.bucket("old"));
        s3.putObject(b -> b.bucket("old").key("plain"), RequestBody.fromString("plain"));
        s3.putObject(b -> b.bucket("old").key("kms").serverSideEncryption("aws:kms"), RequestBody.fromString("secret"));
    }

    static String now(Duration off) {
        return DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
                .format(Instant.now().plus(off).atOffset(ZoneOffset.UTC));
    }

    static String sign(String secret, String text) {
        try {
            var mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(LocalServer.bytes(secret), "HmacSHA1"));
            return Base64.getEncoder().encodeToString(mac.doFinal(LocalServer.bytes(text)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /// A request as a client of Signature Version 2 makes it.
    private static final class Old {
        private final String method;
        private final String target;
        private final String signedResource;
        private final TreeMap<String, String> headers = new TreeMap<>();
        private String date = now(Duration.ZERO);
        private String body = "";
        private String keyId = LocalServer.ACCESS_KEY_ID;
        private String secret = LocalServer.SECRET;

        /// @param signedResource the path with the subresources that are signed
        Old(String method, String target, String signedResource) {
            this.method = method;
            this.target = target;
            this.signedResource = signedResource;
        }

        Old header(String name, String value) {
            headers.put(name, value);
            return this;
        }

        Old body(String text) {
            body = text;
            return this;
        }

        Old date(String text) {
            date = text;
            return this;
        }

        Raw.Reply send() throws IOException {
            return send(server);
        }

        Raw.Reply send(LocalServer to) throws IOException {
            var text = new StringBuilder(method).append('\n');
            text.append(headers.getOrDefault("content-md5", "")).append('\n');
            text.append(headers.getOrDefault("content-type", "")).append('\n');
            text.append(headers.containsKey("x-amz-date") ? "" : date).append('\n');
            headers.forEach((name, value) -> {
                if (name.startsWith("x-amz-")) {
                    text.append(name).append(':').append(value).append('\n');
                }
            });
            text.append(signedResource);
            var raw = Raw.request(to.endpoint(), method, target).body(body);
            headers.forEach(raw::header);
            if (!date.isEmpty()) {
                raw.header("date", date);
            }
            return raw.header("authorization", "AWS " + keyId + ":" + sign(secret, text.toString()))
                    .send();
        }
    }

    @Test
    void objects_are_written_read_listed_and_deleted() throws IOException {
        var put = new Old("PUT", "/old/a%20key", "/old/a%20key")
                .header("content-type", "text/plain")
                .header("x-amz-meta-colour", "blue")
                .body("content");
        assertThat(put.send().status()).isEqualTo(200);
        var got = new Old("GET", "/old/a%20key", "/old/a%20key").send();
        assertThat(got.body()).isEqualTo("content");
        assertThat(got.headers()).containsEntry("x-amz-meta-colour", "blue");
        assertThat(new Old("GET", "/old?prefix=a&max-keys=5", "/old").send().body())
                .contains("<Key>a key</Key>");
        var disposition = "attachment; filename=x";
        var shown = new Old(
                        "GET",
                        "/old/a%20key?response-content-disposition="
                                + URLEncoder.encode(disposition, StandardCharsets.UTF_8),
                        "/old/a%20key?response-content-disposition=" + disposition)
                .send();
        assertThat(shown.headers()).containsEntry("content-disposition", disposition);
        // As boto3 signs a bucket in the path.
        assertThat(new Old("GET", "/old?prefix=a", "/old/").send().status()).isEqualTo(200);
        refused(new Old("GET", "/old/plain", "/old/plain/").send(), 403, "SignatureDoesNotMatch");
        assertThat(new Old("DELETE", "/old/a%20key", "/old/a%20key").send().status())
                .isEqualTo(204);
        assertThat(new Old("PUT", "/old-new", "/old-new").send().status()).isEqualTo(200);
    }

    @Test
    void parts_are_uploaded() throws IOException {
        var created = new Old("POST", "/old/parts?uploads", "/old/parts?uploads").send();
        var id = created.body().replaceAll("(?s).*<UploadId>(.*)</UploadId>.*", "$1");
        var resource = "/old/parts?partNumber=1&uploadId=" + id;
        var part = new Old("PUT", resource, resource).body("part").send();
        assertThat(part.status()).isEqualTo(200);
        var completed = new Old("POST", "/old/parts?uploadId=" + id, "/old/parts?uploadId=" + id)
                .body("<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>"
                        + part.headers().get("etag") + "</ETag></Part></CompleteMultipartUpload>")
                .send();
        assertThat(completed.status()).isEqualTo(200);
    }

    @Test
    void the_date_may_stand_in_a_header_of_its_own() throws IOException {
        assertThat(new Old("GET", "/old/plain", "/old/plain")
                        .header("x-amz-date", now(Duration.ZERO))
                        .date(now(Duration.ofDays(-3)))
                        .send()
                        .body())
                .isEqualTo("plain");
    }

    private static void refused(Raw.Reply reply, int status, String code) {
        assertThat(reply.status()).as(reply.body()).isEqualTo(status);
        assertThat(reply.code()).isEqualTo(code);
    }

    @Test
    void dates_that_are_none_or_not_now_are_refused() throws IOException {
        refused(new Old("GET", "/old/plain", "/old/plain").date("").send(), 403, "AccessDenied");
        refused(new Old("GET", "/old/plain", "/old/plain").date("yesterday").send(), 403, "AccessDenied");
        for (var off : new Duration[] {Duration.ofMinutes(16), Duration.ofMinutes(-16)}) {
            refused(new Old("GET", "/old/plain", "/old/plain").date(now(off)).send(), 403, "RequestTimeTooSkewed");
        }
    }

    @Test
    void another_key_or_signature_is_refused() throws IOException {
        var unknown = new Old("GET", "/old/plain", "/old/plain");
        unknown.keyId = "AKIAUNKNOWNUNKNOWN00";
        refused(unknown.send(), 403, "InvalidAccessKeyId");
        var wrong = new Old("GET", "/old/plain", "/old/plain");
        wrong.secret = "another-secret";
        refused(wrong.send(), 403, "SignatureDoesNotMatch");
        refused(new Old("GET", "/old/plain", "/old/other").send(), 403, "SignatureDoesNotMatch");
        var tampered = new Old("PUT", "/old/tampered", "/old/tampered");
        refused(
                tampered.header("content-md5", "AAAAAAAAAAAAAAAAAAAAAA==")
                        .body("x")
                        .send(),
                400,
                "BadDigest");
    }

    @ParameterizedTest
    @ValueSource(strings = {"AWS ", "AWS key", "AWS key:", "AWS :signature"})
    void a_header_of_another_form_is_refused(String authorization) throws IOException {
        var reply = Raw.request(server.endpoint(), "GET", "/old/plain")
                .header("date", now(Duration.ZERO))
                .header("authorization", authorization)
                .send();
        refused(reply, 400, "InvalidArgument");
    }

    @Test
    void nothing_that_a_kms_key_protects_is_touched() throws IOException {
        refused(new Old("GET", "/old/kms", "/old/kms").send(), 400, "InvalidArgument");
        refused(
                new Old("PUT", "/old/mine", "/old/mine")
                        .header("x-amz-server-side-encryption", "aws:kms")
                        .body("x")
                        .send(),
                400,
                "InvalidArgument");
        refused(
                new Old("PUT", "/old/copy", "/old/copy")
                        .header("x-amz-copy-source", "/old/kms")
                        .send(),
                400,
                "InvalidArgument");
    }

    @Test
    void what_the_signature_does_not_cover_is_refused() throws IOException {
        refused(new Old("GET", "/old?encryption", "/old").send(), 400, "InvalidRequest");
        refused(
                Raw.request(server.endpoint(), "GET", "/old/plain?Signature=a&Expires=1&AWSAccessKeyId=b")
                        .header("authorization", "AWS a:b")
                        .send(),
                400,
                "InvalidArgument");
        refused(
                new Old("PUT", "/old/framed", "/old/framed")
                        .header("x-amz-content-sha256", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD")
                        .body("x")
                        .send(),
                400,
                "InvalidRequest");
    }

    @Test
    void policies_see_the_version() throws IOException {
        s3.createBucket(b -> b.bucket("old-refused"));
        s3.putBucketPolicy(b -> b.bucket("old-refused").policy("""
                {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*", "Action": "s3:PutObject",
                 "Resource": "arn:aws:s3:::old-refused/*",
                 "Condition": {"StringEquals": {"s3:signatureversion": "AWS", "s3:authType": "REST-HEADER"}}}]}
                """));
        refused(new Old("PUT", "/old-refused/k", "/old-refused/k").body("x").send(), 403, "AccessDenied");
        s3.putObject(b -> b.bucket("old-refused").key("k"), RequestBody.fromString("x"));
    }

    @Test
    void by_default_it_is_refused_and_off_refuses_urls_too() throws IOException {
        try (var byDefault = new LocalServer()) {
            refused(new Old("GET", "/old/plain", "/old/plain").send(byDefault), 400, "InvalidRequest");
        }
        try (var off = new LocalServer(Map.of(Setting.AUTH_SIGV2, "off"));
                var client = off.s3()) {
            client.createBucket(b -> b.bucket("old"));
            client.putObject(b -> b.bucket("old").key("plain"), RequestBody.fromString("plain"));
            long expires = Instant.now().getEpochSecond() + 60;
            var signature = sign(LocalServer.SECRET, "GET\n\n\n" + expires + "\n/old/plain");
            refused(
                    Raw.request(
                                    off.endpoint(),
                                    "GET",
                                    "/old/plain?AWSAccessKeyId=" + LocalServer.ACCESS_KEY_ID + "&Expires=" + expires
                                            + "&Signature=" + URLEncoder.encode(signature, StandardCharsets.UTF_8))
                            .send(),
                    400,
                    "InvalidRequest");
            refused(new Old("GET", "/old/plain", "/old/plain").send(off), 400, "InvalidRequest");
        }
    }
}
