package sealstead.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Clock;
import java.util.Base64;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import sealstead.server.Config;
import sealstead.server.SealsteadServer;
import sealstead.server.Setting;

/// The same work over TLS.
class SecureLoadTest {
    private static final String ID = "AKIABENCHBENCHBENCH0";
    private static final String SECRET = "bench-secret-of-no-value-0123456789abcdef";
    private static final String PASSWORD = "changeit";

    @TempDir
    private Path folder = Path.of("");

    @Test
    void an_https_end_point_is_measured() throws Exception {
        var keys = keys();
        var before = SSLContext.getDefault();
        SSLContext.setDefault(trusting(keys));
        var json = folder.resolve("result.json");
        try (var server = start(keys)) {
            assertThat(server.endpoint()).startsWith("https:");
            int exit = new CommandLine(new LoadCommand())
                    .execute(
                            "--endpoint=" + server.endpoint(),
                            "--credentials=" + ID + ":" + SECRET,
                            "--op=PUT,GET,MULTIPART",
                            "--mode=SSE_C",
                            "--size=4k,1m",
                            "--concurrency=2",
                            "--rounds=1",
                            "--warm-up=0",
                            "--seconds=0.05",
                            "--json=" + json);
            assertThat(exit).isZero();
        } finally {
            SSLContext.setDefault(before);
        }
        var cells = new ObjectMapper().readTree(json.toFile()).path("cells");
        assertThat(cells).hasSize(5);
        for (var cell : cells) {
            var round = cell.path("rounds").path(0);
            assertThat(round.path("operations").asLong()).as(cell.toString()).isPositive();
            assertThat(round.path("failures").asLong()).as(cell.toString()).isZero();
        }
    }

    private SealsteadServer start(KeyStore keys) throws IOException, GeneralSecurityException {
        var chain = folder.resolve("chain.pem");
        var key = folder.resolve("key.pem");
        Files.writeString(
                chain, pem("CERTIFICATE", keys.getCertificate("server").getEncoded()));
        Files.writeString(
                key,
                pem("PRIVATE KEY", keys.getKey("server", PASSWORD.toCharArray()).getEncoded()));
        var settings = Map.of(
                Setting.LISTEN,
                "127.0.0.1:0",
                Setting.DATA,
                folder.resolve("data").toString(),
                Setting.TLS_CERTIFICATE,
                chain.toString(),
                Setting.TLS_KEY,
                key.toString(),
                Setting.ROOT_ACCESS_KEY_ID,
                ID,
                Setting.ROOT_SECRET_ACCESS_KEY,
                SECRET);
        return SealsteadServer.start(Config.load(settings, Map.of()), Clock.systemUTC());
    }

    private static String pem(String what, byte[] der) {
        return "-----BEGIN " + what + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + what + "-----\n";
    }

    private KeyStore keys() throws IOException, GeneralSecurityException, InterruptedException {
        var file = folder.resolve("keys.p12");
        var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        var options = "-genkeypair -keyalg EC -alias server -dname CN=bench -storetype PKCS12 -storepass " + PASSWORD;
        var command = (keytool + " " + options + " -keystore " + file).split(" ");
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
        var keys = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(file)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        return keys;
    }

    private static SSLContext trusting(KeyStore keys) throws GeneralSecurityException {
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(keys);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
