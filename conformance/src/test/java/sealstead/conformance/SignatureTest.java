package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static sealstead.conformance.Endpoint.own;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.s3.S3Client;

/// Every payload mode with no, a wrong and the right signature, by header and by query: what peers got wrong
/// (CVE-2025-31489, CVE-2026-41145), and the refusals.
@SuppressWarnings("NullAway.Init")
final class SignatureTest {
    private static final String EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    private static final String BODY = "a body that is worth signing";

    @Server
    private static LocalServer server;

    @Client
    private static S3Client s3;

    @BeforeAll
    static void start() {
        s3.createBucket(b -> b.bucket(own("signed")));
    }

    /// The ways a body can travel.
    enum Mode {
        UNSIGNED,
        HASH,
        UNSIGNED_TRAILER,
        SIGNED_CHUNKS,
        SIGNED_CHUNKS_TRAILER;

        String token() {
            return switch (this) {
                case UNSIGNED -> "UNSIGNED-PAYLOAD";
                case HASH -> HexFormat.of().formatHex(Raw.digest("SHA-256", BODY.getBytes(StandardCharsets.UTF_8)));
                case UNSIGNED_TRAILER -> "STREAMING-UNSIGNED-PAYLOAD-TRAILER";
                case SIGNED_CHUNKS -> "STREAMING-AWS4-HMAC-SHA256-PAYLOAD";
                case SIGNED_CHUNKS_TRAILER -> "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER";
            };
        }

        boolean framed() {
            return this != UNSIGNED && this != HASH;
        }

        boolean trailer() {
            return this == UNSIGNED_TRAILER || this == SIGNED_CHUNKS_TRAILER;
        }
    }

    /// What is wrong, if anything.
    enum Fault {
        NONE,
        NO_SIGNATURE,
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

    private static String crc32() {
        var crc = new java.util.zip.CRC32();
        crc.update(BODY.getBytes(StandardCharsets.UTF_8));
        return Base64.getEncoder()
                .encodeToString(java.nio.ByteBuffer.allocate(4)
                        .putInt((int) crc.getValue())
                        .array());
    }

    private static Raw request(Mode mode, String key) {
        var raw = Raw.request(server.endpoint(), "PUT", "/" + own("signed") + "/" + key)
                .payload(mode.token());
        raw.header("x-amz-content-sha256", mode.token());
        if (mode.framed()) {
            raw.header("x-amz-decoded-content-length", Integer.toString(BODY.length()));
        }
        if (mode.trailer()) {
            raw.header("x-amz-trailer", "x-amz-checksum-crc32");
        }
        return raw;
    }

    private static String chunkSignature(Raw raw, String previous, byte[] data) {
        var text = "AWS4-HMAC-SHA256-PAYLOAD\n" + raw.amzDate() + "\n" + raw.scope() + "\n" + previous + "\n" + EMPTY
                + "\n" + HexFormat.of().formatHex(Raw.digest("SHA-256", data));
        return HexFormat.of().formatHex(Raw.hmac(raw.signingKey(), text));
    }

    private static String framed(Mode mode, Raw raw, String data, String checksum) {
        boolean signed = mode != Mode.UNSIGNED_TRAILER;
        var bytes = data.getBytes(StandardCharsets.UTF_8);
        var first = chunkSignature(raw, raw.seed(), bytes);
        var last = chunkSignature(raw, first, new byte[0]);
        var out = new StringBuilder(Integer.toHexString(bytes.length));
        out.append(signed ? ";chunk-signature=" + first : "")
                .append("\r\n")
                .append(data)
                .append("\r\n0");
        out.append(signed ? ";chunk-signature=" + last : "").append("\r\n");
        if (mode.trailer()) {
            var line = "x-amz-checksum-crc32:" + checksum;
            out.append(line).append("\r\n");
            if (signed) {
                var text = "AWS4-HMAC-SHA256-TRAILER\n" + raw.amzDate() + "\n" + raw.scope() + "\n" + last + "\n"
                        + HexFormat.of()
                                .formatHex(Raw.digest("SHA-256", (line + "\n").getBytes(StandardCharsets.UTF_8)));
                out.append("x-amz-trailer-signature:")
                        .append(HexFormat.of().formatHex(Raw.hmac(raw.signingKey(), text)))
                        .append("\r\n");
            }
        }
        return out.append("\r\n").toString();
    }

