package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static sealstead.conformance.Endpoint.own;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.EncryptionType;

/// The refusals of encryption headers, row by row: status, code, message, argument; and nothing is stored.
@SuppressWarnings({"NullAway.Init", "unchecked"})
final class EncryptionHeadersTest {
    private static final String SSE = "x-amz-server-side-encryption";
    private static final String KEY = SSE + "-aws-kms-key-id";
    private static final String CONTEXT = SSE + "-context";
    private static final String BUCKET_KEY = SSE + "-bucket-key-enabled";
    private static final String C_ALGORITHM = SSE + "-customer-algorithm";
    private static final String C_KEY = SSE + "-customer-key";
    private static final String C_MD5 = SSE + "-customer-key-md5";
    private static final byte[] RAW_KEY = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final String CUSTOMER_KEY = Base64.getEncoder().encodeToString(RAW_KEY);
    private static final String OTHER_KEY = Base64.getEncoder().encodeToString(new byte[32]);
    private static final String CUSTOMER_MD5 = Base64.getEncoder().encodeToString(Raw.digest("MD5", RAW_KEY));
    private static final String MALFORMED_CONTEXT =
            "The header 'x-amz-server-side-encryption-context' shall be Base64-encoded UTF-8 string holding JSON which"
                    + " represents a string-string map";

    @Server
    private static LocalServer server;

    @Client
    private static S3Client s3;

    @BeforeAll
    static void start() throws IOException {
        s3.createBucket(b -> b.bucket(own("headers")));
        s3.putBucketEncryption(b -> b.bucket(own("headers"))
                .serverSideEncryptionConfiguration(
                        c -> c.rules(r -> r.blockedEncryptionTypes(t -> t.encryptionType(EncryptionType.NONE)))));
        send("PUT", "plain");
        send("PUT", "customer", C_ALGORITHM, "AES256", C_KEY, CUSTOMER_KEY, C_MD5, CUSTOMER_MD5);
    }

