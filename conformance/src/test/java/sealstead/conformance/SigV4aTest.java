package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static sealstead.conformance.Endpoint.own;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import sealstead.server.Setting;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.auth.aws.scheme.AwsV4aAuthScheme;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4aHttpSigner;
import software.amazon.awssdk.http.auth.aws.signer.RegionSet;
import software.amazon.awssdk.http.auth.spi.scheme.AuthSchemeOption;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.auth.scheme.S3AuthSchemeProvider;

/// Signatures for sets of regions (SigV4A), at a server of two regions.
@SuppressWarnings("NullAway.Init")
final class SigV4aTest {
    private static final String EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    private static final String BODY = "a body that is worth signing";
    private static final String PAYLOAD = "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD";
    private static final String TRAILER = PAYLOAD + "-TRAILER";

    private static final Set<String> SENT = ConcurrentHashMap.newKeySet();

    @Server(@Server.With(setting = Setting.REGION, value = "us-east-1,eu-west-1"))
    private static LocalServer server;

    @BeforeAll
    static void start() throws IOException {
        assertThat(raw("PUT", "/" + own("v4a")).v4a("*").sign().send().status()).isEqualTo(200);
        var west = "<CreateBucketConfiguration><LocationConstraint>eu-west-1</LocationConstraint>"
                + "</CreateBucketConfiguration>";
        assertThat(raw("PUT", "/" + own("v4a-west"))
                        .v4a("*")
                        .body(west)
                        .sign()
                        .send()
                        .status())
                .isEqualTo(200);
    }

    private static Raw raw(String method, String target) {
        return Raw.request(server.endpoint(), method, target);
    }

    private static String read(String key) throws IOException {
        var reply = raw("GET", "/" + own("v4a") + "/" + key).sign().send();
        return reply.status() == 200 ? reply.body() : reply.code();
    }

    enum Mode {
        UNSIGNED("UNSIGNED-PAYLOAD"),
        HASH(HexFormat.of().formatHex(Raw.digest("SHA-256", BODY.getBytes(StandardCharsets.UTF_8)))),
        UNSIGNED_TRAILER("STREAMING-UNSIGNED-PAYLOAD-TRAILER"),
        SIGNED_CHUNKS(PAYLOAD),
        SIGNED_CHUNKS_TRAILER(TRAILER);

        private final String token;

        Mode(String token) {
            this.token = token;
        }

        boolean framed() {
            return token.startsWith("STREAMING-");
        }

        boolean signed() {
            return token.startsWith(PAYLOAD);
        }

        boolean trailer() {
            return token.endsWith("-TRAILER");
        }
    }

    enum Fault {
        NONE,
        WRONG_SECRET,
        UNKNOWN_KEY
    }

    static Stream<Arguments> matrix() {
        var all = new ArrayList<Arguments>();
        for (var mode : Mode.values()) {
            for (var fault : Fault.values()) {
                for (var byQuery : List.of(false, true)) {
                    all.add(Arguments.of(mode, fault, byQuery));
                }
            }
        }
        return all.stream();
    }

    private static Raw put(Mode mode, String key) {
        var raw = raw("PUT", "/" + own("v4a") + "/" + key).v4a("us-*").payload(mode.token);
        raw.header("x-amz-content-sha256", mode.token);
        if (mode.framed()) {
            raw.header("x-amz-decoded-content-length", Integer.toString(BODY.length()));
        }
        if (mode.trailer()) {
            raw.header("x-amz-trailer", "x-amz-checksum-crc32");
        }
        return raw;
    }

    private static String padded(String signature) {
        return signature + "*".repeat(144 - signature.length());
    }

    private static String crc32() {
        var crc = new java.util.zip.CRC32();
        crc.update(BODY.getBytes(StandardCharsets.UTF_8));
        return Base64.getEncoder()
                .encodeToString(java.nio.ByteBuffer.allocate(4)
                        .putInt((int) crc.getValue())
                        .array());
    }

    private static String sha256(String text) {
        return HexFormat.of().formatHex(Raw.digest("SHA-256", text.getBytes(StandardCharsets.UTF_8)));
    }

    private static String frameSignature(Raw raw, String previous, String data) {
        return raw.signatureOf("AWS4-ECDSA-P256-SHA256-PAYLOAD\n" + raw.amzDate() + "\n" + raw.scope() + "\n" + previous
                + "\n" + EMPTY + "\n" + sha256(data));
    }