    @ParameterizedTest
    @MethodSource("matrix")
    void only_the_right_signature_writes(Mode mode, Fault fault, boolean byQuery) throws IOException {
        var key = mode + "-" + fault + "-" + byQuery;
        var raw = request(mode, key);
        switch (fault) {
            case WRONG_SECRET -> raw.secret("another-secret");
            case UNKNOWN_KEY -> raw.accessKeyId("AKIDUNKNOWN");
            case NONE, NO_SIGNATURE -> {}
        }
        if (fault != Fault.NO_SIGNATURE) {
            var signed = byQuery ? raw.presign(300) : raw.sign();
            signed.body(mode.framed() ? framed(mode, signed, BODY, crc32()) : BODY);
            raw = signed;
        } else {
            raw.body(mode.framed() ? framed(mode, raw, BODY, crc32()) : BODY);
        }
        var reply = raw.send();
        if (fault == Fault.NONE) {
            assertThat(reply.body()).isEmpty();
            assertThat(reply.status()).isEqualTo(200);
            assertThat(s3.getObjectAsBytes(b -> b.bucket(own("signed")).key(key))
                            .asUtf8String())
                    .isEqualTo(BODY);
        } else {
            assertThat(reply.status()).isEqualTo(403);
            assertThat(reply.code())
                    .isEqualTo(
                            switch (fault) {
                                case WRONG_SECRET -> "SignatureDoesNotMatch";
                                case UNKNOWN_KEY -> "InvalidAccessKeyId";
                                default -> "AccessDenied";
                            });
            assertThat(exists(key)).isFalse();
        }
    }

    private static boolean exists(String key) throws IOException {
        return Raw.request(server.endpoint(), "HEAD", "/" + own("signed") + "/" + key)
                        .sign()
                        .send()
                        .status()
                == 200;
    }

    @Test
    void a_streaming_token_that_the_presigned_url_did_not_sign_is_not_believed() throws IOException {
        var raw = Raw.request(server.endpoint(), "PUT", "/" + own("signed") + "/smuggled")
                .unsignedHeader("x-amz-content-sha256", "STREAMING-UNSIGNED-PAYLOAD-TRAILER")
                .header("x-amz-decoded-content-length", "3")
                .presign(300)
                .body("3\r\nabc\r\n0\r\n\r\n");
        var reply = raw.send();
        assertThat(reply.status()).isEqualTo(403);
        assertThat(reply.element("HeadersNotSigned")).isEqualTo("x-amz-content-sha256");
        assertThat(exists("smuggled")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"data", "chunk", "last", "trailer", "cut", "longer", "checksum", "extra"})
    void a_changed_frame_is_refused_and_nothing_is_stored(String what) throws IOException {
        var mode = Mode.SIGNED_CHUNKS_TRAILER;
        var key = "changed-" + what;
        var raw = request(mode, key).sign();
        var body = framed(mode, raw, BODY, what.equals("checksum") ? "AAAAAA==" : crc32());
        int firstSignature = body.indexOf("chunk-signature=") + 16;
        int lastSignature = body.lastIndexOf("chunk-signature=") + 16;
        int trailerSignature = body.indexOf("trailer-signature:") + 18;
        var changed = switch (what) {
            case "data" -> body.replace("worth", "w0rth");
            case "chunk" -> flipped(body, firstSignature);
            case "last" -> flipped(body, lastSignature);
            case "trailer" -> flipped(body, trailerSignature);
            case "cut" -> body.substring(0, body.indexOf("\r\n0;"));
            case "longer" -> body.replace("1c;", "1d;");
            case "extra" -> body + "more";
            default -> body;
        };
        var reply = raw.body(changed).send();
        assertThat(reply.status()).isBetween(400, 403);
        assertThat(reply.code())
                .isEqualTo(
                        switch (what) {
                            case "data", "chunk", "last", "trailer" -> "SignatureDoesNotMatch";
                            case "cut", "longer" -> "IncompleteBody";
                            case "checksum" -> "BadDigest";
                            default -> "InvalidRequest";
                        });
        assertThat(exists(key)).isFalse();
    }

