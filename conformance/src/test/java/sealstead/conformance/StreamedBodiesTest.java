package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static sealstead.conformance.Endpoint.own;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;

/// Bodies in aws-chunked frames: every form in which clients write trailers is taken, and a body that was cut short
/// anywhere is `IncompleteBody` in every mode and leaves nothing.
@SuppressWarnings("NullAway.Init")
final class StreamedBodiesTest {
    private static final String DATA = "0123456789abcdef0123456789";
    private static final List<String> FRAMES = List.of("0123456789abcdef", "0123456789");
    private static final String CRC32 = checksum(ChecksumAlgorithm.CRC32);

    @Server
    private static LocalServer server;

    @Client
    private static S3Client s3;

    @BeforeAll
    static void start() {
        s3.createBucket(b -> b.bucket(own("streamed")));
    }

    enum Mode {
        UNSIGNED_TRAILER("STREAMING-UNSIGNED-PAYLOAD-TRAILER", false, true),
        SIGNED("STREAMING-AWS4-HMAC-SHA256-PAYLOAD", true, false),
        SIGNED_TRAILER("STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER", true, true);

        private final String token;
        private final boolean signed;
        private final boolean trailer;

        Mode(String token, boolean signed, boolean trailer) {
            this.token = token;
            this.signed = signed;
            this.trailer = trailer;
        }
    }

    /// How trailers are written: what ends a line, what stands before the signature, what ends the body.
    enum Form {
        AWS_SDK("\r\n", "", "\r\n"),
        AWS_DOCUMENTATION("\n", "\r\n", "\r\n"),
        LINE_FEEDS("\n", "", "\n"),
        EMPTY_LINE("\r\n", "\r\n", "\r\n"),
        NO_LAST_LINE("\r\n", "", ""),
        MINIO_GO_UNSIGNED("\n", "\r\n", "\r\n\r\n");

        private final String line;
        private final String beforeSignature;
        private final String end;

        Form(String line, String beforeSignature, String end) {
            this.line = line;
            this.beforeSignature = beforeSignature;
            this.end = end;
        }
    }

    private static String checksum(ChecksumAlgorithm algorithm) {
        return Checksums.of(algorithm, LocalServer.bytes(DATA));
    }

    private static String sha256(String text) {
        return HexFormat.of().formatHex(Raw.digest("SHA-256", text.getBytes(StandardCharsets.UTF_8)));
    }

    private static String mac(Raw raw, String kind, String previous, String tail) {
        var text = kind + "\n" + raw.amzDate() + "\n" + raw.scope() + "\n" + previous + "\n" + tail;
        return HexFormat.of().formatHex(Raw.hmac(raw.signingKey(), text));
    }

    private static Raw request(Mode mode, String key, String announced) {
        var raw = Raw.request(server.endpoint(), "PUT", "/" + own("streamed") + "/" + key)
                .payload(mode.token)
                .header("content-encoding", "aws-chunked")
                .header("x-amz-decoded-content-length", Integer.toString(DATA.length()));
        if (mode.trailer) {
            raw.header("x-amz-trailer", announced);
        }
        return raw.sign();
    }

    /// The body in frames, and the trailers, lines without their ends.
    private static String body(Mode mode, Form form, Raw raw, List<String> trailers) {
        var out = new StringBuilder();
        var previous = raw.seed();
        var frames = new ArrayList<>(FRAMES);
        frames.add("");
        for (var frame : frames) {
            out.append(Integer.toHexString(frame.length()));
            if (mode.signed) {
                previous = mac(raw, "AWS4-HMAC-SHA256-PAYLOAD", previous, sha256("") + "\n" + sha256(frame));
                out.append(";chunk-signature=").append(previous);
            }
            out.append("\r\n").append(frame).append(frame.isEmpty() ? "" : "\r\n");
        }
        if (!mode.trailer) {
            return out.append("\r\n").toString();
        }
        var lines = new StringBuilder();
        for (var trailer : trailers) {
            out.append(trailer).append(form.line);
            lines.append(trailer).append('\n');
        }
        if (mode.signed) {
            out.append(form.beforeSignature)
                    .append("x-amz-trailer-signature:")
                    .append(mac(raw, "AWS4-HMAC-SHA256-TRAILER", previous, sha256(lines.toString())))
                    .append(form.line.equals("\n") && !form.beforeSignature.isEmpty() ? "\r\n" : form.line);
        }
        return out.append(form.end).toString();
    }

