package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// A program of the machine that is run to its end.
final class Program {
    private Program() {}

    static boolean isInstalled(String program) {
        return Stream.of("/usr/bin/", "/usr/local/bin/")
                .anyMatch(folder -> Files.isExecutable(Path.of(folder + program)));
    }

    /// Leaves a test out that needs what is not there; in CI, which installs it, that is a failure.
    static void require(String program) {
        assumeTrue(isInstalled(program) || System.getenv("CI") != null, program + " is not installed");
        assertThat(isInstalled(program)).as(program).isTrue();
    }

    /// What it says, on either stream; it must end well.
    static String run(List<String> command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }
}