    private static String flipped(String body, int at) {
        char c = body.charAt(at) == 'a' ? 'b' : 'a';
        return body.substring(0, at) + c + body.substring(at + 1);
    }

    @Test
    void an_unsigned_amz_header_is_refused_by_name() throws IOException {
        var reply = Raw.request(server.endpoint(), "PUT", "/" + own("signed") + "/unsigned-header")
                .unsignedHeader("x-amz-meta-evil", "1")
                .unsignedHeader("x-amz-server-side-encryption", "AES256")
                .body("x")
                .sign()
                .send();
        assertThat(reply.status()).isEqualTo(403);
        assertThat(reply.message()).isEqualTo("There were headers present in the request which were not signed");
        assertThat(reply.element("HeadersNotSigned")).isEqualTo("x-amz-meta-evil, x-amz-server-side-encryption");
    }

    @Test
    void a_wrong_signature_shows_what_the_server_signed() throws IOException {
        var reply = Raw.request(server.endpoint(), "GET", "/" + own("signed"))
                .secret("wrong")
                .sign()
                .send();
        assertThat(reply.code()).isEqualTo("SignatureDoesNotMatch");
        assertThat(reply.element("StringToSign")).startsWith("AWS4-HMAC-SHA256\n");
        assertThat(reply.element("CanonicalRequest")).startsWith("GET\n/" + own("signed") + "\n");
        assertThat(reply.element("AWSAccessKeyId")).isEqualTo(LocalServer.ACCESS_KEY_ID);
        assertThat(reply.body()).doesNotContain(LocalServer.SECRET);
    }

    @Test
    void a_clock_that_is_off_is_told_the_time() throws IOException {
        for (var off : List.of(-1000, 1000)) {
            var reply = Raw.request(server.endpoint(), "GET", "/" + own("signed"))
                    .time(Instant.now().plusSeconds(off))
                    .sign()
                    .send();
            assertThat(reply.status()).isEqualTo(403);
            assertThat(reply.code()).isEqualTo("RequestTimeTooSkewed");
            assertThat(reply.element("MaxAllowedSkewMilliseconds")).isEqualTo("900000");
            assertThat(reply.element("ServerTime")).isNotEmpty();
        }
    }

    @Test
    void malformed_authorization_says_what_is_wrong() throws IOException {
        var region = Raw.request(server.endpoint(), "GET", "/" + own("signed"))
                .region("us-west-1")
                .sign()
                .send();
        assertThat(region.status()).isEqualTo(400);
        assertThat(region.code()).isEqualTo("AuthorizationHeaderMalformed");
        assertThat(region.message())
                .isEqualTo("The authorization header is malformed; the region 'us-west-1' is wrong; expecting"
                        + " 'us-east-1'");
        assertThat(region.element("Region")).isEqualTo("us-east-1");
        var service = Raw.request(server.endpoint(), "GET", "/" + own("signed"))
                .service("ec2")
                .sign()
                .send();
        assertThat(service.message())
                .contains("incorrect service &quot;ec2&quot;. This endpoint belongs to &quot;s3&quot;.");
        for (var header : List.of(
                "AWS4-HMAC-SHA256 SignedHeaders=host, Signature=00",
                "AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/s3/aws4_request, Signature=00",
                "AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/s3/aws4_request, SignedHeaders=host",
                "AWS4-HMAC-SHA256 Credential=a/b, SignedHeaders=host, Signature=00",
                "AWS4-HMAC-SHA256 Credential=a/2026/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=00",
                "AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/s3/aws5, SignedHeaders=host, Signature=00")) {
            var reply = Raw.request(server.endpoint(), "GET", "/" + own("signed"))
                    .header("authorization", header)
                    .header("x-amz-content-sha256", EMPTY)
                    .send();
            assertThat(reply.status()).isEqualTo(400);
            assertThat(reply.code()).isEqualTo("AuthorizationHeaderMalformed");
        }
    }

