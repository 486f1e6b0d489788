package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import sealstead.server.Setting;
import software.amazon.awssdk.core.sync.RequestBody;

/// Clients that stop in the middle of what they do, hundreds at once: nobody else notices.
@Tag("drill")
final class StalledClientsTest {
    private static final int MANY = 600;

    /// Where a client stops.
    enum Stall {
        HALF_A_HEADER {
            @Override
            void begin(Socket socket, LocalServer server, int number) throws IOException {
                write(socket, "GET /stalled/key HTTP/1.1\r\nHost: x\r\nX-A: ");
            }
        },
        NOTHING {
            @Override
            void begin(Socket socket, LocalServer server, int number) {
                // a connection and no more
            }
        },
        SIGNED_PUT_WITHOUT_BODY {
            @Override
            void begin(Socket socket, LocalServer server, int number) throws IOException {
                write(
                        socket,
                        Raw.request(server.endpoint(), "PUT", "/stalled/put" + number)
                                .payload("UNSIGNED-PAYLOAD")
                                .header("content-length", "1000000")
                                .sign()
                                .head());
            }
        },
        SIGNED_PUT_IN_THE_MIDDLE {
            @Override
            void begin(Socket socket, LocalServer server, int number) throws IOException {
                SIGNED_PUT_WITHOUT_BODY.begin(socket, server, number);
                write(socket, "x".repeat(100_000));
            }
        },
        CHUNKED_BODY {
            @Override
            void begin(Socket socket, LocalServer server, int number) throws IOException {
                write(
                        socket,
                        Raw.request(server.endpoint(), "PUT", "/stalled/put" + number)
                                        .payload("STREAMING-UNSIGNED-PAYLOAD-TRAILER")
                                        .header("x-amz-decoded-content-length", "1000000")
                                        .header("transfer-encoding", "chunked")
                                        .sign()
                                        .head()
                                + "400\r\n10000\r\n");
            }
        },
        UNREAD_ANSWER {
            @Override
            void begin(Socket socket, LocalServer server, int number) throws IOException {
                write(
                        socket,
                        Raw.request(server.endpoint(), "GET", "/stalled/large")
                                .sign()
                                .head());
            }
        },
        KMS_WITHOUT_BODY {
            @Override
            void begin(Socket socket, LocalServer server, int number) throws IOException {
                write(
                        socket,
                        "POST / HTTP/1.1\r\nHost: x\r\nX-Amz-Target: TrentService.ListKeys\r\nContent-Length: 200000\r\n\r\n{");
            }
        },
        STS_FORM_WITHOUT_BODY {
            @Override
            void begin(Socket socket, LocalServer server, int number) throws IOException {
                write(
                        socket,
                        lines(
                                "POST / HTTP/1.1",
                                "Host: localhost",
                                "Content-Type: application/x-www-form-urlencoded",
                                "Transfer-Encoding: chunked",
                                "",
                                "3",
                                "Act"));
            }
        },
        IAM_WITH_A_LARGE_BODY_BUT_ITS_END {
            @Override
            void begin(Socket socket, LocalServer server, int number) throws IOException {
                write(
                        socket,
                        "POST / HTTP/1.1\r\nHost: x\r\nAuthorization: AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/iam/"
                                + "aws4_request, SignedHeaders=host, Signature=0\r\nContent-Length: 200000\r\n\r\n"
                                + "A".repeat(199_999));
            }
        },
        CONTROL_WITHOUT_BODY {
            @Override
            void begin(Socket socket, LocalServer server, int number) throws IOException {
                write(
                        socket,
                        "POST /v20180820/tags/x HTTP/1.1\r\nHost: x\r\nX-Amz-Account-Id: 1\r\nContent-Length: 9\r\n\r\n");
            }
        },
        ADMINISTRATION_WITHOUT_BODY {
            @Override
            void begin(Socket socket, LocalServer server, int number) throws IOException {
                write(socket, "POST /_sealstead/admin/hello HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n");
            }
        },
        BROWSER_FORM {
            @Override
            void begin(Socket socket, LocalServer server, int number) throws IOException {
                write(
                        socket,
                        lines(
                                "POST /stalled HTTP/1.1",
                                "Host: x",
                                "Content-Type: multipart/form-data; boundary=b",
                                "Content-Length: 100000",
                                "",
                                "--b",
                                "Content-Disposition: form-data; name=\"key\""));
            }
        },
        REFUSED_AND_STILL_SENDING {
            @Override
            void begin(Socket socket, LocalServer server, int number) throws IOException {
                write(socket, "PUT /stalled/put HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\nx");
            }
        };

        abstract void begin(Socket socket, LocalServer server, int number) throws IOException;

        private static String lines(String... lines) {
            return String.join("\r\n", lines) + "\r\n";
        }

