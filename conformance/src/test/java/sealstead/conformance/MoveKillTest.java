package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sealstead.server.Config;
import sealstead.server.SealsteadServer;
import sealstead.server.Setting;
import software.amazon.awssdk.core.sync.RequestBody;

/// The command itself, and the server that it asks, killed at any moment: it is run again until it comes to its
/// end, and everything is there.
@Overlay.Never
@SuppressWarnings({"NullAway.Init", "unchecked"})
final class MoveKillTest {
    private static final int KILLS = 5;
    private static final int SERVER_KILLS = 2;
    private static final int OBJECTS = 300;

    @TempDir
    private Path folder;

    @BeforeAll
    static void needsPostgres() {
        assumeTrue(FarStore.isAvailable(), "store-postgres is not built, or PostgreSQL 15 is not installed");
    }

    private Path said() {
        return folder.resolve("said");
    }

    /// The target's settings in a file, as an operator writes them.
    private Path configured(String data, Map<Setting, String> store) throws IOException {
        var settings = new EnumMap<Setting, String>(Setting.class);
        settings.putAll(store);
        settings.put(Setting.DATA, folder.resolve(data).toString());
        settings.put(Setting.ROOT_KEY_FILE, folder.resolve("data.root-key").toString());
        var lines = new ArrayList<String>();
        settings.forEach((setting, value) -> lines.add(setting.key() + " = " + value));
        return Files.write(folder.resolve(data + ".conf"), lines);
    }

    private Process migrate(Path to, String... more) throws IOException {
        var command = Program.sealstead(
                List.of("-Djava.io.tmpdir=" + folder),
                "migrate",
                "--json",
                "--data",
                folder.resolve("data").toString(),
                "--to-config",
                to.toString());
        command.addAll(List.of(more));
        return new ProcessBuilder(command)
                .redirectError(folder.resolve("errors-of-migrate").toFile())
                .redirectOutput(said().toFile())
                .start();
    }

    private void end(Process process) throws Exception {
        assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue())
                .as(Files.readString(folder.resolve("errors-of-migrate")))
                .isZero();
        var report = new ObjectMapper().readTree(Files.readString(said()));
        assertThat(report.path("blobs").asLong()).isPositive();
        assertThat(report.path("recordDigest").asText()).matches("[0-9a-f]{64}");
    }

    private static void fill(ChildServer server) {
        try (var s3 = ChildServer.s3(server.endpoint())) {
            s3.createBucket(b -> b.bucket("kept"));
            for (int i = 0; i < OBJECTS; i++) {
                var key = "k" + i;
                s3.putObject(b -> b.bucket("kept").key(key), RequestBody.fromBytes(Estate.bytes(key, size(i))));
            }
        }
    }

    private static int size(int number) {
        return number % 5 == 0 ? 200_000 : 50;
    }

    private void check(String data, Map<Setting, String> store) throws IOException {
        var settings = new EnumMap<>(store);
        settings.put(Setting.DATA, folder.resolve(data).toString());
        settings.put(Setting.ROOT_KEY_FILE, folder.resolve("data.root-key").toString());
        settings.put(Setting.LISTEN, "127.0.0.1:0");
        settings.put(Setting.ROOT_ACCESS_KEY_ID, LocalServer.ACCESS_KEY_ID);
        settings.put(Setting.ROOT_SECRET_ACCESS_KEY, LocalServer.SECRET);
        try (var server = SealsteadServer.start(Config.load(settings, Map.of()), Clock.systemUTC());
                var s3 = ChildServer.s3(URI.create(server.endpoint()))) {
            for (int i = 0; i < OBJECTS; i++) {
                var key = "k" + i;
                assertThat(s3.getObjectAsBytes(b -> b.bucket("kept").key(key)).asByteArray())
                        .isEqualTo(Estate.bytes(key, size(i)));
            }
        }
    }

    @Test
    void a_command_that_is_killed_is_run_again() throws Exception {
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        var random = new Random(seed);
        var store = FarStore.shared().newStore();
        var to = configured("gateway", store);
        try (var server = new ChildServer(folder)) {
            fill(server);
            server.stop();
        }
        int killed = 0;
        for (int i = 0; i < KILLS; i++) {
            var process = migrate(to);
            // What comes before is the start of a JVM.
            Eventually.holds(
                    "the move has begun, or ended",
                    () -> !process.isAlive() || Files.exists(folder.resolve("gateway/gateway")));
            process.waitFor(random.nextInt(1, 1500 + 500 * i), TimeUnit.MILLISECONDS);
            if (process.isAlive()) {
                killed++;
            }
            process.destroyForcibly().waitFor();
        }
        System.out.println("MoveKillTest: " + killed + " kills of the command");
        assertThat(killed).isPositive();
        end(migrate(to));
        check("gateway", store);
    }

    @Test
    void a_server_that_is_killed_serves_on_and_is_asked_again() throws Exception {
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        var random = new Random(seed);
        var store = FarStore.shared().newStore();
        var to = configured("gateway", store);
        try (var server = new ChildServer(folder)) {
            fill(server);
            server.stop();
        }
        int killed = 0;
        boolean tooLate = false;
        for (int i = 0; i < SERVER_KILLS && !tooLate; i++) {
            try (var server = new ChildServer(folder)) {
                var process = migrate(to, "--endpoint", server.endpoint().toString());
                Eventually.holds(
                        "the move has begun, or ended",
                        () -> !process.isAlive() || Files.exists(folder.resolve("gateway/gateway")));
                process.waitFor(random.nextInt(1, 300), TimeUnit.MILLISECONDS);
                server.kill();
                assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
                tooLate = process.exitValue() == 0;
                if (!tooLate) {
                    killed++;
                    assertThat(Files.readString(folder.resolve("errors-of-migrate")))
                            .contains("the store has not left");
                }
            }
        }
        System.out.println("MoveKillTest: " + killed + " kills of the server");
        assertThat(killed).isPositive();
        if (tooLate) {
            end(migrate(to)); // which tells the same again
        } else {
            try (var server = new ChildServer(folder)) {
                end(migrate(to, "--endpoint", server.endpoint().toString()));
            }
        }
        check("gateway", store);
    }
}
