package sealstead.auth.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Where keys of issuers may be fetched from.
final class PublicAddressTest {
    private static final Flight NONE = new Flight(flight -> new PublicKeys(java.util.List.of()), () -> {});

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "0.0.0.0",
                "10.1.2.3",
                "100.64.0.1",
                "169.254.169.254",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.8",
                "192.168.1.1",
                "198.18.0.1",
                "203.0.113.9",
                "224.0.0.1",
                "255.255.255.255",
                "::1",
                "::",
                "fe80::1",
                "fc00::1",
                "fd12::1",
                "::ffff:127.0.0.1",
                "::ffff:10.0.0.1",
                "64:ff9b::7f00:1",
                "64:ff9b::a00:1",
                "2002:7f00:1::1",
                "2002:a00:1::1",
                "2002:101:101::1",
                "64:ff9b:1::101:101",
                "64:ff9b:1:ffff::8.8.8.8",
                "64:ff9b:0:1::101:101",
                "64:ff9b:0:0:0:1:101:101",
                "64:ff9b::c0a8:1",
                "64:ff9b::a9fe:a9fe",
                "2001::1",
                "2001:0:4136:e378:8000:63bf:3fff:fdd2",
                "2001:20::1",
                "3fff::1",
                "3ffe::1",
                "2a00:1450::5efe:a00:1",
                "2a00:1450::200:5efe:a00:1",
                "::101:101",
                "::ffff:0:101:101",
                "fec0::1",
                "5f00::1",
                "2001:db8::1",
                "ff02::1",
                "::7f00:1"
            })
    void what_may_be_somebody_s_inside_is_not_public(String address) throws IOException {
        assertThat(PublicAddress.is(InetAddress.getByName(address))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "100.63.255.255",
                "100.128.0.1",
                "172.15.0.1",
                "172.32.0.1",
                "192.167.1.1",
                "2606:4700::1111",
                "2a00:1450::1",
                "2001:200::1",
                "2001:4860:4860::8888",
                "64:ff9b::101:101",
                "::ffff:1.1.1.1"
            })
    void the_internet_is_public(String address) throws IOException {
        assertThat(PublicAddress.is(InetAddress.getByName(address))).isTrue();
    }

    @Test
    void nothing_is_connected_to_at_a_private_address_unless_it_is_trusted() throws IOException {
        try (var fetch = new Fetch(false);
                var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            listener.setSoTimeout(200);
            for (var host : new String[] {"localhost", "127.0.0.1", "[::ffff:127.0.0.1]"}) {
                var uri = URI.create("https://" + host + ":" + listener.getLocalPort() + "/keys");
                assertThatThrownBy(() -> fetch.get(uri, NONE)).hasMessageContaining("its address is not public");
            }
            assertThatThrownBy(listener::accept).isInstanceOf(java.net.SocketTimeoutException.class);
            assertThatThrownBy(() -> fetch.get(URI.create("http://1.1.1.1/keys"), NONE))
                    .hasMessage("not an https URL");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\n\r\n",
                "HTTP/1.1 500 No\r\n\r\n{}",
                "HTTP/1.1 200 OK\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nshort",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                ""
            })
    void redirects_errors_and_broken_answers_are_no_document(String answer) throws Exception {
        assertThatThrownBy(() -> answered(answer)).isInstanceOf(IOException.class);
    }

    @Test
    void a_document_is_read_whole_or_in_chunks_and_never_beyond_its_bound() throws Exception {
        assertThat(answered("HTTP/1.1 200 OK\r\n\r\n{\"a\":1}")).isEqualTo("{\"a\":1}");
        assertThat(
                        answered(
                                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n{\"a\r\n4;x=y\r\n\":1}\r\n0\r\n\r\n"))
                .isEqualTo("{\"a\":1}");
        assertThatThrownBy(() -> answered("HTTP/1.1 200 OK\r\n\r\n" + " ".repeat(600_000)))
                .hasMessageContaining("exceeded");
    }

    private static String answered(String answer) throws Exception {
        try (var fetch = new Fetch(true);
                var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var served = Thread.ofVirtual().start(() -> {
                try (var socket = listener.accept()) {
                    var in = socket.getInputStream();
                    int line = 0;
                    for (int c = in.read(); c >= 0 && line < 4; c = in.read()) {
                        line = c == '\r' || c == '\n' ? line + 1 : 0;
                        if (line == 4) {
                            break;
                        }
                    }
                    socket.getOutputStream().write(answer.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
                } catch (IOException gone) {
                    // the other side had enough
                }
            });
            try {
                var uri = URI.create("http://127.0.0.1:" + listener.getLocalPort() + "/keys");
                return new String(fetch.get(uri, NONE), java.nio.charset.StandardCharsets.ISO_8859_1);
            } finally {
                served.join();
            }
        }
    }
}