    /// Two frames of data, the last frame and the trailer.
    private static String framed(Mode mode, Raw raw, boolean pad) {
        var out = new StringBuilder();
        var previous = raw.seed();
        for (var data : List.of(BODY.substring(0, 10), BODY.substring(10), "")) {
            out.append(Integer.toHexString(data.length()));
            if (mode.signed()) {
                previous = frameSignature(raw, previous, data);
                out.append(";chunk-signature=").append(pad ? padded(previous) : previous);
            }
            out.append("\r\n").append(data).append(data.isEmpty() ? "" : "\r\n");
        }
        if (mode.trailer()) {
            var line = "x-amz-checksum-crc32:" + crc32();
            out.append(line).append("\r\n");
            if (mode.signed()) {
                var signature = raw.signatureOf("AWS4-ECDSA-P256-SHA256-TRAILER\n" + raw.amzDate() + "\n" + raw.scope()
                        + "\n" + previous + "\n" + sha256(line + "\n"));
                out.append("x-amz-trailer-signature:")
                        .append(pad ? padded(signature) : signature)
                        .append("\r\n");
            }
        }
        return out.append("\r\n").toString();
    }

    @ParameterizedTest
    @MethodSource("matrix")
    void only_the_right_signature_writes(Mode mode, Fault fault, boolean byQuery) throws IOException {
        var key = mode + "-" + fault + "-" + byQuery;
        var raw = put(mode, key);
        switch (fault) {
            case WRONG_SECRET -> raw.secret("another-secret");
            case UNKNOWN_KEY -> raw.accessKeyId("AKIDUNKNOWN");
            case NONE -> {}
        }
        var signed = byQuery ? raw.presign(300) : raw.sign();
        var reply =
                signed.body(mode.framed() ? framed(mode, signed, true) : BODY).send();
        if (fault == Fault.NONE) {
            assertThat(reply.body()).isEmpty();
            assertThat(reply.status()).isEqualTo(200);
            assertThat(read(key)).isEqualTo(BODY);
        } else {
            assertThat(reply.status()).isEqualTo(403);
            assertThat(reply.code())
                    .isEqualTo(fault == Fault.WRONG_SECRET ? "SignatureDoesNotMatch" : "InvalidAccessKeyId");
            assertThat(read(key)).isEqualTo("NoSuchKey");
        }
    }

    @Test
    void frames_need_not_be_filled_up() throws IOException {
        var raw = put(Mode.SIGNED_CHUNKS_TRAILER, "unpadded").sign();
        assertThat(raw.body(framed(Mode.SIGNED_CHUNKS_TRAILER, raw, false))
                        .send()
                        .status())
                .isEqualTo(200);
        assertThat(read("unpadded")).isEqualTo(BODY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"data", "first", "second", "last", "trailer", "swapped", "stars", "cut", "garbage"})
    void a_changed_frame_is_refused_and_nothing_is_stored(String what) throws IOException {
        var key = "changed-" + what;
        var raw = put(Mode.SIGNED_CHUNKS_TRAILER, key).sign();
        var body = framed(Mode.SIGNED_CHUNKS_TRAILER, raw, true);
        int first = body.indexOf("chunk-signature=") + 16;
        int second = body.indexOf("chunk-signature=", first) + 16;
        int last = body.lastIndexOf("chunk-signature=") + 16;
        int trailer = body.indexOf("trailer-signature:") + 18;
        var changed = switch (what) {
            case "data" -> body.replace("worth", "w0rth");
            case "first" -> flipped(body, first + 20);
            case "second" -> flipped(body, second + 20);
            case "last" -> flipped(body, last + 20);
            case "trailer" -> flipped(body, trailer + 20);
            case "swapped" ->
                body.substring(0, second) + body.substring(first, first + 144) + body.substring(second + 144);
            case "stars" -> body.substring(0, first) + "*".repeat(144) + body.substring(first + 144);
            case "garbage" -> body.substring(0, first) + "\u00e9".repeat(144) + body.substring(first + 144);
            default -> body.substring(0, body.lastIndexOf("\r\n0;"));
        };
        var reply = raw.body(changed).send();
        assertThat(reply.code()).isEqualTo(what.equals("cut") ? "IncompleteBody" : "SignatureDoesNotMatch");
        assertThat(read(key)).isEqualTo("NoSuchKey");
    }

