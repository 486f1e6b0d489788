package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/// A request says one thing, whichever way it says it: signature, routing, policies, operations and the trail read the
/// same headers, parameters and names.
@SuppressWarnings({"NullAway.Init", "unchecked"})
final class EffectiveRequestTest {
    @Server
    private static LocalServer server;

    @Client
    private static S3Client s3;

    private static IamWorld world;

    @BeforeAll
    static void start() {
        world = new IamWorld(server);
        s3.createBucket(b -> b.bucket("one"));
        s3.createBucket(b -> b.bucket("two"));
        s3.putObject(b -> b.bucket("one").key("secret/plan.txt"), RequestBody.fromString("secret"));
        s3.putObject(b -> b.bucket("one").key("open/a b.txt"), RequestBody.fromString("open"));
        s3.putObject(b -> b.bucket("one").key("open/a+b.txt"), RequestBody.fromString("plus"));
    }

    private static Raw copy(String source, String target) {
        return Raw.request(server.endpoint(), "PUT", target).header("x-amz-copy-source", source);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "one/secret/plan.txt",
                "/one/secret/plan.txt",
                "one%2Fsecret%2Fplan.txt",
                "%2Fone%2Fsecret%2Fplan.txt",
                "one/secret%2Fplan.txt",
                "one/%73ecret/plan.txt",
                "%6Fne/secret/plan.txt",
                "one/secret/plan.txt?versionId=null",
                "https://s3.amazonaws.com/one/secret/plan.txt",
            })
    void a_deny_for_a_source_holds_however_the_source_is_written(String source) throws IOException {
        s3.putBucketPolicy(b -> b.bucket("two").policy("""
                {"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"s3:PutObject",
                "Resource":"arn:aws:s3:::two/*","Condition":{"StringLike":{"s3:x-amz-copy-source":"one/secret/*"}}}]}
                """));
        try {
            var refused = copy(source, "/two/copied").sign().send();
            assertThat(refused.status()).as(refused.body()).isEqualTo(403);
            assertThat(refused.message()).contains("explicit deny");
            var presigned = Raw.request(
                            server.endpoint(),
                            "PUT",
                            "/two/copied?x-amz-copy-source=" + URLEncoder.encode(source, StandardCharsets.UTF_8))
                    .presign(60)
                    .send();
            assertThat(presigned.status()).as(presigned.body()).isEqualTo(403);
            assertThat(copy("one/open/a%20b.txt", "/two/copied").sign().send().status())
                    .isEqualTo(200);
        } finally {
            s3.deleteBucketPolicy(b -> b.bucket("two"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "one%2Fopen%2Fa%20b.txt, open",
        "one/open/a+b.txt, open",
        "one%2Fopen%2Fa+b.txt, open",
        "one/open/a%2Bb.txt, plus",
        "/one/open/a%20b.txt, open",
        "http://localhost:9000/one/open/a%2Bb.txt, plus",
    })
    void a_source_is_decoded_as_a_whole(String source, String content) throws IOException {
        var reply = copy(source, "/two/decoded").sign().send();
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        assertThat(s3.getObjectAsBytes(b -> b.bucket("two").key("decoded")).asUtf8String())
                .isEqualTo(content);
    }

    /// It was a plain PUT whose policy saw a copy.
    @Test
    void a_source_in_a_presigned_query_makes_a_copy() throws IOException {
        var user = world.user("copier", IamWorld.allow("s3:*", "*"));
        s3.putBucketPolicy(b -> b.bucket("two").policy("""
                {"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"s3:PutObject",
                "Resource":"arn:aws:s3:::two/*","Condition":{"Null":{"s3:x-amz-copy-source":"true"}}}]}
                """));
        try {
            var target = "/two/by-url?x-amz-copy-source=one%2Fopen%2Fa%2520b.txt";
            var copied = Raw.request(server.endpoint(), "PUT", target)
                    .accessKeyId(user.accessKeyId())
                    .secret(user.secretAccessKey())
                    .presign(60)
                    .send();
            assertThat(copied.status()).as(copied.body()).isEqualTo(200);
            assertThat(copied.body()).contains("CopyObjectResult");
            assertThat(s3.getObjectAsBytes(b -> b.bucket("two").key("by-url")).asUtf8String())
                    .isEqualTo("open");
            // Signed by its header, the same query says nothing, and the condition sees no copy.
            var plain = Raw.request(server.endpoint(), "PUT", target)
                    .accessKeyId(user.accessKeyId())
                    .secret(user.secretAccessKey())
                    .body("mine")
                    .sign()
                    .send();
            assertThat(plain.status()).as(plain.body()).isEqualTo(403);
        } finally {
            s3.deleteBucketPolicy(b -> b.bucket("two"));
        }
    }

    @Test
    void conditions_of_a_presigned_query_hold() throws IOException {
        var target = "/one/once?If-None-Match=%2A";
        var first = Raw.request(server.endpoint(), "PUT", target).body("1").presign(60);
        assertThat(first.send().status()).isEqualTo(200);
        var second = first.send();
        assertThat(second.status()).isEqualTo(412);
        assertThat(second.code()).isEqualTo("PreconditionFailed");
        var other = Raw.request(server.endpoint(), "PUT", "/one/once?If-Match=%22abc%22")
                .body("2")
                .presign(60)
                .send();
        assertThat(other.status()).isEqualTo(412);
        var read = Raw.request(
                        server.endpoint(), "GET", "/one/once?if-none-match=%22c4ca4238a0b923820dcc509a6f75849b%22")
                .presign(60)
                .send();
        assertThat(read.status()).isEqualTo(304);
        assertThat(s3.getObjectAsBytes(b -> b.bucket("one").key("once")).asUtf8String())
                .isEqualTo("1");
    }

    @Test
    void parameters_that_mean_nothing_are_ignored_and_subresources_never() throws IOException {
        for (var added : new String[] {"fbclid=1", "UploadId=x&PartNumber=1", "utm_source=a"}) {
            var put = Raw.request(server.endpoint(), "PUT", "/one/tracked?" + added)
                    .body("x")
                    .sign()
                    .send();
            assertThat(put.status()).as(added + put.body()).isEqualTo(200);
        }
        for (var added : new String[] {"uploadId=x", "acl", "newSubresource", "torrent"}) {
            var put = Raw.request(server.endpoint(), "DELETE", "/one?" + added)
                    .sign()
                    .send();
            assertThat(put.status()).as(added).isIn(501, 405, 400);
        }
        var version = Raw.request(server.endpoint(), "PUT", "/one/tracked?versionId=null")
                .body("x")
                .sign()
                .send();
        assertThat(version.status()).isEqualTo(400);
        assertThat(version.message()).isEqualTo("This operation does not accept a version-id.");
    }

    /// What the joined text of a repeated header signs is what is obeyed.
    @Test
    void a_header_that_comes_twice_is_one() throws IOException {
        s3.putObject(b -> b.bucket("one").key("2024"), RequestBody.fromString("other"));
        s3.putObject(b -> b.bucket("one").key("2024,report"), RequestBody.fromString("meant"));
        var request = copy("one/2024,report", "/two/joined").sign();
        var head = request.head()
                .replace(
                        "x-amz-copy-source: one/2024,report",
                        "x-amz-copy-source: one/2024\r\nx-amz-copy-source: report");
        try (var socket =
                new Socket(server.endpoint().getHost(), server.endpoint().getPort())) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
            assertThat(Raw.read(socket.getInputStream(), false).status()).isEqualTo(200);
        }
        assertThat(s3.getObjectAsBytes(b -> b.bucket("two").key("joined")).asUtf8String())
                .isEqualTo("meant");
        var twice = Raw.request(
                        server.endpoint(), "PUT", "/two/twice?x-amz-copy-source=one%2F2024&x-amz-copy-source=report")
                .presign(60)
                .send();
        assertThat(twice.status()).isEqualTo(400);
        assertThat(twice.code()).isEqualTo("InvalidArgument");
    }

    /// A condition need not be a signed header, so that its parameter counts.
    @Test
    void no_header_replaces_a_condition_that_was_presigned() throws IOException {
        s3.putObject(b -> b.bucket("one").key("guarded"), RequestBody.fromString("x"));
        var url = Raw.request(server.endpoint(), "DELETE", "/one/guarded?if-match=%22other%22")
                .presign(60);
        assertThat(url.unsignedHeader("if-match", "*").send().status()).isEqualTo(412);
        assertThat(s3.headObject(b -> b.bucket("one").key("guarded")).contentLength())
                .isEqualTo(1);
    }

    /// A tag set that a copy ignores meets no condition.
    @Test
    void a_copy_is_judged_by_the_tags_that_it_gives() throws IOException {
        s3.putObject(
                b -> b.bucket("one").key("secret/tagged").tagging("class=secret"), RequestBody.fromString("secret"));
        s3.putBucketPolicy(b -> b.bucket("two").policy("""
                {"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*",
                "Action":["s3:PutObject","s3:PutObjectTagging"],"Resource":"arn:aws:s3:::two/*",
                "Condition":{"StringNotEquals":{"s3:RequestObjectTag/class":"public"}}}]}
                """));
        try {
            for (var source : new String[] {"one/secret/tagged", "one/secret/plan.txt"}) {
                var refused = copy(source, "/two/relabelled")
                        .header("x-amz-tagging", "class=public")
                        .sign()
                        .send();
                assertThat(refused.status()).as(source).isEqualTo(403);
            }
            var replaced = copy("one/secret/tagged", "/two/relabelled")
                    .header("x-amz-tagging", "class=public")
                    .header("x-amz-tagging-directive", "REPLACE")
                    .sign()
                    .send();
            assertThat(replaced.status()).as(replaced.body()).isEqualTo(200);
        } finally {
            s3.deleteBucketPolicy(b -> b.bucket("two"));
        }
    }

    /// A session's token stood in the query of a URL that asked for a bucket's session, which forgot who had made it.
    @Test
    void a_bucket_session_knows_its_maker_wherever_the_token_stood() throws IOException {
        var zonal = DirectoryBuckets.create(DirectoryBuckets.client(server), "one-request");
        try (var iam = world.iam(IamWorld.ROOT)) {
            iam.createRole(r -> r.roleName("maker")
                    .assumeRolePolicyDocument(IamWorld.trust("{\"AWS\":\"" + LocalServer.ACCOUNT + "\"}", "")));
            iam.putRolePolicy(
                    r -> r.roleName("maker").policyName("all").policyDocument(IamWorld.allow("s3express:*", "*")));
        }
        var user = world.user("assumer", IamWorld.allow("sts:*", "*"));
        AwsSessionCredentials role;
        try (var sts = world.sts(user)) {
            role = (AwsSessionCredentials) IamWorld.credentials(
                    sts.assumeRole(r -> r.roleArn("arn:aws:iam::" + LocalServer.ACCOUNT + ":role/maker")
                                    .roleSessionName("session"))
                            .credentials());
        }
        var token = URLEncoder.encode(role.sessionToken(), StandardCharsets.UTF_8);
        var created = Raw.request(server.endpoint(), "GET", "/" + zonal + "?session=&X-Amz-Security-Token=" + token)
                .accessKeyId(role.accessKeyId())
                .secret(role.secretAccessKey())
                .presign(60)
                .send();
        assertThat(created.status()).as(created.body()).isEqualTo(200);
        var put = Raw.request(server.endpoint(), "PUT", "/" + zonal + "/by-session")
                .accessKeyId(created.element("AccessKeyId"))
                .secret(created.element("SecretAccessKey"))
                .service("s3express")
                .header("x-amz-s3session-token", created.element("SessionToken"))
                .body("x")
                .sign()
                .send();
        assertThat(put.status()).as(put.body()).isEqualTo(200);
    }

    /// Signed by the Authorization header, what stands in the query is no token.
    @Test
    void a_token_in_the_query_is_none_for_who_signs_by_the_header() throws IOException {
        AwsSessionCredentials session;
        try (var sts = world.sts(world.user("holder", IamWorld.allow("*", "*")))) {
            session = (AwsSessionCredentials)
                    IamWorld.credentials(sts.getSessionToken().credentials());
        }
        var token = URLEncoder.encode(session.sessionToken(), StandardCharsets.UTF_8);
        for (var service : Map.of("s3", "/one?X-Amz-Security-Token=", "sts", "/?X-Amz-Security-Token=")
                .entrySet()) {
            var reply = Raw.request(
                            server.endpoint(),
                            service.getKey().equals("s3") ? "GET" : "POST",
                            service.getValue() + token)
                    .accessKeyId(session.accessKeyId())
                    .secret(session.secretAccessKey())
                    .service(service.getKey())
                    .header("content-type", "application/x-www-form-urlencoded")
                    .body(service.getKey().equals("s3") ? "" : "Action=GetCallerIdentity&Version=2011-06-15")
                    .sign()
                    .send();
            assertThat(reply.status()).as(reply.body()).isEqualTo(403);
        }
    }

    /// What a header's bytes are is what was signed: UTF-8 as most clients write it, ISO 8859-1 as others do, and
    /// UTF-8 in the signature for ISO 8859-1 on the wire as programs on Node.js have it.
    @ParameterizedTest
    @CsvSource({"UTF-8, UTF-8", "ISO-8859-1, ISO-8859-1", "UTF-8, ISO-8859-1"})
    void a_signature_covers_the_bytes_of_headers(String signed, String sent) throws IOException {
        var value = "attachment; filename=\"é Ä.pdf\"";
        var request = Raw.request(server.endpoint(), "PUT", "/one/bytes-" + signed + sent)
                .header("content-disposition", inBytes(value, Charset.forName(signed)))
                .body("x")
                .signBytes();
        var wire = new ByteArrayOutputStream();
        var head = request.head();
        wire.writeBytes((signed.equals(sent) ? head : head.replace(inBytes(value, Charset.forName(signed)), value))
                .getBytes(StandardCharsets.ISO_8859_1));
        wire.writeBytes(request.bytes());
        try (var socket =
                new Socket(server.endpoint().getHost(), server.endpoint().getPort())) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream().write(wire.toByteArray());
            var reply = Raw.read(socket.getInputStream(), false);
            assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        }
    }

    private static String inBytes(String text, Charset charset) {
        return new String(text.getBytes(charset), StandardCharsets.ISO_8859_1);
    }
}
