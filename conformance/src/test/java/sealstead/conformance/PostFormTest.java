package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static sealstead.conformance.Endpoint.own;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.s3.S3Client;

/// Uploads by a form, byte by byte as a browser sends them.
@Overlay.Defaults
@SuppressWarnings({"NullAway.Init", "unchecked"})
final class PostFormTest {
    private static final String BOUNDARY = "----WebKitFormBoundaryAbc123";

    @Server
    private static LocalServer server;

    @Client
    private static S3Client s3;

    @BeforeAll
    static void start() {
        s3.createBucket(b -> b.bucket(own("forms")));
    }

    /// A form with a policy that allows exactly its own fields, until a test breaks something.
    private static final class Form {
        private final Map<String, String> fields = new LinkedHashMap<>();
        private final List<String> conditions = new ArrayList<>();
        private String secret = LocalServer.SECRET;
        private Instant expiration = Instant.now().plus(Duration.ofHours(1));
        private String policy = "";
        private String end = "\r\n--" + BOUNDARY + "--\r\n";
        private final boolean signed;

        Form(boolean signed) {
            this.signed = signed;
            conditions.add("{\"bucket\": \"" + own("forms") + "\"}");
        }

        Form field(String name, String value) {
            conditions.add("[\"eq\", \"$" + name + "\", \"" + value + "\"]");
            return unconditioned(name, value);
        }

        Form unconditioned(String name, String value) {
            fields.put(name, value);
            return this;
        }

        Form condition(String json) {
            conditions.add(json);
            return this;
        }

        Form secret(String other) {
            secret = other;
            return this;
        }

        Form expires(Instant when) {
            expiration = when;
            return this;
        }

        Form policy(String json) {
            policy = json;
            return this;
        }

        Form followedBy(String more) {
            end = "\r\n--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"submit\"\r\n\r\n" + more + end;
            return this;
        }

        private void sign() {
            var raw = Raw.request(server.endpoint(), "POST", "/" + own("forms")).secret(secret);
            field("x-amz-algorithm", "AWS4-HMAC-SHA256");
            field("x-amz-credential", LocalServer.ACCESS_KEY_ID + "/" + raw.scope());
            field("x-amz-date", raw.amzDate());
            var json = policy.isEmpty()
                    ? "{\"expiration\": \"" + expiration + "\", \"conditions\": [" + String.join(", ", conditions)
                            + "]}"
                    : policy;
            var encoded = Base64.getEncoder().encodeToString(LocalServer.bytes(json));
            fields.put("Policy", encoded);
            fields.put("X-Amz-Signature", HexFormat.of().formatHex(Raw.hmac(raw.signingKey(), encoded)));
        }

        Raw.Reply send(byte[] file) throws IOException {
            if (signed) {
                sign();
            }
            var body = new ByteArrayOutputStream();
            fields.forEach((name, value) -> body.writeBytes(LocalServer.bytes("--" + BOUNDARY
                    + "\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n")));
            body.writeBytes(LocalServer.bytes("--" + BOUNDARY
                    + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"C:\\\\photos\\\\my cat.jpg\"\r\n"
                    + "Content-Type: image/jpeg\r\n\r\n"));
            body.writeBytes(file);
            body.writeBytes(LocalServer.bytes(end));
            return Raw.request(server.endpoint(), "POST", "/" + own("forms"))
                    .header("content-type", "multipart/form-data; boundary=" + BOUNDARY)
                    .body(body.toByteArray())
                    .send();
        }

        Raw.Reply send(String file) throws IOException {
            return send(LocalServer.bytes(file));
        }
    }

    private static Form form() {
        return new Form(true);
    }

    private static byte[] get(String key) {
        return s3.getObjectAsBytes(b -> b.bucket(own("forms")).key(key)).asByteArrayUnsafe();
    }