        private static void write(Socket socket, String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    /// Stalled connections, open until this is closed.
    private static final class Stalled implements AutoCloseable {
        private final List<Socket> sockets = new ArrayList<>();

        void add(LocalServer server, Stall stall, int number) throws IOException {
            var socket =
                    new Socket(server.endpoint().getHost(), server.endpoint().getPort());
            sockets.add(socket);
            try {
                stall.begin(socket, server, number);
            } catch (IOException letGo) {
                // the server has had enough of us, which is its right
            }
        }

        @Override
        public void close() throws IOException {
            for (var socket : sockets) {
                socket.close();
            }
        }
    }

    private static void assertServes(LocalServer server) throws IOException {
        assertThat(Raw.request(server.endpoint(), "GET", "/_sealstead/health/live")
                        .send()
                        .status())
                .isEqualTo(200);
        assertThat(Raw.request(server.endpoint(), "GET", "/stalled/small")
                        .sign()
                        .send()
                        .body())
                .isEqualTo("small");
        assertThat(Raw.request(server.endpoint(), "POST", "/")
                        .service("kms")
                        .header("x-amz-target", "TrentService.ListKeys")
                        .header("content-type", "application/x-amz-json-1.1")
                        .body("{}")
                        .sign()
                        .send()
                        .status())
                .isEqualTo(200);
    }

    private static LocalServer started(Map<Setting, String> settings) {
        var server = new LocalServer(settings);
        try (var s3 = server.plainS3()) {
            s3.createBucket(b -> b.bucket("stalled"));
            s3.putObject(b -> b.bucket("stalled").key("small"), RequestBody.fromString("small"));
            s3.putObject(b -> b.bucket("stalled").key("large"), RequestBody.fromBytes(new byte[8 * 1024 * 1024]));
        }
        return server;
    }

    @ParameterizedTest
    @EnumSource(Stall.class)
    void hundreds_that_stall_keep_nobody_else_waiting(Stall stall) throws IOException {
        try (var server = started(Map.of());
                var stalled = new Stalled()) {
            for (int i = 0; i < MANY; i++) {
                stalled.add(server, stall, i);
            }
            assertServes(server);
        }
    }

    /// With the limits reached, whoever comes takes the place of who is furthest behind.
    @ParameterizedTest
    @EnumSource(Stall.class)
    void who_stalls_makes_room_where_a_limit_is_reached(Stall stall) throws Exception {
        try (var server = started(Map.of(
                        Setting.HTTP_CONNECTIONS, "40",
                        Setting.HTTP_REQUESTS, "20",
                        Setting.HTTP_REQUESTS_PER_ADDRESS, "20"));
                var stalled = new Stalled()) {
            for (int i = 0; i < 60; i++) {
                stalled.add(server, stall, i);
            }
            // Health has its reserve at once, others as soon as somebody is behind.
            assertThat(Raw.request(server.endpoint(), "GET", "/_sealstead/health/live")
                            .send()
                            .status())
                    .isEqualTo(200);
            while (!serves(server)) {
                Thread.sleep(100);
            }
        }
    }

    private static boolean serves(LocalServer server) throws IOException {
        try {
            return Raw.request(server.endpoint(), "GET", "/stalled/small")
                            .sign()
                            .send()
                            .status()
                    == 200;
        } catch (java.net.SocketException reset) {
            return false;
        }
    }

    @Test
    void one_address_does_not_take_what_there_is() throws IOException {
        try (var server = started(Map.of(Setting.HTTP_CONNECTIONS_PER_ADDRESS, "10"));
                var stalled = new Stalled()) {
            for (int i = 0; i < 30; i++) {
                stalled.add(server, Stall.NOTHING, i);
            }
            var reply = Raw.request(server.endpoint(), "GET", "/stalled/small")
                    .sign()
                    .send();
            assertThat(reply.status()).isIn(200, 503);
            if (reply.status() == 503) {
                assertThat(reply.code()).isEqualTo("SlowDown");
                assertThat(reply.header("retry-after")).contains("1");
            }
            assertThat(Raw.request(server.endpoint(), "GET", "/_sealstead/health/ready")
                            .send()
                            .status())
                    .isEqualTo(200);
        }
    }

    /// A byte now and then is no silence, and was enough to hold a connection for ever.
    @Test
    void a_header_that_drips_ends() throws Exception {
        try (var server = started(Map.of(Setting.HTTP_HEADER, "PT1S"));
                var socket = new Socket(
                        server.endpoint().getHost(), server.endpoint().getPort())) {
            assertDripEnds(socket, "GET / HTTP/1.1\r\nHost: x\r\nX-A: ");
        }
    }

    /// The second request of a connection as well.
    @Test
    void a_later_header_that_drips_ends() throws Exception {
        try (var server = started(Map.of(Setting.HTTP_HEADER, "PT1S"));
                var socket = new Socket(
                        server.endpoint().getHost(), server.endpoint().getPort())) {
            Stall.write(socket, "GET /_sealstead/health/live HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(Raw.read(socket.getInputStream(), false).status()).isEqualTo(200);
            assertDripEnds(socket, "GET / HTTP/1.1\r\nHost: x\r\nX-A: ");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Stall.class,
            names = {
                "KMS_WITHOUT_BODY",
                "CONTROL_WITHOUT_BODY",
                "ADMINISTRATION_WITHOUT_BODY",
                "BROWSER_FORM",
                "REFUSED_AND_STILL_SENDING"
            })
    void a_body_of_a_stranger_that_drips_ends(Stall stall) throws Exception {
        try (var server = started(
                        Map.of(Setting.HTTP_STRANGER_BODY, "PT1S", Setting.HTTP_SLOWEST_BYTES_PER_SECOND, "0"));
                var socket = new Socket(
                        server.endpoint().getHost(), server.endpoint().getPort())) {
            stall.begin(socket, server, 0);
            assertDripEnds(socket, "");
        }
    }

    /// Writes byte after byte until the server ends it, which it must.
    private static void assertDripEnds(Socket socket, String beginning) throws Exception {
        socket.setSoTimeout(1);
        Stall.write(socket, beginning);
        boolean open = true;
        for (int i = 0; open && i < 400; i++) {
            try {
                Stall.write(socket, "x");
                open = socket.getInputStream().read(new byte[4096]) >= 0;
            } catch (java.net.SocketTimeoutException nothingYet) {
                Thread.sleep(100);
            } catch (IOException closed) {
                open = false;
            }
        }
        assertThat(open).isFalse();
    }
}
