package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What `sealstead server` prints at its first start.
final class GreetingTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_secret_is_printed_only_if_it_was_made_here(boolean given) throws Exception {
        var builder = new ProcessBuilder(Program.sealstead(
                "server",
                "--listen",
                "127.0.0.1:0",
                "--data",
                folder.resolve("data").toString()));
        if (given) {
            builder.environment().put("SEALSTEAD_ROOT_ACCESS_KEY_ID", LocalServer.ACCESS_KEY_ID);
            builder.environment().put("SEALSTEAD_ROOT_SECRET_ACCESS_KEY", LocalServer.SECRET);
        }
        var process = builder.redirectErrorStream(true).start();
        var printed = new StringBuilder();
        try (var reader = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (var line = reader.readLine(); line != null && !line.startsWith("ready "); line = reader.readLine()) {
                printed.append(line).append('\n');
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
        assertThat(printed.toString()).contains("access key id").doesNotContain(LocalServer.SECRET);
        assertThat(printed.toString().contains("AWS_SECRET_ACCESS_KEY=")).isEqualTo(!given);
    }
}
