package sealstead.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import sealstead.wire.Door;
import sealstead.wire.Reply;
import sealstead.wire.Request;

/// Answers that are built whole and that nobody takes do not fill the heap.
@SuppressWarnings("NullAway.Init")
final class StalledAnswersTest {
    private static final int CLIENTS = 30;
    /// More than the network keeps of one by itself.
    private static final int ANSWER_BYTES = 8 * 1024 * 1024;
    private static final int FIT = 3;

    private static final HttpLimits LIMITS = new HttpLimits(
            8192,
            100,
            100,
            100,
            100,
            Duration.ofSeconds(60),
            Duration.ofSeconds(60),
            Duration.ofSeconds(60),
            0,
            2L * FIT * ANSWER_BYTES,
            Duration.ofSeconds(1));

    private final CountDownLatch asked = new CountDownLatch(CLIENTS);
    private final List<Socket> sockets = new ArrayList<>();
    private HttpServer server;

    private final class LargeDoor implements Door {
        @Override
        public boolean isFor(Request request) {
            return true;
        }

        @Override
        public Reply handle(Request request) {
            asked.countDown();
            return Reply.of(200, "text/plain", new byte[request.rawPath().equals("/small") ? 5 : ANSWER_BYTES]);
        }
    }

    @BeforeEach
    void start() throws IOException {
        server = new HttpServer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                Optional.empty(),
                LIMITS,
                List.of(new LargeDoor()),
                TrustedProxies.parse(""),
                new sealstead.wire.RequestFigures(),
                new Random(1));
        server.start();
    }

    @AfterEach
    void stop() throws IOException {
        for (var socket : sockets) {
            socket.close();
        }
        server.close();
    }

    private Socket ask(String path) throws IOException {
        var socket = new Socket();
        sockets.add(socket);
        socket.setReceiveBufferSize(4096);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
        socket.getOutputStream()
                .write(("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                        .getBytes(StandardCharsets.ISO_8859_1));
        return socket;
    }

    /// The bytes of all that comes, header and body.
    private static int read(Socket socket) throws IOException {
        var piece = new byte[64 * 1024];
        int bytes = 0;
        try {
            for (int n = socket.getInputStream().read(piece);
                    n >= 0;
                    n = socket.getInputStream().read(piece)) {
                bytes += n;
            }
        } catch (SocketException cut) {
            return bytes;
        }
        return bytes;
    }

    @Test
    void what_is_not_taken_holds_no_more_than_its_share_and_makes_room_for_others() throws Exception {
        for (int i = 0; i < CLIENTS; i++) {
            ask("/large");
        }
        asked.await();
        // Everybody is refused, or holds, or gives way once it is behind.
        while (read(ask("/large")) < ANSWER_BYTES) {
            Thread.sleep(100);
        }
        assertThat(read(ask("/small"))).isPositive();
        int whole = 0;
        for (int i = 0; i < CLIENTS; i++) {
            if (read(sockets.get(i)) >= ANSWER_BYTES) {
                whole++;
            }
        }
        assertThat(whole).isLessThan(FIT);
        // What was held is given back.
        for (int i = 0; i < 2 * FIT + 1; i++) {
            assertThat(read(ask("/large"))).isGreaterThanOrEqualTo(ANSWER_BYTES);
        }
    }
}