    private static String flipped(String body, int at) {
        char c = body.charAt(at) == 'a' ? 'b' : 'a';
        return body.substring(0, at) + c + body.substring(at + 1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "*                     | v4a       | 200",
                "us-east-1             | v4a       | 200",
                "us-east-1,eu-west-1   | v4a-west  | 200",
                "us-east-1, eu-*       | v4a-west  | 200",
                "*                     | v4a-west  | 200",
                "eu-west-1             | v4a-west  | 200",
                "us-east-1             | v4a-west  | AuthorizationHeaderMalformed eu-west-1",
                "eu-*                  | v4a       | AuthorizationHeaderMalformed us-east-1",
                "ap-*                  | v4a       | AuthorizationHeaderMalformed us-east-1",
                "us-east-2,us-west-1   | v4a       | AuthorizationHeaderMalformed us-east-1",
                "US-EAST-1             | v4a       | AuthorizationHeaderMalformed",
                "us-east-1,,           | v4a       | AuthorizationHeaderMalformed",
            })
    void the_set_must_cover_the_buckets_region(String set, String bucket, String expected) throws IOException {
        var target = "/" + own(bucket);
        var reply = raw("GET", target + "?versioning").v4a(set).sign().send();
        var region = reply.element("Region");
        assertThat(reply.status() == 200 ? "200" : (reply.code() + " " + region).strip())
                .as(reply.body())
                .isEqualTo(expected);
        var presigned = raw("GET", target + "?list-type=2").v4a(set).presign(60).send();
        assertThat(presigned.status() == 200).as(presigned.body()).isEqualTo(expected.equals("200"));
    }

