package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static sealstead.conformance.Endpoint.own;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/// URLs of Signature Version 2, as boto3 and the AWS CLI make them by default: what they may do, and what never.
@SuppressWarnings("NullAway.Init")
final class PresignedV2Test {
    @Server
    private static LocalServer server;

    @Client
    private static S3Client s3;

    @BeforeAll
    static void start() {
        s3.createBucket(b -> b.bucket(own("second")));
        s3.putObject(b -> b.bucket(own("second")).key("plain"), RequestBody.fromString("plain"));
        s3.putObject(
                b -> b.bucket(own("second")).key("kms").serverSideEncryption("aws:kms"),
                RequestBody.fromString("secret"));
    }

    private static String sign(String text) {
        try {
            var mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(LocalServer.bytes(LocalServer.SECRET), "HmacSHA1"));
            return Base64.getEncoder().encodeToString(mac.doFinal(LocalServer.bytes(text)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String url(String method, String path, String signedHeaders, long expires) {
        var signature = sign(method + "\n\n\n" + expires + "\n" + signedHeaders + path);
        return path + (path.contains("?") ? "&" : "?") + "AWSAccessKeyId=" + LocalServer.ACCESS_KEY_ID + "&Expires="
                + expires + "&Signature=" + URLEncoder.encode(signature, StandardCharsets.UTF_8);
    }

    private static long soon() {
        return Instant.now().getEpochSecond() + 60;
    }

    private static Raw.Reply send(String method, String target) throws IOException {
        return Raw.request(server.endpoint(), method, target)
                .body(method.equals("PUT") ? "new" : "")
                .send();
    }

    @Test
    void an_object_that_no_kms_key_protects_is_read_and_written() throws IOException {
        assertThat(send("GET", url("GET", "/" + own("second") + "/plain", "", soon()))
                        .body())
                .isEqualTo("plain");
        assertThat(send("PUT", url("PUT", "/" + own("second") + "/put%20here", "", soon()))
                        .status())
                .isEqualTo(200);
        assertThat(s3.getObjectAsBytes(b -> b.bucket(own("second")).key("put here"))
                        .asUtf8String())
                .isEqualTo("new");
        var header = "x-amz-meta-a:b\n";
        var target = url("PUT", "/" + own("second") + "/meta", header, soon()) + "&x-amz-meta-a=b";
        assertThat(send("PUT", target).status()).isEqualTo(200);
        assertThat(s3.headObject(b -> b.bucket(own("second")).key("meta")).metadata())
                .containsEntry("a", "b");
    }

    @Test
    void a_kms_object_is_neither_read_nor_written() throws IOException {
        var message = "Requests specifying Server Side Encryption with AWS KMS managed keys require AWS Signature"
                + " Version 4.";
        var read = send("GET", url("GET", "/" + own("second") + "/kms", "", soon()));
        assertThat(read.status()).isEqualTo(400);
        assertThat(read.code()).isEqualTo("InvalidArgument");
        assertThat(read.message()).isEqualTo(message);
        assertThat(read.element("ArgumentName")).isEqualTo("Authorization");
        var asked = url("PUT", "/" + own("second") + "/new", "x-amz-server-side-encryption:aws:kms\n", soon())
                + "&x-amz-server-side-encryption=aws%3Akms";
        assertThat(send("PUT", asked).message()).isEqualTo(message);
        s3.createBucket(b -> b.bucket(own("second-kms")));
        s3.putBucketEncryption(b -> b.bucket(own("second-kms"))
                .serverSideEncryptionConfiguration(
                        c -> c.rules(software.amazon.awssdk.services.s3.model.ServerSideEncryptionRule.builder()
                                .applyServerSideEncryptionByDefault(d -> d.sseAlgorithm("aws:kms"))
                                .build())));
        assertThat(send("PUT", url("PUT", "/" + own("second-kms") + "/x", "", soon()))
                        .message())
                .isEqualTo(message);
        assertThat(s3.listObjectsV2(b -> b.bucket(own("second-kms"))).contents())
                .isEmpty();
    }

    @Test
    void what_the_signature_does_not_cover_is_refused() throws IOException {
        var good = url("GET", "/" + own("second"), "", soon());
        assertThat(send("GET", good + "&list-type=2&prefix=pl").body()).contains("<Key>plain</Key>");
        for (var added : new String[] {"&encryption", "&publicAccessBlock", "&attributes"}) {
            var reply = send("GET", good + added);
            assertThat(reply.status()).as(added).isEqualTo(400);
            assertThat(reply.code()).isEqualTo("InvalidRequest");
        }
        assertThat(send("GET", good + "&unknown=1").status()).isEqualTo(200);
        var named = send("GET", url("GET", "/" + own("second") + "?metrics", "", soon()) + "&id=x");
        assertThat(named.status()).as(named.body()).isEqualTo(400);
        for (var added : new String[] {"&acl", "&versions", "&x-amz-expected-bucket-owner=111122223333"}) {
            assertThat(send("GET", good + added).code()).as(added).isEqualTo("SignatureDoesNotMatch");
        }
        assertThat(send("DELETE", url("GET", "/" + own("second") + "/plain", "", soon()))
                        .code())
                .isEqualTo("SignatureDoesNotMatch");
        var header = Raw.request(server.endpoint(), "PUT", url("PUT", "/" + own("second") + "/plain", "", soon()))
                .header("x-amz-meta-added", "x")
                .body("x")
                .send();
        assertThat(header.code()).isEqualTo("SignatureDoesNotMatch");
    }

    /// What boto3 makes of `ContentType` by default; the header is what the upload really has.
    @Test
    void a_header_and_its_parameter_are_one_header() throws IOException {
        for (var name : new String[] {"content-type", "content-md5"}) {
            var value = name.equals("content-type") ? "text/plain" : "Iq9kXRhZy1ym2gxITx836g==";
            var lines = name.equals("content-type") ? "\n" + value : value + "\n";
            var path = "/" + own("second") + "/one-" + name;
            long expires = soon();
            var signature = sign("PUT\n" + lines + "\n" + expires + "\n" + path);
            var target =
                    path + "?AWSAccessKeyId=" + LocalServer.ACCESS_KEY_ID + "&Expires=" + expires + "&" + name + "="
                            + URLEncoder.encode(value, StandardCharsets.UTF_8) + "&Signature="
                            + URLEncoder.encode(signature, StandardCharsets.UTF_8);
            var same = Raw.request(server.endpoint(), "PUT", target)
                    .header(name, value)
                    .body("new");
            var reply = same.send();
            assertThat(reply.status()).as(reply.body()).isEqualTo(200);
            var other = Raw.request(server.endpoint(), "PUT", target)
                    .header(name, "other")
                    .body("new")
                    .send();
            assertThat(other.code()).as(name).isEqualTo("SignatureDoesNotMatch");
            assertThat(other.element("StringToSignBytes")).startsWith("50 55 54 0a");
        }
    }

    @Test
    void a_missing_parameter_is_named_in_its_own_words() throws IOException {
        var target = "/" + own("second") + "/plain?AWSAccessKeyId=" + LocalServer.ACCESS_KEY_ID + "&Signature=x";
        for (var missing : new String[] {target, target.replace("&Signature=x", "&Expires=1")}) {
            var reply = send("PUT", missing);
            assertThat(reply.status()).isEqualTo(403);
            assertThat(reply.message())
                    .isEqualTo("Query-string authentication requires the Signature, Expires and AWSAccessKeyId"
                            + " parameters");
        }
    }

    /// Its frames would be kept as if they were the object.
    @Test
    void no_streaming_mode_is_taken() throws IOException {
        var streaming = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";
        long expires = soon();
        var unsigned = Raw.request(server.endpoint(), "PUT", url("PUT", "/" + own("second") + "/streamed", "", expires))
                .header("x-amz-content-sha256", streaming)
                .header("x-amz-decoded-content-length", "1")
                .body("1\r\na\r\n0\r\n\r\n")
                .send();
        assertThat(unsigned.code()).isEqualTo("SignatureDoesNotMatch");
        var headers = "x-amz-content-sha256:" + streaming + "\nx-amz-decoded-content-length:1\n";
        var signed = Raw.request(
                        server.endpoint(), "PUT", url("PUT", "/" + own("second") + "/streamed", headers, expires))
                .header("x-amz-content-sha256", streaming)
                .header("x-amz-decoded-content-length", "1")
                .body("1\r\na\r\n0\r\n\r\n")
                .send();
        assertThat(signed.code()).isEqualTo("InvalidRequest");
    }

    @Test
    void it_ends_and_stands_alone() throws IOException {
        var late = send("GET", url("GET", "/" + own("second") + "/plain", "", soon() - 120));
        assertThat(late.status()).isEqualTo(403);
        assertThat(late.message()).isEqualTo("Request has expired");
        var both = Raw.request(server.endpoint(), "GET", url("GET", "/" + own("second") + "/plain", "", soon()))
                .sign()
                .send();
        assertThat(both.status()).isEqualTo(400);
        var inHeader = Raw.request(server.endpoint(), "GET", "/" + own("second") + "/plain")
                .header("authorization", "AWS " + LocalServer.ACCESS_KEY_ID + ":" + sign("GET"))
                .send();
        assertThat(inHeader.status()).isEqualTo(400);
        assertThat(inHeader.code()).isEqualTo("InvalidRequest");
    }
}
