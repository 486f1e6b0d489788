package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sealstead.server.Setting;

/// Clients as they were once, with the settings that are for them: Signature Version 2, buckets of 2022, `test`/`test`.
@SuppressWarnings("NullAway.Init")
final class OldClientsTest {
    private static final Path SCRIPTS = Path.of("src/test/clients").toAbsolutePath();

    @Server({
        @Server.With(setting = Setting.AUTH_SIGV2, value = "all"),
        @Server.With(setting = Setting.NEW_BUCKETS, value = "2022"),
        @Server.With(setting = Setting.ROOT_ACCESS_KEY_ID, value = "test"),
        @Server.With(setting = Setting.ROOT_SECRET_ACCESS_KEY, value = "test")
    })
    private LocalServer server;

    @TempDir
    private Path folder;

    private Process started(String... command) throws IOException {
        var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        var environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("AWS_"));
        environment.put("ENDPOINT", server.endpoint().toString());
        environment.put("HOME", folder.toString());
        environment.put("AWS_ACCESS_KEY_ID", "test");
        environment.put("AWS_SECRET_ACCESS_KEY", "test");
        environment.put("AWS_DEFAULT_REGION", LocalServer.REGION);
        environment.put("LC_ALL", "C.UTF-8");
        return builder.start();
    }

    private boolean isThere(String... command) throws IOException, InterruptedException {
        try {
            return started(command).waitFor() == 0;
        } catch (IOException noSuchProgram) {
            return false;
        }
    }

    private void run(String... command) throws IOException, InterruptedException {
        var process = started(command);
        process.getOutputStream().close();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
    }

    @Test
    void boto3_signs_the_old_way() throws Exception {
        assumeTrue(isThere("python3", "-c", "import boto3"), "no boto3");
        run("python3", SCRIPTS.resolve("boto3_v2.py").toString());
    }

    @Test
    void s3cmd_signs_the_old_way() throws Exception {
        assumeTrue(isThere("s3cmd", "--version"), "no s3cmd");
        run("bash", "-euxo", "pipefail", SCRIPTS.resolve("s3cmd-v2.sh").toString());
    }
}
