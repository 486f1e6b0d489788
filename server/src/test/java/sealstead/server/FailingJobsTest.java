package sealstead.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sealstead.cli.AdminClient;
import sealstead.job.Job;
import sealstead.tracing.Tracing;

/// The background jobs that a server really has: whichever fails, all others have their turn, and the operator sees
/// which one it was.
@SuppressWarnings("NullAway.Init")
final class FailingJobsTest {
    @TempDir
    private Path folder;

    private final Turns turns = new Turns();
    private SealsteadServer server;

    /// Has one job fail, and keeps the names of those whose turn went well.
    private static final class Turns implements Tracing {
        private final Set<String> went = ConcurrentHashMap.newKeySet();
        private volatile String failing = "";

        @Override
        public Job.Work job(String name, Job.Work work) {
            return progress -> {
                if (name.equals(failing)) {
                    throw new IOException("on purpose");
                }
                work.run(progress);
                went.add(name);
            };
        }
    }

    @BeforeEach
    void start() throws IOException {
        var settings = Map.of(
                Setting.DATA, folder.resolve("data").toString(),
                Setting.LISTEN, "127.0.0.1:0",
                Setting.MAINTENANCE_EVERY, "PT24H");
        server = SealsteadServer.start(Config.load(settings, Map.of()), Clock.systemUTC(), System::nanoTime, turns);
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private List<String> names() {
        return server.jobs().stream().map(Job.State::name).toList();
    }

    private List<JsonNode> rows() throws IOException {
        var rows = new ArrayList<JsonNode>();
        new AdminClient(server.rootKey(), server.endpoint())
                .get("admin/jobs")
                .path("jobs")
                .forEach(rows::add);
        return rows;
    }

    @Test
    void whichever_job_fails_all_others_have_their_turn_and_the_operator_sees_which_it_was() throws IOException {
        assertThat(names()).hasSizeGreaterThanOrEqualTo(20).doesNotHaveDuplicates();
        for (var failing : names()) {
            turns.failing = failing;
            turns.went.clear();
            var before = Instant.now();
            assertThatThrownBy(server::maintainNow)
                    .hasMessage("job " + failing + " failed")
                    .hasRootCauseMessage("on purpose");
            var others = new HashSet<>(names());
            others.remove(failing);
            assertThat(turns.went).as("beside " + failing).isEqualTo(others);

            var rows = rows();
            assertThat(rows).extracting(row -> row.path("name").asText()).isEqualTo(names());
            for (var row : rows) {
                var name = row.path("name").asText();
                assertThat(row.path("lastFailure").asText())
                        .as("%s beside %s", name, failing)
                        .isEqualTo(name.equals(failing) ? "java.io.IOException: on purpose" : "");
                assertThat(row.path("failures").asLong() > 0)
                        .as("%s has failed", name)
                        .isEqualTo(names().indexOf(name) <= names().indexOf(failing));
                assertThat(Instant.parse(row.path("lastEnded").asText())).isAfterOrEqualTo(before);
                assertThat(row.path("lastTookMillis").isIntegralNumber())
                        .as(name)
                        .isTrue();
                assertThat(Duration.parse(row.path("every").asText())).isPositive();
            }
        }
    }

    @Test
    void one_that_goes_on_failing_is_named_by_the_health_of_the_server() throws IOException {
        turns.failing = "replication";
        for (int turn = 0; turn < 4; turn++) {
            assertThatThrownBy(server::maintainNow).hasMessage("job replication failed");
        }
        assertThat(ready()).contains("these jobs failed").contains("replication");
        turns.failing = "";
        server.maintainNow();
        server.maintainNow();
        assertThat(ready()).doesNotContain("these jobs failed");
    }

    private String ready() throws IOException {
        var page = URI.create(server.endpoint() + "/_sealstead/health/ready").toURL();
        try (var in = page.openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
