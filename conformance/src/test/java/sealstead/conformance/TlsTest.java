package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sealstead.server.Setting;

/// TLS, and a certificate that changes while the server runs.
final class TlsTest {
    @Test
    void a_changed_certificate_is_taken_up_without_a_restart(@TempDir Path folder) throws Exception {
        var chain = folder.resolve("chain.pem");
        var key = folder.resolve("key.pem");
        make(folder, chain, key, "first");
        try (var server = new LocalServer(Map.of(
                Setting.TLS_CERTIFICATE, chain.toString(),
                Setting.TLS_KEY, key.toString()))) {
            assertThat(server.endpoint().getScheme()).isEqualTo("https");
            assertThat(subject(server.endpoint())).contains("CN=first");
            make(folder, chain, key, "second");
            var deadline = Instant.now().plus(Duration.ofSeconds(60));
            while (!subject(server.endpoint()).contains("CN=second")) {
                assertThat(Instant.now())
                        .as("the new certificate was not taken up")
                        .isBefore(deadline);
                Thread.sleep(200);
            }
        }
    }

    /// Hundreds that stop in the middle of the handshake, or drip through it, are in nobody's way and end.
    @Test
    void handshakes_that_stall_keep_nobody_waiting_and_end(@TempDir Path folder) throws Exception {
        var chain = folder.resolve("chain.pem");
        var key = folder.resolve("key.pem");
        make(folder, chain, key, "stalled");
        var stalled = new java.util.ArrayList<java.net.Socket>();
        try (var server = new LocalServer(Map.of(
                Setting.TLS_CERTIFICATE, chain.toString(),
                Setting.TLS_KEY, key.toString(),
                Setting.HTTP_HEADER, "PT2S"))) {
            for (int i = 0; i < 400; i++) {
                var socket = new java.net.Socket(
                        server.endpoint().getHost(), server.endpoint().getPort());
                stalled.add(socket);
                if (i % 2 == 0) {
                    // the head of a client's first message of 512 bytes, and no more
                    socket.getOutputStream().write(new byte[] {0x16, 3, 1, 2, 0, 1, 0, 1});
                }
            }
            assertThat(subject(server.endpoint())).contains("CN=stalled");
            var drip = stalled.getFirst();
            drip.setSoTimeout(1);
            boolean open = true;
            for (int i = 0; open && i < 400; i++) {
                try {
                    drip.getOutputStream().write(0);
                    open = drip.getInputStream().read() >= 0;
                } catch (java.net.SocketTimeoutException nothingYet) {
                    Thread.sleep(100);
                } catch (IOException closed) {
                    open = false;
                }
            }
            assertThat(open).isFalse();
        } finally {
            for (var socket : stalled) {
                socket.close();
            }
        }
    }

    /// Makes a certificate that signs itself, and its key.
    static void make(Path folder, Path chain, Path key, String name) throws Exception {
        var store = folder.resolve(name + ".p12");
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-alias",
                        "server",
                        "-dname",
                        "CN=" + name,
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        "changeit")
                .inheritIO()
                .start();
        assertThat(process.waitFor()).isZero();
        var keys = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(store)) {
            keys.load(in, "changeit".toCharArray());
        }
        Files.writeString(
                chain, pem("CERTIFICATE", keys.getCertificate("server").getEncoded()));
        Files.writeString(
                key,
                pem(
                        "PRIVATE KEY",
                        keys.getKey("server", "changeit".toCharArray()).getEncoded()));
    }

    private static String pem(String what, byte[] der) {
        return "-----BEGIN " + what + "-----\n" + Base64.getMimeEncoder().encodeToString(der) + "\n-----END " + what
                + "-----\n";
    }

    private static String subject(URI endpoint) throws Exception {
        var context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new TrustAll()}, null);
        try (var socket = (SSLSocket) context.getSocketFactory().createSocket(endpoint.getHost(), endpoint.getPort())) {
            socket.startHandshake();
            var certificate = (X509Certificate) socket.getSession().getPeerCertificates()[0];
            return certificate.getSubjectX500Principal().getName();
        } catch (IOException notYet) {
            return "";
        }
    }

    /// Only this test's own self-signed certificates are ever looked at.
    private static final class TrustAll implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
