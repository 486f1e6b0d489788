package sealstead.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import sealstead.server.Config;
import sealstead.server.SealsteadServer;
import sealstead.server.Setting;

/// Every kind of work is done and reported once; nobody looks at the times.
class LoadCommandTest {
    private static final String ID = "AKIABENCHBENCHBENCH0";
    private static final String SECRET = "bench-secret-of-no-value-0123456789abcdef";

    @TempDir
    private Path folder = Path.of("");

    @Test
    void every_mode_and_work_that_the_server_has_is_measured_and_the_others_are_left_out_by_name() throws IOException {
        var json = folder.resolve("result.json");
        try (var server = start()) {
            int exit = new CommandLine(new LoadCommand())
                    .execute(
                            "--endpoint=" + server.endpoint(),
                            "--credentials=" + ID + ":" + SECRET,
                            "--name=mine",
                            "--pid=" + ProcessHandle.current().pid(),
                            "--op=PUT,GET,HEAD,LIST,DELETE,COPY,MULTIPART",
                            "--size=4k",
                            "--concurrency=2",
                            "--payload=both",
                            "--rounds=1",
                            "--warm-up=0",
                            "--seconds=0.05",
                            "--json=" + json);
            assertThat(exit).isZero();
        }
        var measured = new ArrayList<String>();
        var document = new ObjectMapper().readTree(json.toFile());
        for (var cell : document.path("cells")) {
            assertThat(cell.path("endpoint").asText()).isEqualTo("mine");
            var round = cell.path("rounds").path(0);
            assertThat(round.path("operations").asLong()).as(cell.toString()).isPositive();
            assertThat(round.path("failures").asLong()).as(cell.toString()).isZero();
            if (cell.path("cell").path("mode").asText().equals("DEFAULT")) {
                assertThat(cell.path("protection").asText()).isEqualTo("AES256");
            }
            measured.add(cell.path("cell").path("work").asText() + " "
                    + cell.path("cell").path("mode").asText());
        }
        var expected = new TreeSet<String>();
        for (var mode : Mode.values()) {
            for (var work : Work.values()) {
                if (work != Work.RANGE) {
                    expected.add(work + " " + mode);
                }
            }
        }
        assertThat(new TreeSet<>(measured)).isEqualTo(expected);
        assertThat(document.path("machine").path("jdk").asText()).isNotEmpty();
    }

    @Test
    void connections_are_dealt_to_as_many_threads_as_are_asked_for() throws IOException {
        var json = folder.resolve("result.json");
        try (var server = start()) {
            assertThat(threads(server, 2, json)).isZero();
            for (var cell : new ObjectMapper().readTree(json.toFile()).path("cells")) {
                var round = cell.path("rounds").path(0);
                assertThat(round.path("operations").asLong())
                        .as(cell.toString())
                        .isPositive();
                assertThat(round.path("failures").asLong()).as(cell.toString()).isZero();
            }
            assertThat(threads(server, 0, json)).isNotZero();
        }
    }

    private static int threads(SealsteadServer server, int threads, Path json) {
        return new CommandLine(new LoadCommand())
                .execute(
                        "--endpoint=" + server.endpoint(),
                        "--credentials=" + ID + ":" + SECRET,
                        "--client-threads=" + threads,
                        "--op=PUT,GET,MULTIPART",
                        "--mode=SSE_S3",
                        "--size=4k,1m",
                        "--concurrency=1,3",
                        "--payload=signed",
                        "--rounds=1",
                        "--warm-up=0",
                        "--seconds=0.05",
                        "--json=" + json);
    }

    @Test
    void each_end_point_has_a_kms_key_of_its_own() throws IOException {
        var json = folder.resolve("result.json");
        try (var server = start()) {
            new CommandLine(new LoadCommand())
                    .execute(
                            "--endpoint=" + server.endpoint(),
                            "--name=makes a key",
                            "--credentials=" + ID + ":" + SECRET,
                            "--kms-key=",
                            "--endpoint=" + server.endpoint(),
                            "--name=names one that is not there",
                            "--credentials=" + ID + ":" + SECRET,
                            "--kms-key=00000000-0000-0000-0000-000000000000",
                            "--op=GET",
                            "--mode=DEFAULT,SSE_KMS",
                            "--size=4k",
                            "--concurrency=1",
                            "--rounds=1",
                            "--warm-up=0",
                            "--seconds=0.05",
                            "--json=" + json);
        }
        var measured = new ArrayList<String>();
        for (var cell : new ObjectMapper().readTree(json.toFile()).path("cells")) {
            measured.add(cell.path("cell").path("mode").asText() + ": "
                    + cell.path("endpoint").asText());
        }
        assertThat(measured)
                .containsExactly(
                        "DEFAULT: makes a key", "DEFAULT: names one that is not there", "SSE_KMS: makes a key");
    }

    @Test
    void medians_and_ratios_are_those_of_the_rounds() {
        assertThat(Medians.median(3, 1, 2)).isEqualTo(2);
        assertThat(Medians.median(4, 1, 2, 3)).isEqualTo(2.5);
        var fast = new Medians(java.util.List.of(sample(100), sample(300), sample(200)));
        var slow = new Medians(java.util.List.of(sample(50), sample(100), sample(200)));
        assertThat(Ratio.of(fast, slow, Sample::perSecond)).isEqualTo(new Ratio(2, 1, 3));
    }

    private SealsteadServer start() throws IOException {
        var settings = Map.of(
                Setting.LISTEN,
                "127.0.0.1:0",
                Setting.DATA,
                folder.resolve("data").toString(),
                Setting.ROOT_ACCESS_KEY_ID,
                ID,
                Setting.ROOT_SECRET_ACCESS_KEY,
                SECRET);
        return SealsteadServer.start(Config.load(settings, Map.of()), Clock.systemUTC());
    }

    private static Sample sample(long operations) {
        return new Sample(operations, 0, 0, 1, 0, 0, 0, 0, 0, Map.of());
    }
}
