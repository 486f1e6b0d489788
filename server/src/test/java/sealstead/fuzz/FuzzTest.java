package sealstead.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Jazzer on each parser of what comes from outside, in a process of its own: so many runs as `-Dsealstead.fuzz.runs`
/// says, the same each time, or as many as all together manage in `-Dsealstead.fuzz.seconds`, others each time. It
/// begins with the kept corpus (`src/test/resources/fuzz`) and with what it grew to before. What it finds is in
/// `-Dsealstead.fuzz.corpus`, else `target/fuzz`, and so is the corpus as it grows.
@SuppressWarnings("NullAway.Init")
final class FuzzTest {
    private static final String RUNS = System.getProperty("sealstead.fuzz.runs", "20000");
    private static final Path KEPT = Path.of("src/test/resources/fuzz");
    private static final Path GROWN = Path.of(System.getProperty("sealstead.fuzz.corpus", "target/fuzz"));
    private static final int SECONDS = Integer.getInteger("sealstead.fuzz.seconds", 0);

    @TempDir
    private Path folder;

    /// What is fed.
    enum Target {
        SIGNATURE("sealstead.auth.SignatureFuzz", "sealstead.auth.**:sealstead.wire.**"),
        CHUNKS("sealstead.auth.ChunksFuzz", "sealstead.auth.**:sealstead.wire.**"),
        XML("sealstead.fuzz.XmlFuzz", "sealstead.xml.**"),
        FORM("sealstead.s3.operation.form.FormFuzz", "sealstead.s3.operation.form.**"),
        POLICY("sealstead.fuzz.PolicyFuzz", "sealstead.iam.policy.**"),
        RECORD("sealstead.s3.object.RecordFuzz", "sealstead.s3.object.**:sealstead.custody.**:sealstead.encryption.**"),
        SEGMENT("sealstead.fuzz.SegmentFuzz", "sealstead.crypto.**");

        private final String type;
        private final String instrumented;

        Target(String type, String instrumented) {
            this.type = type;
            this.instrumented = instrumented;
        }

        String folder() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// The frozen records are where the fuzzer begins with records.
    private void copyRecords(Path to) throws IOException {
        for (var kind : List.of("object", "upload", "manifest")) {
            try (var files = Files.list(Path.of("src/test/resources/golden").resolve(kind))) {
                for (var file : files.toList()) {
                    var hex = String.join("", Files.readAllLines(file));
                    Files.write(
                            to.resolve(kind + "-" + file.getFileName()),
                            HexFormat.of().parseHex(hex));
                }
            }
        }
    }

    /// How long it goes on. A seed that is not given is drawn, and printed.
    private static List<String> bounds() {
        return SECONDS == 0
                ? List.of("-runs=" + RUNS, "-seed=20261130")
                : List.of("-max_total_time=" + Math.max(1, SECONDS / Target.values().length));
    }

    private int run(Target target, Path log) throws IOException, InterruptedException {
        var grown = Files.createDirectories(GROWN.resolve(target.folder())).toAbsolutePath();
        var kept = KEPT.resolve(target.folder());
        if (target == Target.RECORD) {
            kept = folder;
            copyRecords(folder);
        }
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:+EnableDynamicAgentLoading",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + target.type,
                "--instrumentation_includes=" + target.instrumented,
                "--reproducer_path=" + grown.getParent(),
                "-artifact_prefix=" + grown.getParent() + "/" + target.folder() + "-"));
        command.addAll(bounds());
        command.addAll(List.of(
                "-max_len=4096",
                "-timeout=30",
                grown.toString(),
                kept.toAbsolutePath().toString()));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start()
                .waitFor();
    }

    @ParameterizedTest
    @EnumSource(Target.class)
    void what_no_parser_expects_is_refused(Target target) throws Exception {
        var log = folder.resolveSibling(target.folder() + ".log");
        int ended = run(target, log);
        var said = Files.readString(log, StandardCharsets.ISO_8859_1);
        assertThat(ended).as(said).isZero();
        assertThat(said).contains(SECONDS == 0 ? "Done " + RUNS + " runs" : "Done ");
        System.out.println(target + ": "
                + said.lines()
                        .filter(line -> line.contains("DONE") || line.startsWith("Done ") || line.contains("Seed: "))
                        .toList());
    }
}