    @Test
    void a_file_becomes_an_object_with_what_the_form_says_of_it() throws IOException {
        var reply = form().field("key", "photos/one")
                .field("Content-Type", "image/jpeg")
                .field("x-amz-meta-owner", "me")
                .field("x-amz-server-side-encryption", "aws:kms")
                .field("x-ignore-me", "anything")
                .send("the picture");
        assertThat(reply.status()).as(reply.body()).isEqualTo(204);
        assertThat(reply.header("x-amz-server-side-encryption")).contains("aws:kms");
        assertThat(reply.header("location")).contains(server.endpoint() + "/" + own("forms") + "/photos/one");
        var head = s3.headObject(b -> b.bucket(own("forms")).key("photos/one"));
        assertThat(head.contentType()).isEqualTo("image/jpeg");
        assertThat(head.metadata()).containsExactly(Map.entry("owner", "me"));
        assertThat(head.serverSideEncryptionAsString()).isEqualTo("aws:kms");
        assertThat(reply.header("etag")).contains(head.eTag());
        assertThat(get("photos/one")).isEqualTo(LocalServer.bytes("the picture"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65_535, 65_536, 65_537, 200_000})
    void a_file_of_any_length_arrives_whole(int bytes) throws IOException {
        var file = new byte[bytes];
        // Lines that look like the beginning of a boundary.
        var bait = LocalServer.bytes("\r\n------WebKitFormBoundaryAbc12\r\n--");
        for (int i = 0; i < bytes; i++) {
            file[i] = bait[i % bait.length];
        }
        var reply = form().field("key", "length-" + bytes).send(file);
        assertThat(reply.status()).as(reply.body()).isEqualTo(204);
        assertThat(get("length-" + bytes)).isEqualTo(file);
    }

    @Test
    void the_file_name_takes_its_place_in_the_key() throws IOException {
        var reply = form().condition("[\"starts-with\", \"$key\", \"user/\"]")
                .unconditioned("key", "user/${filename}")
                .followedBy("Upload")
                .send("x");
        assertThat(reply.status()).as(reply.body()).isEqualTo(204);
        assertThat(get("user/my cat.jpg")).isEqualTo(LocalServer.bytes("x"));
    }

    @Test
    void success_is_told_as_the_form_asks() throws IOException {
        var created = form().field("key", "status")
                .field("success_action_status", "201")
                .send("x");
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.element("Key")).isEqualTo("status");
        assertThat(created.element("Bucket")).isEqualTo(own("forms"));
        assertThat(created.element("Location")).isEqualTo(server.endpoint() + "/" + own("forms") + "/status");
        assertThat(form().field("key", "status")
                        .field("success_action_status", "200")
                        .send("x")
                        .status())
                .isEqualTo(200);
        var redirected = form().field("key", "a b")
                .field("success_action_redirect", "https://app.example/done?x=1")
                .send("x");
        assertThat(redirected.status()).isEqualTo(303);
        assertThat(redirected.header("location").orElse(""))
                .startsWith("https://app.example/done?x=1&bucket=" + own("forms") + "&key=a%20b&etag=%22");
    }

    @Test
    void what_the_policy_does_not_allow_is_refused_and_nothing_is_kept() throws IOException {
        refuse(
                403,
                "AccessDenied",
                "Policy expired",
                form().expires(Instant.now().minusSeconds(1)));
        refuse(
                403,
                "AccessDenied",
                "Extra input fields: x-amz-meta-more",
                form().unconditioned("x-amz-meta-more", "x"));
        refuse(
                403,
                "AccessDenied",
                "Policy Condition failed",
                form().condition("[\"starts-with\", \"$key\", \"allowed/\"]"));
        refuse(403, "AccessDenied", "Policy Condition failed", form().condition("{\"bucket\": \"other\"}"));
        refuse(403, "SignatureDoesNotMatch", "", form().secret("wrong"));
        refuse(400, "InvalidPolicyDocument", "", form().policy("not json"));
        refuse(400, "EntityTooLarge", "", form().condition("[\"content-length-range\", 0, 3]"));
        refuse(400, "EntityTooSmall", "", form().condition("[\"content-length-range\", 100, 200]"));
        refuse(
                403,
                "AccessDenied",
                "Policy Condition failed",
                form().condition("{\"x-amz-server-side-encryption\": \"aws:kms\"}"));
        refuse(400, "BadDigest", "", form().field("x-amz-checksum-crc32", "AAAAAA=="));
        refuse(403, "AccessDenied", "Access Denied", new Form(false));
        assertThat(s3.listObjectsV2(b -> b.bucket(own("forms")).prefix("refused"))
                        .contents())
                .isEmpty();
    }

    @Test
    void a_policy_that_names_no_bucket_is_good_for_none() throws IOException {
        var form = form();
        form.conditions.clear();
        refuse(403, "AccessDenied", "Invalid according to Policy: Extra input fields: bucket", form);
    }

    @Test
    void a_field_that_is_not_there_meets_no_condition() throws IOException {
        for (var condition : List.of(
                "[\"eq\", \"$x-amz-meta-absent\", \"\"]",
                "[\"starts-with\", \"$x-amz-meta-absent\", \"\"]",
                "{\"x-amz-meta-absent\": \"\"}")) {
            refuse(403, "AccessDenied", "Policy Condition failed", form().condition(condition));
        }
        var empty = form().field("key", "empty").field("x-amz-meta-empty", "").send("file");
        assertThat(empty.status()).as(empty.body()).isEqualTo(204);
    }

