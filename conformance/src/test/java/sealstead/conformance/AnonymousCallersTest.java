package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static sealstead.conformance.Endpoint.own;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/// What callers who do not say who they are may never do, however public a bucket is.
@Overlay.Never
@SuppressWarnings("NullAway.Init")
final class AnonymousCallersTest {
    @Server
    private static LocalServer server;

    @Client
    private static S3Client s3;

    @BeforeAll
    static void start() {
        s3.createBucket(b -> b.bucket(own("public")));
        s3.deletePublicAccessBlock(b -> b.bucket(own("public")));
        s3.putBucketPolicy(b -> b.bucket(own("public")).policy("""
                {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:*",
                  "Resource": ["arn:aws:s3:::BUCKET", "arn:aws:s3:::BUCKET/*"]}]}""".replace("BUCKET", own("public"))));
        s3.putObject(b -> b.bucket(own("public")).key("page"), RequestBody.fromString("text"));
    }

    private static Raw.Reply ask(String method, String target, String... header) throws IOException {
        var raw = Raw.request(server.endpoint(), method, target);
        if (header.length == 2) {
            raw.header(header[0], header[1]);
        }
        return raw.send();
    }

    private static void check(Raw.Reply reply, int status, String code, String message) {
        assertThat(reply.status()).as(reply.body()).isEqualTo(status);
        assertThat(reply.code()).isEqualTo(code);
        assertThat(reply.message()).isEqualTo(message);
    }

    @Test
    void what_is_public_is_read_and_written() throws IOException {
        assertThat(ask("GET", "/" + own("public") + "/page").status()).isEqualTo(200);
        assertThat(ask("PUT", "/" + own("public") + "/theirs").status()).isEqualTo(200);
    }

    @Test
    void they_begin_no_multipart_upload() throws IOException {
        check(
                ask("POST", "/" + own("public") + "/theirs?uploads"),
                403,
                "AccessDenied",
                "Anonymous users cannot initiate multipart uploads.  Please authenticate.");
        assertThat(s3.listMultipartUploads(b -> b.bucket(own("public"))).uploads())
                .isEmpty();
    }

    @Test
    void they_copy_nothing() throws IOException {
        var message = "Anonymous users cannot copy objects.  Please authenticate.";
        check(
                ask("PUT", "/" + own("public") + "/copy", "x-amz-copy-source", "/" + own("public") + "/page"),
                403,
                "AccessDenied",
                message);
        var id = s3.createMultipartUpload(b -> b.bucket(own("public")).key("parts"))
                .uploadId();
        check(
                ask(
                        "PUT",
                        "/" + own("public") + "/parts?partNumber=1&uploadId=" + id,
                        "x-amz-copy-source",
                        "/" + own("public") + "/page"),
                403,
                "AccessDenied",
                message);
        s3.abortMultipartUpload(b -> b.bucket(own("public")).key("parts").uploadId(id));
        assertThat(s3.listObjectsV2(b -> b.bucket(own("public")).prefix("copy")).contents())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "response-content-type=text%2Fhtml",
                "response-content-disposition=inline",
                "response-content-encoding=gzip",
                "response-content-language=en",
                "response-cache-control=no-store",
                "response-expires=0"
            })
    void they_choose_no_header_of_an_answer(String parameter) throws IOException {
        check(
                ask("GET", "/" + own("public") + "/page?" + parameter),
                400,
                "InvalidRequest",
                "Request specific response headers cannot be used for anonymous GET requests.");
        assertThat(ask("HEAD", "/" + own("public") + "/page?" + parameter).status())
                .isEqualTo(400);
        var signed = Raw.request(server.endpoint(), "GET", "/" + own("public") + "/page?" + parameter)
                .sign()
                .send();
        assertThat(signed.status()).isEqualTo(200);
    }

    @Test
    void a_bucket_that_is_not_public_says_no_more_than_before() throws IOException {
        s3.createBucket(b -> b.bucket(own("private")));
        for (var target : List.of("/" + own("private") + "/x", "/" + own("private"))) {
            check(ask("GET", target), 403, "AccessDenied", "Access Denied");
        }
    }
}
