package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// A program that is run to its end: one of the machine, or our own command line in a JVM of its own.
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

    /// Our own command line.
    static List<String> sealstead(String... arguments) {
        return sealstead(List.of(), arguments);
    }

    /// Our own command line, with more options for its JVM. It ends soon: what would make it fast later makes it slow
    /// now.
    static List<String> sealstead(List<String> jvmOptions, String... arguments) {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC"));
        command.addAll(jvmOptions);
        command.addAll(List.of("-cp", Shell.classPath(), "sealstead.cli.Main"));
        command.addAll(List.of(arguments));
        return command;
    }

    /// What it says, on either stream; it must end well.
    static String run(List<String> command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }
}