    @Test
    void every_member_of_a_list_of_content_types_must_begin_as_the_policy_says() throws IOException {
        var images = "[\"starts-with\", \"$Content-Type\", \"image/\"]";
        var all = form().field("key", "images")
                .condition(images)
                .unconditioned("Content-Type", "image/jpg,image/png, image/gif")
                .send("file");
        assertThat(all.status()).as(all.body()).isEqualTo(204);
        for (var mixed : List.of("image/jpg,text/plain", "image/jpg, text/html", "image/jpg,")) {
            refuse(
                    403,
                    "AccessDenied",
                    "Policy Condition failed",
                    form().condition(images).unconditioned("Content-Type", mixed));
        }
    }

    @Test
    void conditions_that_are_none_are_refused_as_s3_does() throws IOException {
        var simple = "Invalid Policy: Invalid Simple-Condition: Simple-Conditions must have exactly one property"
                + " specified.";
        refuse(
                400,
                "InvalidPolicyDocument",
                simple,
                form().condition("{\"acl\": \"private\", \"bucket\": \"" + own("forms") + "\"}"));
        refuse(400, "InvalidPolicyDocument", simple, form().condition("{}"));
        refuse(400, "InvalidPolicyDocument", simple, form().condition("[\"eq\", \"$acl\"]"));
        var failed = "Invalid according to Policy: Policy Condition failed: ";
        refuse(
                403,
                "AccessDenied",
                failed + "[\"eq\", \"success_action_redirect\", \"x\"]",
                form().condition("[\"eq\",\"success_action_redirect\",\"x\"]"));
        refuse(
                403,
                "AccessDenied",
                failed + "[\"content-length-range\", \"test\", \"10\"]",
                form().condition("[\"content-length-range\",\"test\",10]"));
        refuse(
                403,
                "AccessDenied",
                failed + "[\"starts-with\", \"$key\", \"other\"]",
                form().condition("[\"starts-with\",\"$key\",\"other\"]"));
    }

    @Test
    void fields_that_are_missing_are_named() throws IOException {
        var endpoint = server.endpoint();
        var missing = Map.of(
                "X-Amz-Signature",
                        Map.of("x-amz-algorithm", "AWS4-HMAC-SHA256", "x-amz-credential", "C", "x-amz-date", "D"),
                "X-Amz-Algorithm", Map.of("x-amz-signature", "abc"),
                "AWSAccessKeyId", Map.of("signature", "abc"),
                "Signature", Map.of("AWSAccessKeyId", LocalServer.ACCESS_KEY_ID));
        for (var row : missing.entrySet()) {
            var form = new Form(false).unconditioned("key", "refused").unconditioned("policy", "e30=");
            row.getValue()
                    .forEach((name, value) -> form.unconditioned(
                            name,
                            value.equals("C")
                                    ? LocalServer.ACCESS_KEY_ID + "/"
                                            + Raw.request(endpoint, "POST", "/").scope()
                                    : value.equals("D")
                                            ? Raw.request(endpoint, "POST", "/").amzDate()
                                            : value));
            var reply = form.send("file");
            assertThat(reply.status()).as(reply.body()).isEqualTo(400);
            assertThat(reply.message())
                    .isEqualTo("Bucket POST must contain a field named '" + row.getKey()
                            + "'.  If it is specified, please check the order of the fields.");
            assertThat(reply.element("ArgumentName")).isEqualTo(row.getKey());
            assertThat(reply.body()).contains("<ArgumentValue>");
        }
        var nothing = new Form(false)
                .unconditioned("key", "refused")
                .unconditioned("policy", "e30=")
                .send("file");
        assertThat(nothing.status()).isEqualTo(403);
        assertThat(nothing.message()).isEqualTo("Access Denied");
    }

    @Test
    void metadata_of_a_form_may_be_any_characters() throws IOException {
        var values = Map.of(
                "Ä S3", "=?UTF-8?Q?=C3=84_S3?=",
                "a—b_%é👑", "=?UTF-8?Q?a=E2=80=94b=5F%=C3=A9=F0=9F=91=91?=",
                "\u0000\u0001\u0002\u0003\u0004", "=?UTF-8?B?AAECAwQ=?=",
                "\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD", "=?UTF-8?B?77+977+977+977+977+977+977+9?=",
                "=?UTF-8?B?YWJj?=", "=?UTF-8?B?YWJj?=",
                "plain _=? text", "plain _=? text");
        for (var row : values.entrySet()) {
            var form = form().field("key", "characters")
                    .condition("[\"starts-with\", \"$x-amz-meta-a\", \"\"]")
                    .unconditioned("x-amz-meta-a", row.getKey());
            var reply = form.send("x");
            assertThat(reply.status()).as(reply.body()).isEqualTo(204);
            var head = Raw.request(server.endpoint(), "HEAD", "/" + own("forms") + "/characters")
                    .sign()
                    .send();
            assertThat(head.header("x-amz-meta-a")).contains(row.getValue());
        }
    }