    private static Raw.Reply send(String method, String key, String... headers) throws IOException {
        var raw = Raw.request(server.endpoint(), method, "/" + own("headers") + "/" + key);
        for (int i = 0; i < headers.length; i += 2) {
            raw.header(headers[i], headers[i + 1]);
        }
        return (method.equals("PUT") ? raw.body("x") : raw).sign().send();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /// A row: the headers of a PUT, and how it is refused.
    record Row(String code, int status, String message, List<String> headers) {
        Row(String code, String message, String... headers) {
            this(code, 400, message, List.of(headers));
        }
    }

    static Stream<Row> refusedPuts() {
        var unsupported = "The encryption method specified is not supported";
        var keyWithoutKms = "Server Side Encryption with AWS KMS managed key requires HTTP header"
                + " x-amz-server-side-encryption : aws:kms";
        var incompatible =
                "Server Side Encryption with Customer provided key is incompatible with the encryption method"
                        + " specified";
        var wrongKey = "The secret key was invalid for the specified algorithm.";
        return Stream.of(
                new Row("InvalidArgument", unsupported, SSE, ""),
                new Row("InvalidArgument", unsupported, SSE, "aes256"),
                new Row("InvalidArgument", unsupported, SSE, "aws:fsx"),
                new Row("InvalidArgument", unsupported, SSE, "aws:backup"),
                new Row("InvalidArgument", keyWithoutKms, KEY, "k"),
                new Row("InvalidArgument", keyWithoutKms, SSE, "AES256", KEY, "k"),
                new Row("InvalidArgument", keyWithoutKms, CONTEXT, base64("{}")),
                new Row("InvalidArgument", MALFORMED_CONTEXT, SSE, "aws:kms", CONTEXT, "{}"),
                new Row("InvalidArgument", MALFORMED_CONTEXT, SSE, "aws:kms", CONTEXT, base64("[]")),
                new Row("InvalidArgument", MALFORMED_CONTEXT, SSE, "aws:kms", CONTEXT, base64("{\"a\":1}")),
                new Row("InvalidArgument", MALFORMED_CONTEXT, SSE, "aws:kms", CONTEXT, base64("{\"a\":\"b\"} x")),
                new Row(
                        "InvalidArgument",
                        "The encryption context pair aws:s3:arn is set by S3 and cannot be given another value",
                        SSE,
                        "aws:kms",
                        CONTEXT,
                        base64("{\"aws:s3:arn\":\"arn:aws:s3:::other/key\"}")),
                new Row(
                        "InvalidArgument",
                        "The value of x-amz-server-side-encryption-bucket-key-enabled must be true or false",
                        SSE,
                        "aws:kms",
                        BUCKET_KEY,
                        "TRUE"),
                new Row(
                        "InvalidArgument",
                        "S3 Bucket Keys are not supported for dual-layer server-side encryption with AWS KMS keys",
                        SSE,
                        "aws:kms:dsse",
                        BUCKET_KEY,
                        "true"),
                new Row(
                        "InvalidArgument",
                        "x-amz-server-side-encryption header is not supported for this operation.",
                        SSE + "-magic",
                        "on"),
                new Row("InvalidArgument", incompatible, SSE, "AES256", C_ALGORITHM, "AES256", C_KEY, CUSTOMER_KEY),
                new Row("InvalidArgument", incompatible, SSE, "aws:kms", C_ALGORITHM, "AES256", C_KEY, CUSTOMER_KEY),
                new Row(
                        "InvalidArgument",
                        "Requests specifying Server Side Encryption with Customer provided keys must provide the client"
                                + " calculated MD5 of the secret key.",
                        C_ALGORITHM,
                        "AES256",
                        C_KEY,
                        CUSTOMER_KEY),
                new Row(
                        "InvalidEncryptionAlgorithmError",
                        "The Encryption request you specified is not valid. Supported value: AES256.",
                        C_ALGORITHM,
                        "AES128",
                        C_KEY,
                        CUSTOMER_KEY),
                new Row(
                        "InvalidArgument",
                        "Requests specifying Server Side Encryption with Customer provided keys must provide a valid"
                                + " encryption algorithm.",
                        C_KEY,
                        CUSTOMER_KEY),
                new Row(
                        "InvalidArgument",
                        "Requests specifying Server Side Encryption with Customer provided keys must provide an"
                                + " appropriate secret key.",
                        C_ALGORITHM,
                        "AES256"),
                new Row("InvalidArgument", wrongKey, C_ALGORITHM, "AES256", C_KEY, base64("too short")),
                new Row("InvalidArgument", wrongKey, C_ALGORITHM, "AES256", C_KEY, base64(CUSTOMER_KEY)),
                new Row("InvalidArgument", wrongKey, C_ALGORITHM, "AES256", C_KEY, "not base64!"),
                new Row(
                        "InvalidArgument",
                        "The calculated MD5 hash of the key did not match the hash that was provided.",
                        C_ALGORITHM,
                        "AES256",
                        C_KEY,
                        CUSTOMER_KEY,
                        C_MD5,
                        "AAAAAAAAAAAAAAAAAAAAAA=="));
    }

    @ParameterizedTest
    @MethodSource("refusedPuts")
    void a_put_with_headers_that_do_not_fit_is_refused_and_stores_nothing(Row row) throws IOException {
        var reply = send("PUT", "refused", row.headers().toArray(new String[0]));
        assertThat(reply.message()).isEqualTo(row.message());
        assertThat(reply.code()).isEqualTo(row.code());
        assertThat(reply.status()).isEqualTo(row.status());
        assertThat(reply.element("ArgumentName")).isNotEmpty();
        assertThat(send("HEAD", "refused").status()).isEqualTo(404);
    }

    @Test
    void reading_takes_no_algorithm() throws IOException {
        for (var method : List.of("GET", "HEAD")) {
            assertThat(send(method, "plain", SSE, "AES256").status()).isEqualTo(400);
            assertThat(send(method, "plain", KEY, "k").status()).isEqualTo(400);
        }
        assertThat(send("GET", "plain", SSE, "AES256").message())
                .isEqualTo("x-amz-server-side-encryption header is not supported for this operation.");
    }

    @Test
    void a_customer_key_must_be_given_must_be_right_and_must_be_needed() throws IOException {
        var missing = send("GET", "customer");
        assertThat(missing.status()).isEqualTo(400);
        assertThat(missing.code()).isEqualTo("InvalidRequest");
        assertThat(missing.message())
                .isEqualTo(
                        "The object was stored using a form of Server Side Encryption. The correct parameters must be"
                                + " provided to retrieve the object.");
        var wrong = send("GET", "customer", C_ALGORITHM, "AES256", C_KEY, OTHER_KEY);
        assertThat(wrong.status()).isEqualTo(403);
        assertThat(wrong.message())
                .isEqualTo("Requests specifying Server Side Encryption with Customer provided keys must provide the"
                        + " correct secret key.");
        var needless = send("GET", "plain", C_ALGORITHM, "AES256", C_KEY, CUSTOMER_KEY);
        assertThat(needless.status()).isEqualTo(400);
        assertThat(needless.message()).isEqualTo("The encryption parameters are not applicable to this object.");
        var right = send("GET", "customer", C_ALGORITHM, "AES256", C_KEY, CUSTOMER_KEY);
        assertThat(right.status()).isEqualTo(200);
        assertThat(right.header(SSE)).isEmpty();
        assertThat(right.header(C_MD5)).contains(CUSTOMER_MD5);
        assertThat(send("HEAD", "customer").status()).isEqualTo(400);
        assertThat(send("HEAD", "customer", C_ALGORITHM, "AES256", C_KEY, OTHER_KEY)
                        .status())
                .isEqualTo(403);
        assertThat(send("DELETE", "customer").status()).isEqualTo(204);
        send("PUT", "customer", C_ALGORITHM, "AES256", C_KEY, CUSTOMER_KEY);
    }

    @Test
    void the_context_binds_and_is_not_told_on_reading() throws IOException {
        var context = base64("{\"team\":\"blue\",\"aws:s3:arn\":\"arn:aws:s3:::" + own("headers") + "/context\"}");
        assertThat(send("PUT", "context", SSE, "aws:kms", CONTEXT, context).status())
                .isEqualTo(200);
        var got = send("GET", "context");
        assertThat(got.body()).isEqualTo("x");
        assertThat(got.header(CONTEXT)).isEmpty();
    }

    @Test
    void user_headers_never_become_the_servers_own() throws IOException {
        assertThat(send(
                                "PUT",
                                "meta",
                                "x-amz-meta-x-amz-server-side-encryption",
                                "aws:kms",
                                "x-amz-meta-envelope",
                                "{}")
                        .status())
                .isEqualTo(200);
        var got = send("GET", "meta");
        assertThat(got.body()).isEqualTo("x");
        assertThat(got.header(SSE)).contains("AES256");
        assertThat(got.header("x-amz-meta-envelope")).contains("{}");
    }

    @Test
    void headers_that_are_not_implemented_are_refused_by_name() throws IOException {
        for (var header : List.of("x-amz-write-offset-bytes", "x-amz-object-lock-event-hold")) {
            var reply = send("PUT", "unsupported", header, "a=b");
            assertThat(reply.status()).isEqualTo(501);
            assertThat(reply.element("Header")).isEqualTo(header);
        }
        assertThat(send("PUT", "unsupported", "x-amz-acl", "public-read").code())
                .isEqualTo("AccessControlListNotSupported");
        assertThat(send("PUT", "unsupported", "x-amz-storage-class", "COLD").code())
                .isEqualTo("InvalidStorageClass");
        assertThat(send("HEAD", "unsupported").status()).isEqualTo(404);
    }
}
