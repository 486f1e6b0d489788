package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sealstead.server.Setting;

/// Programs in Go that use S3 as other programs do, at the defaults of their libraries: minio-go, on which much
/// stands, and the AWS SDK. Over TLS they sign bodies in another way than without. `.ci/run` fetches the libraries;
/// where there is no Go, or they cannot be had, the test is left out.
@SuppressWarnings("NullAway.Init")
final class GoClientsTest {
    private static final Path SOURCES = Path.of("src/test/go").toAbsolutePath();
    private static final int MAX_OUTPUT_BYTES = 1_000_000;
    private static String go = "go";

    @TempDir
    private static Path folder;

    private record Ended(int code, String output) {}

    private static Ended run(Path where, Map<String, String> more, String... command)
            throws IOException, InterruptedException {
        var builder = new ProcessBuilder(command).directory(where.toFile()).redirectErrorStream(true);
        var environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("AWS_"));
        environment.putAll(more);
        var process = builder.start();
        process.getOutputStream().close();
        var output = new String(process.getInputStream().readNBytes(MAX_OUTPUT_BYTES), StandardCharsets.UTF_8);
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        return new Ended(process.exitValue(), output);
    }

    @BeforeAll
    static void build() throws Exception {
        var installed = Path.of("/usr/local/go/bin/go");
        if (Files.isExecutable(installed)) {
            go = installed.toString();
        }
        assumeTrue(isThere(), "Go is not installed");
        var modules = run(SOURCES, Map.of(), go, "mod", "download");
        assumeTrue(modules.code() == 0, "the libraries of the programs in Go cannot be had: " + modules.output());
        var built = run(SOURCES, Map.of(), go, "build", "-o", folder + "/", "./...");
        assertThat(built.code()).as(built.output()).isZero();
    }

    private static boolean isThere() throws InterruptedException {
        try {
            return run(Path.of("."), Map.of(), go, "version").code() == 0;
        } catch (IOException none) {
            return false;
        }
    }

    @ParameterizedTest
    @CsvSource({"minio, http", "minio, https", "sdk, http", "sdk, https"})
    void every_protection_with(String program, String scheme) throws Exception {
        var settings = new HashMap<>(Map.of(Setting.NEW_BUCKETS_BLOCKED_ENCRYPTION_TYPES, "NONE"));
        if (scheme.equals("https")) {
            var chain = folder.resolve("chain.pem");
            var key = folder.resolve("key.pem");
            TlsTest.make(folder, chain, key, program);
            settings.put(Setting.TLS_CERTIFICATE, chain.toString());
            settings.put(Setting.TLS_KEY, key.toString());
        }
        try (var server = new LocalServer(settings)) {
            var key = "alias/aws/s3"; // a client of the KMS would not trust the certificate
            if (scheme.equals("http")) {
                try (var kms = server.kms()) {
                    key = kms.createKey().keyMetadata().arn();
                }
            }
            var environment = Map.of(
                    "ENDPOINT",
                    server.endpoint().toString(),
                    "KMS_KEY",
                    key,
                    "AWS_ACCESS_KEY_ID",
                    LocalServer.ACCESS_KEY_ID,
                    "AWS_SECRET_ACCESS_KEY",
                    LocalServer.SECRET,
                    "AWS_REGION",
                    LocalServer.REGION,
                    "AWS_EC2_METADATA_DISABLED",
                    "true");
            var ended = run(folder, environment, folder.resolve(program).toString());
            assertThat(ended.code()).as(ended.output()).isZero();
            System.out.println(ended.output().lines().toList().getLast());
        }
    }
}
