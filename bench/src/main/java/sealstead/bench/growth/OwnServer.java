package sealstead.bench.growth;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import sealstead.bench.load.Endpoint;

/// A Sealstead in a process of its own, started as users start it.
final class OwnServer implements AutoCloseable {
    private static final String ACCESS_KEY_ID = "AKIABENCHBENCHBENCH0";
    private static final String SECRET = "bench-secret-of-no-value-0123456789abcdef";

    private final Process process;
    private final Endpoint endpoint;
    private final double startSeconds;

    private OwnServer(Process process, Endpoint endpoint, double startSeconds) {
        this.process = process;
        this.endpoint = endpoint;
        this.startSeconds = startSeconds;
    }

    /// Starts one on `data` and waits until it is ready.
    static OwnServer start(Path home, Path data) throws IOException {
        Files.createDirectories(data.toAbsolutePath().getParent());
        var builder = new ProcessBuilder(
                home.resolve("sealstead").toString(), "server", "--listen", "127.0.0.1:0", "--data", data.toString());
        builder.environment().put("SEALSTEAD_ROOT_ACCESS_KEY_ID", ACCESS_KEY_ID);
        builder.environment().put("SEALSTEAD_ROOT_SECRET_ACCESS_KEY", SECRET);
        builder.environment().put("SEALSTEAD_ACCOUNT_ID", "111122223333");
        builder.redirectError(ProcessBuilder.Redirect.appendTo(
                data.resolveSibling(data.getFileName() + ".log").toFile()));
        long begin = System.nanoTime();
        var process = builder.start();
        var reader = new BufferedReader(process.inputReader(StandardCharsets.UTF_8));
        for (var line = reader.readLine(); line != null; line = reader.readLine()) {
            if (line.startsWith("ready ")) {
                double seconds = (System.nanoTime() - begin) / 1e9;
                return new OwnServer(
                        process,
                        new Endpoint(
                                "sealstead",
                                URI.create(line.substring(6)),
                                ACCESS_KEY_ID,
                                SECRET,
                                "us-east-1",
                                List.of(process.pid())),
                        seconds);
            }
        }
        throw new IOException("the server did not start; its log stands beside " + data);
    }

    Endpoint endpoint() {
        return endpoint;
    }

    /// From the start of the process to its `ready` line.
    double startSeconds() {
        return startSeconds;
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }
}
