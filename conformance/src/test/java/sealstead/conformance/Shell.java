package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// The AWS CLI and our own command line against one server, as somebody types them.
final class Shell {
    private final LocalServer server;
    private final Path folder;

    /// @param folder the home and working directory of what is run
    Shell(LocalServer server, Path folder) {
        this.server = server;
        this.folder = folder;
    }

    /// What a command printed, errors included, and how it ended.
    record Ended(int code, String text) {}

    /// What the AWS CLI prints if all goes well.
    ///
    /// @param credentials access key id, secret, and a session token if there is one
    String aws(List<String> credentials, String... arguments) throws IOException, InterruptedException {
        var ended = tryAws(credentials, arguments);
        assertThat(ended.code()).as(ended.text()).isZero();
        return ended.text();
    }

    Ended tryAws(List<String> credentials, String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(Files.isExecutable(Path.of("/usr/bin/aws")) ? "/usr/bin/aws" : "aws");
        command.addAll(List.of("--endpoint-url", server.endpoint().toString()));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command);
        var environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("AWS_"));
        environment.put("HOME", folder.toString());
        environment.put("AWS_ACCESS_KEY_ID", credentials.get(0));
        environment.put("AWS_SECRET_ACCESS_KEY", credentials.get(1));
        if (credentials.size() > 2) {
            environment.put("AWS_SESSION_TOKEN", credentials.get(2));
        }
        environment.put("AWS_DEFAULT_REGION", LocalServer.REGION);
        environment.put("AWS_PAGER", "");
        return run(builder);
    }

    /// What our own command line prints if all goes well.
    String sealstead(String... arguments) throws IOException, InterruptedException {
        var ended = trySealstead(arguments);
        assertThat(ended.code()).as(ended.text()).isZero();
        return ended.text();
    }

    Ended trySealstead(String... arguments) throws IOException, InterruptedException {
        var command = Program.sealstead(arguments);
        command.addAll(List.of("--data", server.dataFolder().toString()));
        command.addAll(List.of("--endpoint", server.endpoint().toString()));
        return run(new ProcessBuilder(command));
    }

    /// Our own command line, of which the server is not asked.
    Ended offline(String... arguments) throws IOException, InterruptedException {
        return run(new ProcessBuilder(Program.sealstead(arguments)));
    }

    /// Ours, as it is from another folder.
    static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    private Ended run(ProcessBuilder builder) throws IOException, InterruptedException {
        var process =
                builder.directory(folder.toFile()).redirectErrorStream(true).start();
        process.getOutputStream().close();
        var output = new ByteArrayOutputStream();
        process.getInputStream().transferTo(output);
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        return new Ended(
                process.exitValue(), output.toString(StandardCharsets.UTF_8).strip());
    }
}
