package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.sync.RequestBody;

/// The pages of docs/guides, as a reader copies them: files are written, and `sh` blocks run in their order by one
/// shell.
final class GuidesTest {
    private static final Path GUIDES = Path.of("../docs/guides");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w+)(?: (\\S+))?$\n(.*?)^```$");

    @TempDir
    private Path folder;

    @Server
    private LocalServer server;

    /// What the guides of moving in come from.
    @Server
    private LocalServer old;

    static List<String> guides() throws IOException {
        try (Stream<Path> pages = Files.list(GUIDES)) {
            return pages.map(page -> page.getFileName().toString())
                    .filter(name -> !name.equals("README.md"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void every_guide_is_in_the_list() throws IOException {
        var list = Files.readString(GUIDES.resolve("README.md"));
        assertThat(guides()).isNotEmpty().allSatisfy(name -> assertThat(list).contains("(" + name + ")"));
    }

    /// `./sealstead examples` runs it.
    @Test
    void what_the_guide_of_spring_shows_is_the_example() throws IOException {
        var example = new StringBuilder();
        try (Stream<Path> files = Files.walk(Path.of("../examples/spring-boot/src"))) {
            for (var file : files.filter(Files::isRegularFile).sorted().toList()) {
                example.append(Files.readString(file));
            }
        }
        var blocks = BLOCK.matcher(Files.readString(GUIDES.resolve("spring-boot.md")));
        int compared = 0;
        while (blocks.find()) {
            if (List.of("java", "properties").contains(blocks.group(1))) {
                assertThat(example.toString()).contains(blocks.group(3));
                compared++;
            }
        }
        assertThat(compared).isEqualTo(3);
    }

    @ParameterizedTest
    @MethodSource("guides")
    void what_a_guide_says_works(String name) throws IOException, InterruptedException {
        require(name);
        var script = new StringBuilder();
        var blocks = BLOCK.matcher(Files.readString(GUIDES.resolve(name)));
        while (blocks.find()) {
            var file = blocks.group(2);
            if (file != null) {
                Files.writeString(folder.resolve(file), blocks.group(3));
            } else if (blocks.group(1).equals("sh")) {
                script.append(blocks.group(3));
            }
        }
        assertThat(script).as("a page without anything to run").isNotEmpty();
        if (name.equals("minio.md") || name.equals("ceph.md")) {
            fillOld();
        }
        writeCommands();
        Files.writeString(folder.resolve("guide.sh"), script);
        run(List.of("bash", "-euxo", "pipefail", "guide.sh"));
    }

    private static void require(String guide) throws IOException {
        Program.require("aws");
        switch (guide) {
            case "terraform.md" ->
                assumeTrue(
                        Program.isInstalled("terraform") && providers().isPresent(),
                        "no Terraform with the AWS provider");
            case "python.md" ->
                assumeTrue(
                        Program.isInstalled("python3")
                                && Files.isDirectory(libraries().resolve("pyarrow"))
                                && Files.isDirectory(libraries().resolve("duckdb_extension_httpfs")),
                        "no pyarrow or no DuckDB for Python");
            case "ceph.md" -> Program.require("rclone");
            case "backup.md" -> Program.require("restic");
            default -> {}
        }
    }

    private static Path libraries() {
        return Path.of("target/python").toAbsolutePath();
    }

    /// The folder of a mirror that has the AWS provider, where whoever set up the machine has put one.
    private static Optional<Path> providers() throws IOException {
        var found = new ArrayList<Path>();
        for (var folder : List.of(Path.of("/opt"), Path.of("/usr/local/share/terraform"))) {
            if (Files.isDirectory(folder)) {
                try (var inside = Files.list(folder)) {
                    inside.filter(mirror -> Files.isDirectory(mirror.resolve("registry.terraform.io/hashicorp/aws")))
                            .forEach(found::add);
                }
            }
        }
        return found.stream().findFirst();
    }

    private void fillOld() {
        try (var s3 = old.s3()) {
            s3.createBucket(b -> b.bucket("photos"));
            s3.putObject(b -> b.bucket("photos").key("one").tagging("album=first"), RequestBody.fromString("one"));
            s3.putObject(b -> b.bucket("photos").key("deep/two"), RequestBody.fromBytes(new byte[300_000]));
        }
    }

    /// `./sealstead` of the checkout, and an AWS CLI that takes the endpoint from the environment, which Debian's does
    /// not yet.
    private void writeCommands() throws IOException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java");
        command("sealstead", """
                case $1 in
                import) ;;
                *) set -- "$@" --data '%s' --endpoint '%s' ;;
                esac
                exec '%s' -cp '%s' sealstead.cli.Main "$@"
                """.formatted(server.dataFolder(), server.endpoint(), java, Shell.classPath()));
        command("bin/aws", """
                PATH=${PATH#*:}
                exec aws --endpoint-url "$AWS_ENDPOINT_URL" "$@"
                """);
    }

    private void command(String name, String text) throws IOException {
        var file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/bash\n" + text);
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private void run(List<String> command) throws IOException, InterruptedException {
        var said = folder.resolve("said");
        var builder = new ProcessBuilder(new ArrayList<>(command))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile());
        var environment = builder.environment();
        environment.keySet().removeIf(key -> key.startsWith("AWS_"));
        environment.putAll(Map.of(
                "HOME",
                folder.toString(),
                "PATH",
                folder.resolve("bin") + File.pathSeparator + environment.get("PATH"),
                "AWS_PAGER",
                "",
                "AWS_DEFAULT_REGION",
                LocalServer.REGION,
                "OLD_ENDPOINT",
                old.endpoint().toString(),
                "OLD_ACCESS_KEY",
                LocalServer.ACCESS_KEY_ID,
                "OLD_SECRET_KEY",
                LocalServer.SECRET,
                "PYTHON_LIBRARIES",
                libraries().toString()));
        var providers = providers();
        if (providers.isPresent()) {
            var settings = folder.resolve("terraform.rc");
            Files.writeString(
                    settings,
                    "provider_installation {\n  filesystem_mirror { path = \"" + providers.get() + "\" }\n}\n");
            environment.put("TF_CLI_CONFIG_FILE", settings.toString());
        }
        var process = builder.start();
        process.getOutputStream().close();
        boolean ended = process.waitFor(5, TimeUnit.MINUTES);
        process.destroyForcibly();
        assertThat(ended && process.exitValue() == 0)
                .as(Files.readString(said, StandardCharsets.UTF_8))
                .isTrue();
    }
}