    @Test
    void a_set_that_was_not_signed_is_not_believed() throws IOException {
        var unsigned = raw("GET", "/" + own("v4a"))
                .unsignedHeader("x-amz-region-set", "*")
                .v4a("*")
                .sign()
                .send();
        assertThat(unsigned.status()).isEqualTo(403);
        assertThat(unsigned.element("HeadersNotSigned")).isEqualTo("x-amz-region-set");
        var signed =
                raw("GET", "/" + own("v4a") + "?list-type=2").v4a("eu-west-1").presign(60);
        assertThat(signed.head()).contains("X-Amz-Region-Set=eu-west-1");
        var widened = signed.head()
                .lines()
                .findFirst()
                .orElseThrow()
                .split(" ")[1]
                .replace("Region-Set=eu-west-1", "Region-Set=us-east-1");
        assertThat(raw("GET", widened).send().code()).isEqualTo("SignatureDoesNotMatch");
        var without =
                signed.head().lines().findFirst().orElseThrow().split(" ")[1].replaceAll("&X-Amz-Region-Set=[^&]*", "");
        var refused = raw("GET", without).send();
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.code()).isEqualTo("AuthorizationQueryParametersError");
        assertThat(refused.message()).contains("X-Amz-Region-Set");
    }

    /// The Authorization header of a request to list the bucket, with the signature that `change` makes of
    /// the text.
    private static Raw.Reply withSignature(java.util.function.UnaryOperator<String> change) throws IOException {
        var raw = raw("GET", "/" + own("v4a")).v4a("*").sign();
        var header = raw.head()
                .lines()
                .filter(line -> line.startsWith("authorization: "))
                .findFirst()
                .orElseThrow()
                .substring(15);
        int at = header.indexOf("Signature=") + 10;
        return raw.header("authorization", header.substring(0, at) + change.apply(header.substring(at)))
                .send();
    }

    private static V4aSigner.Numbers numbers(String hex) {
        byte[] der = HexFormat.of().parseHex(hex);
        int length = der[3];
        var r = new BigInteger(1, java.util.Arrays.copyOfRange(der, 4, 4 + length));
        var s = new BigInteger(1, java.util.Arrays.copyOfRange(der, 6 + length, der.length));
        return new V4aSigner.Numbers(r, s);
    }

    @Test
    void both_high_and_low_s_are_right() throws IOException {
        assertThat(withSignature(hex -> hex).status()).isEqualTo(200);
        assertThat(withSignature(hex -> numbers(hex).hex()).status()).isEqualTo(200);
        assertThat(withSignature(hex -> numbers(hex).other().hex()).status()).isEqualTo(200);
    }

    @Test
    void what_is_no_signature_is_a_wrong_one() throws IOException {
        List<java.util.function.UnaryOperator<String>> changes = List.of(
                hex -> "00",
                hex -> "30",
                hex -> hex + "00",
                hex -> hex + "*",
                hex -> hex.toUpperCase(java.util.Locale.ROOT),
                hex -> hex.substring(2),
                hex -> hex.substring(0, hex.length() - 2),
                hex -> "31" + hex.substring(2),
                hex -> "3006020100020100",
                hex -> "3006020101020101",
                hex -> "3006020100" + "020101",
                hex -> new V4aSigner.Numbers(BigInteger.ZERO, numbers(hex).s()).hex(),
                hex -> new V4aSigner.Numbers(numbers(hex).r(), BigInteger.ZERO).hex(),
                hex -> new V4aSigner.Numbers(V4aSigner.ORDER, numbers(hex).s()).hex(),
                hex -> new V4aSigner.Numbers(numbers(hex).r(), V4aSigner.ORDER).hex(),
                hex -> new V4aSigner.Numbers(numbers(hex).r(), numbers(hex).s().add(V4aSigner.ORDER)).hex(),
                hex -> new V4aSigner.Numbers(numbers(hex).r(), numbers(hex).s().negate()).hex(),
                hex -> "zz".repeat(70),
                hex -> "30".repeat(2000),
                hex -> EMPTY);
        for (var change : changes) {
            var reply = withSignature(change);
            assertThat(reply.status()).as(reply.body()).isEqualTo(403);
            assertThat(reply.code()).isEqualTo("SignatureDoesNotMatch");
        }
    }

    @Test
    void malformed_headers_say_what_is_wrong() throws IOException {
        var missing = "AWS4-ECDSA-P256-SHA256 Credential=a/20260101/s3/aws4_request, SignedHeaders=host, Signature=00";
        for (var header : List.of(
                missing,
                "AWS4-ECDSA-P256-SHA256 SignedHeaders=host, Signature=00",
                "AWS4-ECDSA-P256-SHA256 Credential=a/20260101/s3/aws4_request, Signature=00",
                "AWS4-ECDSA-P256-SHA256 Credential=a/b, SignedHeaders=host, Signature=00",
                "AWS4-ECDSA-P256-SHA256 Credential=a/2026/s3/aws4_request, SignedHeaders=host, Signature=00",
                "AWS4-ECDSA-P256-SHA256 Credential=a/20260101/s3/aws5, SignedHeaders=host, Signature=00",
                "AWS4-ECDSA-P256-SHA256 Credential=a/20260101/s3express/aws4_request, SignedHeaders=host, Signature=00",
                "AWS4-ECDSA-P256-SHA256 Credential=a/20260101/ec2/aws4_request, SignedHeaders=host, Signature=00")) {
            var reply = raw("GET", "/" + own("v4a"))
                    .header("authorization", header)
                    .header("x-amz-content-sha256", EMPTY)
                    .send();
            assertThat(reply.status()).isEqualTo(400);
            assertThat(reply.code()).isEqualTo("AuthorizationHeaderMalformed");
        }
        var old = raw("GET", "/" + own("v4a"))
                .v4a("*")
                .time(Instant.now().minusSeconds(1000))
                .sign()
                .send();
        assertThat(old.code()).isEqualTo("RequestTimeTooSkewed");
        assertThat(raw("GET", "/" + own("v4a") + "?list-type=2")
                        .v4a("*")
                        .time(Instant.now().minusSeconds(120))
                        .presign(60)
                        .send()
                        .message())
                .isEqualTo("Request has expired");
    }

    @Test
    void frames_are_signed_as_their_request_is() throws IOException {
        var hmacFrames = raw("PUT", "/" + own("v4a") + "/mixed")
                .v4a("*")
                .payload("STREAMING-AWS4-HMAC-SHA256-PAYLOAD")
                .header("x-amz-decoded-content-length", "1")
                .sign()
                .send();
        assertThat(hmacFrames.code()).isEqualTo("InvalidRequest");
        var ecdsaFrames = raw("PUT", "/" + own("v4a") + "/mixed")
                .payload(PAYLOAD)
                .header("x-amz-decoded-content-length", "1")
                .sign()
                .send();
        assertThat(ecdsaFrames.code()).isEqualTo("InvalidRequest");
        assertThat(ecdsaFrames.message()).isEqualTo("The value of x-amz-content-sha256 header is invalid.");
        var nobody = raw("PUT", "/" + own("v4a") + "/mixed")
                .header("x-amz-content-sha256", PAYLOAD)
                .header("x-amz-decoded-content-length", "1")
                .body("1\r\nx\r\n0\r\n\r\n")
                .send();
        assertThat(nobody.code()).isEqualTo("AccessDenied");
        assertThat(read("mixed")).isEqualTo("NoSuchKey");
    }

    @Test
    void a_signature_of_one_kind_is_none_of_the_other() throws IOException {
        var header = raw("GET", "/" + own("v4a")).sign();
        var asymmetric = header.head().replace("AWS4-HMAC-SHA256", "AWS4-ECDSA-P256-SHA256");
        assertThat(raw("GET", "/" + own("v4a"))
                        .header("x-amz-content-sha256", EMPTY)
                        .header("x-amz-date", header.amzDate())
                        .header("x-amz-region-set", "*")
                        .header(
                                "authorization",
                                asymmetric
                                        .lines()
                                        .filter(line -> line.startsWith("authorization: "))
                                        .findFirst()
                                        .orElseThrow()
                                        .substring(15)
                                        .replace("/us-east-1/", "/"))
                        .send()
                        .status())
                .isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"kms", "iam", "sts"})
    void the_other_services_take_sigv4_only(String service) throws IOException {
        var body = service.equals("kms") ? "{}" : "Action=GetCallerIdentity&Version=2011-06-15";
        var raw = raw("POST", "/").service(service).v4a("*").body(body);
        if (service.equals("kms")) {
            raw.header("x-amz-target", "TrentService.ListKeys").header("content-type", "application/x-amz-json-1.1");
        } else {
            raw.header("content-type", "application/x-www-form-urlencoded");
        }
        var reply = raw.sign().send();
        assertThat(reply.status()).as(reply.body()).isBetween(400, 403);
        assertThat(reply.body()).contains("Please use AWS4-HMAC-SHA256");
    }

    @Test
    void s3_control_and_forms_take_sigv4_only() throws IOException {
        var control = raw("GET", "/v20180820/mrap/instances")
                .header("x-amz-account-id", LocalServer.ACCOUNT)
                .v4a("*")
                .sign()
                .send();
        assertThat(control.status()).isEqualTo(400);
        assertThat(control.body()).contains("Please use AWS4-HMAC-SHA256");
    }

    @Test
    void policies_see_the_version_and_the_place() throws IOException {
        var policy = "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Deny\",\"Principal\":\"*\","
                + "\"Action\":\"s3:GetObject\",\"Resource\":\"arn:aws:s3:::" + own("v4a-policy") + "/*\",\"Condition\":"
                + "{\"StringEquals\":{\"s3:signatureversion\":\"AWS4-ECDSA-P256-SHA256\","
                + "\"s3:authType\":\"REST-QUERY-STRING\"}}}]}";
        raw("PUT", "/" + own("v4a-policy")).sign().send();
        raw("PUT", "/" + own("v4a-policy") + "/o").body("x").sign().send();
        assertThat(raw("PUT", "/" + own("v4a-policy") + "?policy")
                        .body(policy)
                        .sign()
                        .send()
                        .status())
                .isEqualTo(204);
        assertThat(raw("GET", "/" + own("v4a-policy") + "/o").sign().send().status())
                .isEqualTo(200);
        assertThat(raw("GET", "/" + own("v4a-policy") + "/o").presign(60).send().status())
                .isEqualTo(200);
        assertThat(raw("GET", "/" + own("v4a-policy") + "/o")
                        .v4a("*")
                        .sign()
                        .send()
                        .status())
                .isEqualTo(200);
        assertThat(raw("GET", "/" + own("v4a-policy") + "/o")
                        .v4a("*")
                        .presign(60)
                        .send()
                        .status())
                .isEqualTo(403);
    }

    @Test
    void sessions_sign_as_well() throws IOException {
        var world = new IamWorld(server);
        try (var sts = world.sts(world.user("session", IamWorld.ALLOW_ALL))) {
            var session = sts.getSessionToken(b -> b.durationSeconds(900)).credentials();
            for (var byQuery : List.of(false, true)) {
                var raw = raw(
                                "GET",
                                "/" + own("v4a") + "?list-type=2"
                                        + (byQuery ? "&X-Amz-Security-Token=" + encoded(session.sessionToken()) : ""))
                        .accessKeyId(session.accessKeyId())
                        .secret(session.secretAccessKey())
                        .v4a("*");
                if (!byQuery) {
                    raw.header("x-amz-security-token", session.sessionToken());
                }
                var reply = (byQuery ? raw.presign(60) : raw.sign()).send();
                assertThat(reply.status()).as(reply.body()).isEqualTo(200);
            }
            var without = raw("GET", "/" + own("v4a"))
                    .accessKeyId(session.accessKeyId())
                    .secret(session.secretAccessKey())
                    .v4a("*")
                    .sign()
                    .send();
            assertThat(without.code()).isEqualTo("InvalidAccessKeyId");
        }
    }

    /// The signer of the AWS Common Runtime: over plain HTTP its bodies come in signed frames with a signed trailer.
    @Test
    void the_sdk_for_java_signs_for_sets_of_regions() {
        var large = new byte[1_000_003];
        new java.util.Random(3).nextBytes(large);
        try (var sdk = sdk("us-east-1,eu-*")) {
            for (var bucket : List.of(own("v4a"), own("v4a-west"))) {
                sdk.putObject(b -> b.bucket(bucket).key("sdk/ä +"), RequestBody.fromString("hello"));
                assertThat(sdk.getObjectAsBytes(b -> b.bucket(bucket).key("sdk/ä +"))
                                .asUtf8String())
                        .isEqualTo("hello");
                sdk.putObject(
                        b -> b.bucket(bucket).key("sdk-large"),
                        RequestBody.fromContentProvider(
                                () -> new java.io.ByteArrayInputStream(large),
                                large.length,
                                "application/octet-stream"));
                assertThat(sdk.getObjectAsBytes(b -> b.bucket(bucket).key("sdk-large"))
                                .asByteArray())
                        .isEqualTo(large);
            }
            assertThat(sdk.listObjectsV2(b -> b.bucket(own("v4a")).prefix("sdk"))
                            .contents())
                    .hasSize(2);
            assertThat(SENT).contains(TRAILER);
        }
        try (var wrong = sdk("eu-*")) {
            assertThatThrownBy(
                            () -> wrong.putObject(b -> b.bucket(own("v4a")).key("wrong"), RequestBody.fromString("x")))
                    .hasMessageContaining("expecting 'us-east-1'");
        }
    }

    /// Frames are for bodies that are objects, as in the scheme that the SDK has for access points.
    private static AuthSchemeOption scheme(String set, boolean framed) {
        return AuthSchemeOption.builder()
                .schemeId(AwsV4aAuthScheme.SCHEME_ID)
                .putSignerProperty(AwsV4aHttpSigner.SERVICE_SIGNING_NAME, "s3")
                .putSignerProperty(AwsV4aHttpSigner.REGION_SET, RegionSet.create(set))
                .putSignerProperty(AwsV4aHttpSigner.DOUBLE_URL_ENCODE, false)
                .putSignerProperty(AwsV4aHttpSigner.NORMALIZE_PATH, false)
                .putSignerProperty(AwsV4aHttpSigner.CHUNK_ENCODING_ENABLED, framed)
                .build();
    }

    private static S3Client sdk(String set) {
        return S3Client.builder()
                .endpointOverride(server.endpoint())
                .region(Region.of("us-east-1"))
                .credentialsProvider(new People(server).owner().credentials())
                .forcePathStyle(true)
                .putAuthScheme(AwsV4aAuthScheme.create())
                .authSchemeProvider((S3AuthSchemeProvider)
                        asked -> List.of(scheme(set, asked.operation().equals("PutObject"))))
                .overrideConfiguration(c -> c.addExecutionInterceptor(new SignedSo()))
                .build();
    }

    /// Makes sure that it is SigV4A what is tested.
    private static final class SignedSo implements ExecutionInterceptor {
        @Override
        public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
            assertThat(context.httpRequest()
                            .firstMatchingHeader("Authorization")
                            .orElse(""))
                    .startsWith("AWS4-ECDSA-P256-SHA256 ");
            context.httpRequest().firstMatchingHeader("x-amz-content-sha256").ifPresent(SENT::add);
        }
    }

    private static String encoded(String token) {
        return java.net.URLEncoder.encode(token, StandardCharsets.UTF_8);
    }
}
