package sealstead.bench.load;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Collectors;

/// What a result was measured on: figures without it say nothing.
public record Machine(
        String time,
        String commit,
        String processor,
        int processors,
        long memoryMib,
        String kernel,
        String jdk,
        String flags) {
    public static Machine here() {
        return new Machine(
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                command("git", "rev-parse", "--short=12", "HEAD"),
                line(Path.of("/proc/cpuinfo"), "model name"),
                Runtime.getRuntime().availableProcessors(),
                memory(),
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                System.getProperty("java.vm.version"),
                ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                        .filter(option -> !option.startsWith("-Dsealstead.home="))
                        .collect(Collectors.joining(" ")));
    }

    private static long memory() {
        var digits = line(Path.of("/proc/meminfo"), "MemTotal").replaceAll("[^0-9]", "");
        return digits.isEmpty() ? 0 : Long.parseLong(digits) / 1024;
    }

    private static String line(Path file, String name) {
        try (var lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith(name))
                    .findFirst()
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .orElse("");
        } catch (IOException notLinux) {
            return "";
        }
    }

    private static String command(String... words) {
        try {
            var process =
                    new ProcessBuilder(List.of(words)).redirectErrorStream(true).start();
            var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return process.waitFor() == 0 ? text : "";
        } catch (IOException notThere) {
            return "";
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return "";
        }
    }
}
