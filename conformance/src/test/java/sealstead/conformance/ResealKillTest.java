package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sealstead.server.Setting;
import software.amazon.awssdk.core.sync.RequestBody;

/// A reseal that is killed changes nothing of the old folder, and no server starts on the new one until one
/// came to its end.
@Overlay.Never
@SuppressWarnings({"NullAway.Init", "unchecked"})
final class ResealKillTest {
    private static final int KILLS = 6;
    private static final int OBJECTS = 400;

    @TempDir
    private Path folder;

    private Map<String, String> files() throws IOException {
        return FolderDigests.of(folder.resolve("data"));
    }

    private LocalServer server(String data) {
        return new LocalServer(Map.of(Setting.DATA, folder.resolve(data).toString()));
    }

    private Process reseal() throws IOException {
        for (var end : List.of("next.root-key", "next.mark")) {
            Files.deleteIfExists(folder.resolve(end)); // as docs/operations.md says
        }
        return new ProcessBuilder(Program.sealstead(
                        List.of("-Djava.io.tmpdir=" + folder),
                        "root-key",
                        "reseal",
                        "--data",
                        folder.resolve("data").toString(),
                        "--to",
                        folder.resolve("next").toString()))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("said").toFile())
                .start();
    }

    @Test
    void the_old_folder_stays_as_it_is_and_the_new_one_is_none_until_it_is_whole() throws Exception {
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        var random = new Random(seed);
        try (var server = server("data");
                var s3 = server.plainS3()) {
            s3.createBucket(b -> b.bucket("kept"));
            for (int i = 0; i < OBJECTS; i++) {
                var key = "k" + i;
                s3.putObject(b -> b.bucket("kept").key(key), RequestBody.fromBytes(new byte[i % 5 == 0 ? 70_000 : 50]));
            }
        }
        var before = files();
        int refused = 0;
        for (int i = 0; i < KILLS; i++) {
            var process = reseal();
            // The first kills come as soon as there is something to be seen, the others somewhere behind.
            Eventually.holds(
                    "resealing has begun, or ended",
                    () -> !process.isAlive() || Files.exists(folder.resolve("next/restoring")));
            boolean ended = process.waitFor(random.nextInt(1, 100 + 150 * i), TimeUnit.MILLISECONDS);
            process.destroyForcibly().waitFor();
            assertThat(files()).isEqualTo(before);
            if (Files.exists(folder.resolve("next/format"))) {
                System.out.println("kill " + i + " came too late" + (ended ? ", it had ended" : ""));
                break;
            }
            assertThatThrownBy(() -> server("next"))
                    .hasMessageContaining("is not whole")
                    .hasMessageContaining("next");
            refused++;
        }
        System.out.println("ResealKillTest: " + refused + " kills before it was whole");
        assertThat(refused).isPositive();
        if (!Files.exists(folder.resolve("next/format"))) {
            var process = reseal();
            assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
            assertThat(process.exitValue())
                    .as(Files.readString(folder.resolve("said")))
                    .isZero();
        }
        assertThat(files()).isEqualTo(before);
        for (var data : List.of("next", "data")) {
            try (var server = server(data);
                    var s3 = server.plainS3()) {
                for (int i = 0; i < OBJECTS; i++) {
                    var key = "k" + i;
                    assertThat(s3.getObjectAsBytes(b -> b.bucket("kept").key(key))
                                    .asByteArray())
                            .hasSize(i % 5 == 0 ? 70_000 : 50);
                }
                try (var left = Files.newDirectoryStream(folder.resolve(data), FolderDigests.VIEW + "*")) {
                    assertThat(left).isEmpty();
                }
            }
        }
    }
}
