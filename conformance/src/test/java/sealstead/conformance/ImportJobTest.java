package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import sealstead.migration.Import;
import sealstead.migration.ImportJob;
import sealstead.migration.Place;

/// What `sealstead import job` does.
@SuppressWarnings("NullAway.Init")
final class ImportJobTest {
    @Server
    private static LocalServer server;

    private static BatchWorld world;

    @BeforeAll
    static void start() {
        world = new BatchWorld(server);
    }

    @AfterAll
    static void stop() throws IOException {
        world.close();
    }

    private static ImportJob job(String role) {
        var side = new Import.Side(
                server.endpoint(), LocalServer.REGION, LocalServer.ACCESS_KEY_ID, LocalServer.SECRET, "");
        return new ImportJob(side, role);
    }

    @Test
    void what_is_below_a_prefix_comes_into_a_directory_bucket_and_a_report_tells_of_it() throws Exception {
        world.s3.createBucket(b -> b.bucket("general"));
        var target = DirectoryBuckets.create(world.s3, "express");
        world.put("general", "in/a b+ü", "1");
        world.put("general", "in/b", "2");
        world.put("general", "out", "3");
        try (var job = job(BatchWorld.ROLE)) {
            var id = job.create(
                    new Place("general", "in/"), new Place(target, "was/"), Optional.of(new Place("reports", "r")));
            while (!job.state(id).isEnded()) {
                Thread.sleep(20);
            }
            assertThat(job.state(id)).isEqualTo(new ImportJob.State("Complete", 2, 2, 0, ""));
            assertThat(world.report(id)).hasSize(2);
        }
        assertThat(world.s3
                        .getObjectAsBytes(b -> b.bucket(target).key("was/in/a b+ü"))
                        .asUtf8String())
                .isEqualTo("1");
        assertThat(world.s3.listObjectsV2(b -> b.bucket(target)).contents()).hasSize(2);
    }

    @Test
    void a_job_that_fails_says_why_and_a_refusal_too() throws Exception {
        world.s3.createBucket(b -> b.bucket("empty"));
        try (var job = job(BatchWorld.ROLE)) {
            var id = job.create(new Place("empty", ""), new Place("empty", "x"), Optional.empty());
            while (!job.state(id).isEnded()) {
                Thread.sleep(20);
            }
            assertThat(job.state(id).isWell()).isFalse();
            assertThat(job.state(id).reason()).contains("No keys found");
        }
        try (var job = job(BatchWorld.ROLE.replace(LocalServer.ACCOUNT, "222233334444"))) {
            assertThatThrownBy(() -> job.create(new Place("empty", ""), new Place("empty", "x"), Optional.empty()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("AccessDenied");
        }
        assertThatThrownBy(() -> job("batch")).isInstanceOf(IllegalArgumentException.class);
    }

    private record Ended(int code, String text) {}

    private static Ended command(String... arguments) throws Exception {
        var command = Program.sealstead(
                "import", "job", "--endpoint", server.endpoint().toString(), "--role", BatchWorld.ROLE);
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("AWS_ACCESS_KEY_ID", LocalServer.ACCESS_KEY_ID);
        builder.environment().put("AWS_SECRET_ACCESS_KEY", LocalServer.SECRET);
        builder.environment().remove("AWS_SESSION_TOKEN");
        var process = builder.start();
        process.getOutputStream().close();
        var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), text.strip());
    }

    @Test
    void the_command_makes_a_job_waits_for_its_end_and_ends_as_it_did() throws Exception {
        world.s3.createBucket(b -> b.bucket("by-command"));
        var target = DirectoryBuckets.create(world.s3, "command");
        world.put("by-command", "in/a", "1");
        var well =
                command("--from", "s3://by-command/in/", "--to", "s3://" + target + "/", "--report", "s3://reports/r");
        assertThat(well.code()).as(well.text()).isZero();
        var id = well.text()
                .lines()
                .filter(line -> line.startsWith("job "))
                .findFirst()
                .orElseThrow()
                .substring(4);
        assertThat(world.report(id)).hasSize(1);
        assertThat(world.s3.listObjectsV2(b -> b.bucket(target)).contents()).hasSize(1);
        var empty = command("--from", "s3://by-command/none/", "--to", "s3://" + target + "/");
        assertThat(empty.code()).isEqualTo(1);
        assertThat(empty.text()).contains("No keys found");
        var detached = command("--from", "s3://by-command/in/", "--to", "s3://" + target + "/", "--detach");
        assertThat(detached.code()).isZero();
        assertThat(detached.text()).matches("job [0-9a-f-]{36}");
        var malformed = command("--from", "by-command", "--to", "s3://" + target + "/");
        assertThat(malformed.code()).isNotZero();
        assertThat(malformed.text()).doesNotContain("\tat ");
    }
}