    private static void refuse(int status, String code, String message, Form form) throws IOException {
        var reply = form.field("key", "refused").send("file");
        assertThat(reply.status()).as(reply.body()).isEqualTo(status);
        assertThat(reply.code()).isEqualTo(code);
        assertThat(reply.message().replace("&quot;", "\"")).contains(message);
    }

    @Test
    void what_is_no_form_is_refused() throws IOException {
        var noKey = form().send("x");
        assertThat(noKey.code()).isEqualTo("InvalidArgument");
        assertThat(noKey.element("ArgumentName")).isEqualTo("key");
        for (var body : List.of("", "--other\r\n", "--" + BOUNDARY + "\r\nnonsense")) {
            var reply = Raw.request(server.endpoint(), "POST", "/" + own("forms"))
                    .header("content-type", "multipart/form-data; boundary=" + BOUNDARY)
                    .body(body)
                    .send();
            assertThat(reply.code()).as(body).isEqualTo("MalformedPOSTRequest");
        }
        var large = new char[30_000];
        Arrays.fill(large, 'x');
        assertThat(form().field("key", "x")
                        .unconditioned("x-ignore-large", new String(large))
                        .send("x")
                        .code())
                .isEqualTo("MaxPostPreDataLengthExceeded");
    }

    @Test
    void tags_of_the_form_are_kept() throws IOException {
        var xml = "<Tagging><TagSet><Tag><Key>a</Key><Value>b</Value></Tag></TagSet></Tagging>";
        assertThat(form().field("key", "tagged").field("tagging", xml).send("x").status())
                .isEqualTo(204);
        assertThat(s3.getObjectTagging(b -> b.bucket(own("forms")).key("tagged"))
                        .tagSet())
                .hasSize(1)
                .allMatch(tag -> tag.key().equals("a") && tag.value().equals("b"));
    }

    @Test
    void another_document_has_no_tags() throws IOException {
        assertThat(form().field("key", "untagged")
                        .field("tagging", "<Other><TagSet/></Other>")
                        .send("x")
                        .status())
                .isEqualTo(204);
        assertThat(s3.getObjectTagging(b -> b.bucket(own("forms")).key("untagged"))
                        .tagSet())
                .isEmpty();
        assertThat(form().field("key", "refused")
                        .field("tagging", "no xml")
                        .send("x")
                        .code())
                .isEqualTo("MalformedXML");
    }

    @Test
    void a_customers_key_comes_in_fields_too() throws IOException {
        s3.createBucket(b -> b.bucket(own("forms-c")));
        var key = Kind.CUSTOMER_KEY;
        var md5 = Base64.getEncoder()
                .encodeToString(Raw.digest("MD5", "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8)));
        var reply = form().field("key", "customer")
                .field("x-amz-server-side-encryption-customer-algorithm", "AES256")
                .field("x-amz-server-side-encryption-customer-key", key)
                .field("x-amz-server-side-encryption-customer-key-MD5", md5)
                .send("secret");
        // New buckets block SSE-C, forms or not.
        assertThat(reply.status()).isEqualTo(403);
        s3.putBucketEncryption(b -> b.bucket(own("forms"))
                .serverSideEncryptionConfiguration(
                        c -> c.rules(r -> r.applyServerSideEncryptionByDefault(d -> d.sseAlgorithm("AES256"))
                                .blockedEncryptionTypes(t -> t.encryptionTypeWithStrings("NONE")))));
        assertThat(form().field("key", "customer")
                        .field("x-amz-server-side-encryption-customer-algorithm", "AES256")
                        .field("x-amz-server-side-encryption-customer-key", key)
                        .field("x-amz-server-side-encryption-customer-key-MD5", md5)
                        .send("secret")
                        .status())
                .isEqualTo(204);
        assertThat(s3.getObjectAsBytes(b -> Kind.SSE_C.on(b.bucket(own("forms")).key("customer")))
                        .asUtf8String())
                .isEqualTo("secret");
    }
}
