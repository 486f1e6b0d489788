package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sealstead.server.Setting;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/// What goes over the socket: targets as sent, `Expect`, refused bodies, framing, limits, health.
@Overlay.Defaults
@SuppressWarnings("NullAway.Init")
final class HttpBehaviourTest {
    @Server(@Server.With(setting = Setting.HTTP_IDLE, value = "PT1S"))
    private static LocalServer server;

    @Client
    private static S3Client s3;

    @BeforeAll
    static void start() {
        s3.createBucket(b -> b.bucket("http"));
    }

    private static Socket connect() throws IOException {
        var socket = new Socket(server.endpoint().getHost(), server.endpoint().getPort());
        socket.setSoTimeout(15_000);
        return socket;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a//b",
                "a/../b",
                "./a",
                "a/./b",
                "x/../../etc/passwd",
                "a%2Fb",
                "a%2F..%2Fb",
                "a+b",
                "a%2Bb",
                "a%20b",
                "%2e%2e/x",
                "a;v=1",
                "a%25b",
                "/lead",
                "trail/",
                "%C3%A4",
                "%F0%9F%98%80",
                "a%0Ab",
                "%7F"
            })
    void keys_are_taken_exactly_as_sent(String rawKey) throws IOException {
        var target = "/http/" + rawKey;
        // SigV4 signs the decoded key, encoded again in its own way.
        var canonical = "/http/"
                + sealstead.wire.PercentEncoding.encode(
                        sealstead.wire.PercentEncoding.decode(rawKey, false).orElseThrow(), true);
        var put = Raw.request(server.endpoint(), "PUT", canonical).body(rawKey).sign();
        assertThat(sent(put, canonical, target, rawKey).status()).isEqualTo(200);
        var key = sealstead.wire.PercentEncoding.decode(rawKey, false).orElseThrow();
        assertThat(s3.listObjectsV2(b -> b.bucket("http").prefix(key)).contents())
                .anyMatch(object -> object.key().equals(key));
        var get = Raw.request(server.endpoint(), "GET", canonical).sign();
        assertThat(sent(get, canonical, target, "").body()).isEqualTo(rawKey);
    }

    private static Raw.Reply sent(Raw signed, String canonical, String target, String body) throws IOException {
        try (var socket = connect()) {
            var head = signed.head().replace(" " + canonical + " ", " " + target + " ");
            socket.getOutputStream().write(ascii(head));
            socket.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
            return Raw.read(socket.getInputStream(), false);
        }
    }

    @Test
    void keys_never_become_paths() throws IOException {
        s3.putObject(b -> b.bucket("http").key("../escape-canary"), RequestBody.fromString("x"));
        try (var walk = java.nio.file.Files.walk(server.dataFolder().getParent())) {
            assertThat(walk.filter(file -> file.toString().contains("escape-canary")))
                    .isEmpty();
        }
    }

    @Test
    void expect_continue_is_answered_only_after_the_checks() throws IOException {
        var good = Raw.request(server.endpoint(), "PUT", "/http/expected")
                .header("expect", "100-continue")
                .payload("UNSIGNED-PAYLOAD")
                .header("content-length", "4")
                .sign();
        try (var socket = connect()) {
            socket.getOutputStream().write(ascii(good.head()));
            assertThat(Raw.read(socket.getInputStream(), false).status()).isEqualTo(100);
            socket.getOutputStream().write(ascii("body"));
            assertThat(Raw.read(socket.getInputStream(), false).status()).isEqualTo(200);
        }
        for (var refused : List.of(
                Raw.request(server.endpoint(), "PUT", "/http/expected").secret("wrong"),
                Raw.request(server.endpoint(), "PUT", "/no-such-bucket/expected"),
                Raw.request(server.endpoint(), "PUT", "/http/expected")
                        .header("x-amz-server-side-encryption", "aws:kms")
                        .header("x-amz-server-side-encryption-aws-kms-key-id", "none"))) {
            refused.header("expect", "100-continue")
                    .payload("UNSIGNED-PAYLOAD")
                    .header("content-length", "4")
                    .sign();
            try (var socket = connect()) {
                socket.getOutputStream().write(ascii(refused.head()));
                assertThat(Raw.read(socket.getInputStream(), false).status()).isIn(400, 403, 404);
            }
        }
    }

    @Test
    void a_refused_body_is_never_served_as_the_next_request() throws IOException {
        var smuggled =
                Raw.request(server.endpoint(), "DELETE", "/http/victim").sign().head();
        s3.putObject(b -> b.bucket("http").key("victim"), RequestBody.fromString("x"));
        for (boolean expect : new boolean[] {true, false}) {
            var refused = Raw.request(server.endpoint(), "PUT", "/http/refused")
                    .secret("wrong")
                    .payload("UNSIGNED-PAYLOAD")
                    .header("content-length", Integer.toString(smuggled.length()));
            if (expect) {
                refused.header("expect", "100-continue");
            }
            refused.sign();
            try (var socket = connect()) {
                socket.getOutputStream().write(ascii(refused.head()));
                var first = Raw.read(socket.getInputStream(), false);
                assertThat(first.status()).isEqualTo(403);
                try {
                    socket.getOutputStream().write(ascii(smuggled));
                    var second = Raw.read(socket.getInputStream(), false);
                    assertThat(second.status()).isNotEqualTo(204);
                } catch (IOException closed) {
                    // the connection was closed: as good
                }
            }
            assertThat(s3.headObject(b -> b.bucket("http").key("victim")).contentLength())
                    .isEqualTo(1);
        }
    }

    /// Else the client that is still sending finds its pipe broken and never reads why.
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void who_is_refused_while_still_sending_hears_why(boolean chunked) throws Exception {
        int pieces = 10;
        int piece = 30_000;
        var refused = Raw.request(server.endpoint(), "PUT", "/http/refused")
                .secret("wrong")
                .payload("UNSIGNED-PAYLOAD")
                .header(chunked ? "transfer-encoding" : "content-length", chunked ? "chunked" : "" + pieces * piece)
                .sign();
        try (var socket = connect()) {
            var out = socket.getOutputStream();
            out.write(ascii(refused.head()));
            while (socket.getInputStream().available() == 0) {
                Thread.sleep(10);
            }
            for (int i = 0; i < pieces; i++) {
                if (chunked) {
                    out.write(ascii(Integer.toHexString(piece) + "\r\n"));
                }
                out.write(new byte[piece]);
                if (chunked) {
                    out.write(ascii("\r\n"));
                }
                Thread.sleep(10); // a client with a slow line
            }
            out.write(ascii(chunked ? "0\r\n\r\n" : ""));
            assertThat(Raw.read(socket.getInputStream(), false).status()).isEqualTo(403);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\nHost: x\n\n",
                "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
                "PUT /http/x HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\nX-A: 1\r\n folded\r\n\r\n",
                "GET / HTTP/1.1\r\nHost : x\r\n\r\n",
                "GET / HTTP/1.1\r\n\r\n",
                "GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\"y\r\n\r\n",
                "NOT HTTP\r\n\r\n"
            })
    void framing_that_two_readers_could_take_differently_is_refused(String request) throws IOException {
        try (var socket = connect()) {
            socket.getOutputStream().write(ascii(request));
            var reply = Raw.read(socket.getInputStream(), false);
            assertThat(reply.status()).isIn(400, 505);
            assertThat(reply.body()).doesNotContain("jetty").doesNotContain("folded");
        }
    }

    @Test
    void oversized_headers_are_refused() throws IOException {
        var reply = Raw.request(server.endpoint(), "GET", "/http")
                .header("x-amz-meta-big", "a".repeat(70_000))
                .sign()
                .send();
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.code()).isEqualTo("RequestHeaderSectionTooLarge");
    }

    @Test
    void metadata_and_keys_have_their_limits() throws IOException {
        var metadata = Raw.request(server.endpoint(), "PUT", "/http/metadata")
                .header("x-amz-meta-big", "a".repeat(2046))
                .body("x")
                .sign()
                .send();
        assertThat(metadata.code()).isEqualTo("MetadataTooLarge");
        var key = Raw.request(server.endpoint(), "PUT", "/http/" + "k".repeat(1025))
                .body("x")
                .sign()
                .send();
        assertThat(key.code()).isEqualTo("KeyTooLongError");
        assertThat(Raw.request(server.endpoint(), "PUT", "/http/" + "k".repeat(1024))
                        .body("x")
                        .sign()
                        .send()
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ab",
                "UPPER",
                "under_score",
                "a..b",
                "-dash",
                "dash-",
                "192.168.1.1",
                "xn--bucket",
                "a.-b",
                "x-s3alias-s3alias"
            })
    void illegal_bucket_names_are_refused(String name) throws IOException {
        var reply = Raw.request(server.endpoint(), "PUT", "/" + name).sign().send();
        assertThat(reply.code()).isEqualTo("InvalidBucketName");
        assertThat(reply.status()).isEqualTo(400);
    }

    @Test
    void a_body_shorter_than_it_says_stores_nothing() throws IOException {
        var raw = Raw.request(server.endpoint(), "PUT", "/http/short")
                .payload("UNSIGNED-PAYLOAD")
                .header("content-length", "1000")
                .sign();
        try (var socket = connect()) {
            socket.getOutputStream().write(ascii(raw.head() + "only this"));
            socket.shutdownOutput();
            var reply = Raw.read(socket.getInputStream(), false);
            assertThat(reply.status()).isIn(0, 400);
        }
        assertThat(Raw.request(server.endpoint(), "HEAD", "/http/short")
                        .sign()
                        .send()
                        .status())
                .isEqualTo(404);
    }

    @Test
    void a_length_is_demanded() throws IOException {
        var raw = Raw.request(server.endpoint(), "PUT", "/http/chunked")
                .payload("UNSIGNED-PAYLOAD")
                .header("transfer-encoding", "chunked")
                .sign();
        try (var socket = connect()) {
            socket.getOutputStream().write(ascii(raw.head() + "1\r\nx\r\n0\r\n\r\n"));
            var reply = Raw.read(socket.getInputStream(), false);
            assertThat(reply.status()).isEqualTo(501);
            assertThat(reply.code()).isEqualTo("NotImplemented");
            assertThat(reply.body()).contains("<Header>Transfer-Encoding</Header>");
        }
    }

    @Test
    void a_client_that_stops_talking_is_let_go() throws IOException {
        for (var start : List.of("GET / HTTP/1.1\r\nHost: x\r\n", "")) {
            try (var socket = connect()) {
                socket.getOutputStream().write(ascii(start));
                int end = 0;
                while (end >= 0) {
                    end = socket.getInputStream().read();
                }
                assertThat(end).isEqualTo(-1);
            }
        }
    }

    @Test
    void a_body_that_drips_is_cut_off_and_stores_nothing() throws Exception {
        var raw = Raw.request(server.endpoint(), "PUT", "/http/drip")
                .payload("UNSIGNED-PAYLOAD")
                .header("content-length", "1000")
                .sign();
        try (var socket = connect()) {
            var out = socket.getOutputStream();
            out.write(ascii(raw.head()));
            int sent = 0;
            try {
                while (sent < 1000) {
                    out.write('x');
                    out.flush();
                    sent++;
                    Thread.sleep(50); // the pace of the drip
                    if (socket.getInputStream().available() > 0) {
                        break;
                    }
                }
            } catch (IOException closed) {
                assertThat(sent).isPositive();
            }
            assertThat(sent).isLessThan(200);
            assertThat(Raw.read(socket.getInputStream(), false).code()).isEqualTo("RequestTimeout");
        }
        assertThat(Raw.request(server.endpoint(), "HEAD", "/http/drip")
                        .sign()
                        .send()
                        .status())
                .isEqualTo(404);
    }

    @Test
    void a_bucket_in_the_host_name_is_the_same_bucket() throws IOException {
        s3.putObject(b -> b.bucket("http").key("hosted"), RequestBody.fromString("hosted"));
        var reply = Raw.request(server.endpoint(), "GET", "/hosted")
                .header("host", "http.localhost:" + server.endpoint().getPort())
                .sign()
                .send();
        assertThat(reply.body()).isEqualTo("hosted");
    }

    @Test
    void every_answer_carries_its_ids() throws IOException {
        var reply = Raw.request(server.endpoint(), "GET", "/http/none").sign().send();
        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.header("x-amz-request-id")).contains(reply.element("RequestId"));
        assertThat(reply.header("x-amz-id-2")).contains(reply.element("HostId"));
        assertThat(reply.header("server")).contains("AmazonS3");
        assertThat(reply.header("date")).isPresent();
        assertThat(reply.element("Key")).isEqualTo("none");
    }

    @Test
    void health_is_open_and_administration_is_not() throws IOException {
        for (var name : List.of("live", "ready", "kms")) {
            var reply = Raw.request(server.endpoint(), "GET", "/_sealstead/health/" + name)
                    .send();
            assertThat(reply.status()).isEqualTo(200);
        }
        for (var path : List.of("admin/kms/ledger", "admin/credentials")) {
            assertThat(Raw.request(server.endpoint(), "GET", "/_sealstead/" + path)
                            .send()
                            .status())
                    .isEqualTo(403);
            assertThat(Raw.request(server.endpoint(), "GET", "/_sealstead/" + path)
                            .header("authorization", "Bearer " + "0".repeat(64))
                            .send()
                            .status())
                    .isEqualTo(403);
            assertThat(Administration.ask(server, "GET " + path).status()).isEqualTo(200);
        }
    }
}