    private static boolean exists(String key) throws IOException {
        return Raw.request(server.endpoint(), "HEAD", "/" + own("streamed") + "/" + key)
                        .sign()
                        .send()
                        .status()
                == 200;
    }

    static List<List<Object>> modesAndForms() {
        var all = new ArrayList<List<Object>>();
        for (var mode : Mode.values()) {
            for (var form : Form.values()) {
                all.add(List.of(mode, form));
            }
        }
        return all;
    }

    @ParameterizedTest
    @MethodSource("modesAndForms")
    void every_form_of_trailers_is_taken(List<Object> row) throws IOException {
        var mode = (Mode) row.get(0);
        var form = (Form) row.get(1);
        for (var algorithm : List.of(
                ChecksumAlgorithm.CRC32,
                ChecksumAlgorithm.CRC32_C,
                ChecksumAlgorithm.CRC64_NVME,
                ChecksumAlgorithm.SHA1,
                ChecksumAlgorithm.SHA256)) {
            var name = "x-amz-checksum-" + algorithm.toString().replace("_", "").toLowerCase(java.util.Locale.ROOT);
            var key = mode + "-" + form + "-" + name;
            var raw = request(mode, key, name);
            var reply = raw.body(body(mode, form, raw, List.of(name + ":" + checksum(algorithm))))
                    .send();
            assertThat(reply.status()).as(key + reply.body()).isEqualTo(200);
            if (mode.trailer) {
                assertThat(reply.header(name)).contains(checksum(algorithm));
            }
            assertThat(s3.getObjectAsBytes(b -> b.bucket(own("streamed")).key(key))
                            .asUtf8String())
                    .isEqualTo(DATA);
        }
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void a_wrong_signature_of_trailers_or_a_line_behind_it_is_refused(Form form) throws IOException {
        var key = "wrong-" + form;
        var raw = request(Mode.SIGNED_TRAILER, key, "x-amz-checksum-crc32");
        var body = body(Mode.SIGNED_TRAILER, form, raw, List.of("x-amz-checksum-crc32:" + CRC32));
        int at = body.indexOf("trailer-signature:") + "trailer-signature:".length();
        var flipped = body.substring(0, at) + (body.charAt(at) == 'a' ? 'b' : 'a') + body.substring(at + 1);
        assertThat(raw.body(flipped).send().code()).isEqualTo("SignatureDoesNotMatch");
        assertThat(raw.body(body + "x-amz-checksum-crc32:AAAAAA==\r\n").send().status())
                .isEqualTo(400);
        assertThat(exists(key)).isFalse();
    }

    /// All beginnings of the body but those that lack the last empty line only.
    @ParameterizedTest
    @EnumSource(Mode.class)
    void a_body_cut_short_anywhere_is_incomplete(Mode mode) throws IOException {
        var key = "cut-" + mode;
        for (var form : mode.trailer ? List.of(Form.AWS_SDK, Form.AWS_DOCUMENTATION) : List.of(Form.AWS_SDK)) {
            var raw = request(mode, key, "x-amz-checksum-crc32");
            var whole = body(mode, form, raw, List.of("x-amz-checksum-crc32:" + CRC32));
            int most = mode.trailer ? whole.stripTrailing().length() : whole.length() - 2;
            for (int length = 0; length <= most; length++) {
                var reply = raw.body(whole.substring(0, length)).send();
                assertThat(reply.code())
                        .as("%s %s %d: %s", mode, form, length, reply.body())
                        .isEqualTo("IncompleteBody");
                assertThat(reply.status()).isEqualTo(400);
            }
            assertThat(exists(key)).isFalse();
            assertThat(raw.body(whole).send().status()).isEqualTo(200);
            s3.deleteObject(b -> b.bucket(own("streamed")).key(key));
        }
    }

    /// Frames that are whole, but fewer than were announced, or shorter than they say.
    @ParameterizedTest
    @EnumSource(Mode.class)
    void a_body_of_fewer_bytes_is_incomplete(Mode mode) throws IOException {
        var key = "fewer-" + mode;
        var raw = request(mode, key, "x-amz-checksum-crc32");
        var whole = body(mode, Form.AWS_SDK, raw, List.of("x-amz-checksum-crc32:" + CRC32));
        int second = whole.indexOf("\r\na") + 2;
        int last = whole.indexOf(mode.signed ? "\r\n0;" : "\r\n0\r\n", second) + 2;
        var frameLeftOut = whole.substring(0, second) + whole.substring(last);
        for (var changed : List.of(frameLeftOut, whole.replace("\r\n0123456789\r\n", "\r\n01234\r\n"))) {
            var reply = raw.body(changed).send();
            assertThat(reply.code()).as(mode + reply.body()).isEqualTo("IncompleteBody");
        }
        assertThat(exists(key)).isFalse();
    }

    @Test
    void a_malformed_trailing_checksum_names_its_place() throws IOException {
        for (var mode : List.of(Mode.UNSIGNED_TRAILER, Mode.SIGNED_TRAILER)) {
            for (var name : List.of("x-amz-checksum-crc32", "x-amz-checksum-sha256", "x-amz-checksum-crc64nvme")) {
                for (var value : List.of("AAAA", "not base64!", "")) {
                    var raw = request(mode, "malformed", name);
                    var reply = raw.body(body(mode, Form.AWS_SDK, raw, List.of(name + ":" + value)))
                            .send();
                    assertThat(reply.code()).isEqualTo("InvalidRequest");
                    assertThat(reply.message()).isEqualTo("Value for " + name + " trailing header is invalid.");
                }
            }
        }
        assertThat(exists("malformed")).isFalse();
    }

    @Test
    void a_decoded_length_that_is_no_number_is_missing() throws IOException {
        for (var mode : Mode.values()) {
            for (var length : List.of("abc", "-1", "1.5", "99999999999999999999", "")) {
                var raw = Raw.request(server.endpoint(), "PUT", "/" + own("streamed") + "/length")
                        .payload(mode.token)
                        .header("x-amz-decoded-content-length", length)
                        .header("x-amz-trailer", "x-amz-checksum-crc32")
                        .sign();
                var reply = raw.body(body(mode, Form.AWS_SDK, raw, List.of("x-amz-checksum-crc32:" + CRC32)))
                        .send();
                assertThat(reply.status()).as(length).isEqualTo(411);
                assertThat(reply.code()).isEqualTo("MissingContentLength");
            }
        }
    }

    @Test
    void documents_do_not_come_in_unsigned_frames() throws IOException {
        for (var target : List.of(
                "PUT /" + own("streamed") + "?tagging",
                "PUT /" + own("streamed") + "?versioning",
                "PUT /" + own("streamed") + "?policy",
                "PUT /" + own("streamed") + "?encryption",
                "POST /" + own("streamed") + "?delete",
                "PUT /" + own("streamed") + "/key?tagging")) {
            var method = target.substring(0, target.indexOf(' '));
            var raw = Raw.request(server.endpoint(), method, target.substring(target.indexOf(' ') + 1))
                    .payload(Mode.UNSIGNED_TRAILER.token)
                    .header("x-amz-decoded-content-length", Integer.toString(DATA.length()))
                    .header("x-amz-trailer", "x-amz-checksum-crc32")
                    .sign();
            var reply = raw.body(
                            body(Mode.UNSIGNED_TRAILER, Form.AWS_SDK, raw, List.of("x-amz-checksum-crc32:" + CRC32)))
                    .send();
            assertThat(reply.code()).as(target + reply.body()).isEqualTo("InvalidRequest");
            assertThat(reply.message()).isEqualTo("The value of x-amz-content-sha256 header is invalid.");
        }
    }
}
