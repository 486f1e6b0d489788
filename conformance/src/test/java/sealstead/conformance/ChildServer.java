package sealstead.conformance;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.s3.S3Client;

/// A server in a process of its own, to be killed or to be given little memory.
final class ChildServer implements AutoCloseable {
    private final Process process;
    private final URI endpoint;

    /// Starts the server on the data folder in `folder` and waits until it is ready.
    ChildServer(Path folder, String... jvmOptions) throws IOException {
        this(folder, Map.of(), jvmOptions);
    }

    /// @param environment what the process gets beside its own
    ChildServer(Path folder, Map<String, String> environment, String... jvmOptions) throws IOException {
        this(folder, environment, Redirect.to(folder.resolve("errors").toFile()), jvmOptions);
    }

    /// @param errors where its standard error goes; a pipe is read by nobody
    ChildServer(Path folder, Map<String, String> environment, Redirect errors, String... jvmOptions)
            throws IOException {
        Endpoint.inside("a server to be killed, or with little memory");
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // Most live for seconds: what would make them fast later makes them slow now. Later options win.
        command.add("-XX:TieredStopAtLevel=1");
        if (List.of(jvmOptions).stream().noneMatch(option -> option.endsWith("GC"))) {
            command.add("-XX:+UseSerialGC");
        }
        command.add("--enable-native-access=ALL-UNNAMED");
        // RocksDB unpacks its library there, and a process that is killed leaves it.
        command.add("-Djava.io.tmpdir=" + folder);
        command.addAll(List.of(jvmOptions));
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                "sealstead.cli.Main",
                "server",
                "--listen",
                "127.0.0.1:0",
                "--data",
                folder.resolve("data").toString()));
        var builder = new ProcessBuilder(command);
        builder.environment().put("SEALSTEAD_ROOT_ACCESS_KEY_ID", LocalServer.ACCESS_KEY_ID);
        builder.environment().put("SEALSTEAD_ROOT_SECRET_ACCESS_KEY", LocalServer.SECRET);
        builder.environment().putAll(environment);
        builder.redirectError(errors);
        process = builder.start();
        endpoint = ready();
    }

    private URI ready() throws IOException {
        var reader = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (var line = reader.readLine(); line != null; line = reader.readLine()) {
            if (line.startsWith("ready ")) {
                return URI.create(line.substring(6));
            }
        }
        throw new IOException("the server did not start");
    }

    URI endpoint() {
        return endpoint;
    }

    /// A client with the SDK's own defaults.
    static S3Client s3(URI endpoint) {
        return S3Client.builder()
                .endpointOverride(endpoint)
                .region(Region.of(LocalServer.REGION))
                .credentialsProvider(LocalServer.credentials())
                .build();
    }

    /// A client that shows every failure.
    static S3Client s3WithoutRetries(URI endpoint) {
        return S3Client.builder()
                .endpointOverride(endpoint)
                .region(Region.of(LocalServer.REGION))
                .credentialsProvider(LocalServer.credentials())
                .overrideConfiguration(c -> c.retryStrategy(r -> r.maxAttempts(1)))
                .build();
    }

    static KmsClient kms(URI endpoint) {
        return KmsClient.builder()
                .endpointOverride(endpoint)
                .region(Region.of(LocalServer.REGION))
                .credentialsProvider(LocalServer.credentials())
                .build();
    }

    long pid() {
        return process.pid();
    }

    /// SIGKILL, without a word of warning.
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /// SIGTERM, as an operator stops it.
    int stop() throws InterruptedException {
        process.destroy();
        return process.waitFor();
    }

    @Override
    public void close() throws IOException {
        try {
            kill();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