    @Test
    void content_sha256_is_mandatory_and_of_known_form() throws IOException {
        var missing = Raw.request(server.endpoint(), "GET", "/" + own("signed")).sign();
        var without = Raw.request(server.endpoint(), "GET", "/" + own("signed"))
                .header(
                        "authorization",
                        missing.head()
                                .lines()
                                .filter(line -> line.startsWith("authorization: "))
                                .findFirst()
                                .orElseThrow()
                                .substring(15));
        assertThat(without.send().message())
                .isEqualTo("Missing required header for this request: x-amz-content-sha256");
        var odd = Raw.request(server.endpoint(), "GET", "/" + own("signed"))
                .payload("sha-something")
                .sign()
                .send();
        assertThat(odd.message()).isEqualTo("The value of x-amz-content-sha256 header is invalid.");
    }

    @Test
    void presigned_urls_expire_and_have_bounds() throws IOException {
        assertThat(presigned(Instant.now(), 60).status()).isEqualTo(200);
        var expired = presigned(Instant.now().minusSeconds(120), 60);
        assertThat(expired.status()).isEqualTo(403);
        assertThat(expired.message()).isEqualTo("Request has expired");
        assertThat(expired.element("X-Amz-Expires")).isEqualTo("60");
        assertThat(expired.element("Expires")).isNotEmpty();
        assertThat(presigned(Instant.now().plusSeconds(3600), 60).message()).isEqualTo("Request is not valid yet");
        var long_ = presigned(Instant.now(), 604_801);
        assertThat(long_.status()).isEqualTo(400);
        assertThat(long_.code()).isEqualTo("AuthorizationQueryParametersError");
        assertThat(presigned(Instant.now(), -1).message()).isEqualTo("X-Amz-Expires must be non-negative");
        var missing = Raw.request(server.endpoint(), "GET", "/" + own("signed") + "?X-Amz-Algorithm=AWS4-HMAC-SHA256")
                .send();
        assertThat(missing.status()).isEqualTo(400);
        assertThat(missing.code()).isEqualTo("AuthorizationQueryParametersError");
    }

    private static Raw.Reply presigned(Instant time, int expires) throws IOException {
        return Raw.request(server.endpoint(), "GET", "/" + own("signed") + "?list-type=2")
                .time(time)
                .presign(expires)
                .send();
    }

    @Test
    void a_checksum_in_a_presigned_query_is_not_taken_for_the_bodys() throws IOException {
        var reply = Raw.request(
                        server.endpoint(),
                        "PUT",
                        "/" + own("signed")
                                + "/presigned?x-amz-checksum-crc32=AAAAAA%3D%3D&x-amz-sdk-checksum-algorithm=CRC32")
                .presign(60)
                .body(BODY)
                .send();
        assertThat(reply.status()).isEqualTo(200);
        assertThat(s3.getObjectAsBytes(b -> b.bucket(own("signed")).key("presigned"))
                        .asUtf8String())
                .isEqualTo(BODY);
    }

    @Test
    void encryption_in_a_presigned_query_is_obeyed() throws IOException {
        var reply = Raw.request(
                        server.endpoint(),
                        "PUT",
                        "/" + own("signed") + "/presigned-kms?x-amz-server-side-encryption=aws%3Akms")
                .presign(60)
                .body(BODY)
                .send();
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("x-amz-server-side-encryption")).contains("aws:kms");
    }

    @Test
    void nobody_gets_in_without_credentials() throws IOException {
        for (var target : List.of(
                "/",
                "/" + own("signed"),
                "/" + own("signed") + "/key",
                "/" + own("signed") + "?encryption",
                "/new-bucket")) {
            for (var method : List.of("GET", "PUT", "DELETE", "HEAD")) {
                boolean absent = target.equals("/new-bucket") && !method.equals("PUT");
                // What nothing has is told to everybody.
                boolean none = (target.equals("/") && !method.equals("GET"))
                        || (target.endsWith("?encryption") && method.equals("HEAD"));
                assertThat(Raw.request(server.endpoint(), method, target).send().status())
                        .as(method + " " + target)
                        .isEqualTo(none ? 405 : absent ? 404 : 403);
            }
        }
    }
}
