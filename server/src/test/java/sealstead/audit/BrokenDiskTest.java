package sealstead.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import sealstead.health.Health;
import sealstead.health.ServerPart;
import sealstead.wire.Headers;

/// Disks of the trail that are full, that stand still, that are not there: requests go on, the chain stays whole,
/// and what is missing is said by the trail itself.
@SuppressWarnings("NullAway.Init")
@Timeout(120)
@Tag("drill")
final class BrokenDiskTest {
    @TempDir
    private Path home;

    private static boolean isFaulty(TrailWorld world) {
        return world.health.of(ServerPart.AUDIT).isPresent();
    }

    /// `/dev/full` is a disk without room.
    @ParameterizedTest
    @EnumSource(AuditTrail.OnFailure.class)
    void events_of_a_full_disk_are_written_when_there_is_room(AuditTrail.OnFailure onFailure) throws IOException {
        try (var world = new TrailWorld(home, onFailure, TrailFormat.SEALED)) {
            var full = Files.createSymbolicLink(world.nextFile(1), Path.of("/dev/full"));
            world.start();
            world.record("WhileFull");
            TrailWorld.await(() -> isFaulty(world));
            var fault = world.health.of(ServerPart.AUDIT).orElseThrow();
            assertThat(fault.reason()).contains("No space left on device");
            boolean refuses = onFailure == AuditTrail.OnFailure.REFUSE_MANAGEMENT;
            assertThat(fault.severity()).isEqualTo(refuses ? Health.Severity.FAILED : Health.Severity.DEGRADED);
            assertThat(world.trail().admits(AuditEvent.Category.MANAGEMENT)).isEqualTo(!refuses);
            assertThat(world.trail().admits(AuditEvent.Category.DATA)).isTrue();
            assertThat(world.trail().flush()).isFalse();

            Files.delete(full);
            TrailWorld.await(() -> !isFaulty(world));
            assertThat(world.trail().admits(AuditEvent.Category.MANAGEMENT)).isTrue();
            world.record("Afterwards");
            var verdict = world.verify();
            assertThat(verdict.faults()).isEmpty();
            assertThat(verdict.notRecorded()).isZero();
            assertThat(world.lines()).hasSize(2);
            assertThat(world.lines().getFirst()).contains("WhileFull");
        }
    }

    @Test
    void what_finds_no_room_is_counted_by_a_line_of_the_chain() throws IOException {
        try (var world = new TrailWorld(home)) {
            var full = Files.createSymbolicLink(world.nextFile(1), Path.of("/dev/full"));
            world.start();
            world.record("First");
            TrailWorld.await(() -> isFaulty(world));
            var large = "x".repeat(90_000);
            int events = 300;
            for (int i = 0; i < events; i++) {
                world.trail()
                        .record(
                                TrailWorld.event(TrailWorld.account("111122223333"), "Large"),
                                event -> event.requestParameters().put("large", large));
            }
            Files.delete(full);
            TrailWorld.await(() -> world.trail().flush());
            var verdict = world.verify();
            assertThat(verdict.faults()).isEmpty();
            long written = world.lines().stream()
                    .filter(line -> line.contains("Large"))
                    .count();
            assertThat(verdict.notRecorded()).isPositive().isEqualTo(events - written);
            assertThat(verdict.notes())
                    .isNotEmpty()
                    .allMatch(note -> note.contains("events since 2026-11-28T10:00:00Z are not recorded"));
        }
    }

    /// A disk that takes half a line and then no more: a small file system of its own, where we may mount one.
    @Test
    void half_a_line_is_cut_off_before_the_rest_is_written() throws IOException, InterruptedException {
        var mount = Files.createDirectories(home.resolve("audit"));
        Assumptions.assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=64k", "none", mount.toString()) == 0,
                "needs the right to mount a file system");
        try (var world = new TrailWorld(home, AuditTrail.OnFailure.CONTINUE, TrailFormat.JSON)) {
            world.start();
            world.record(20);
            Files.write(mount.resolve("filler"), new byte[0]);
            var filler = mount.resolve("filler");
            fill(filler);
            for (int i = 0; i < 200; i++) {
                world.record("Late" + i);
            }
            TrailWorld.await(() -> isFaulty(world));
            assertThat(world.verify().faults()).isEmpty();
            Files.delete(filler);
            run("mount", "-o", "remount,size=1m", mount.toString());
            TrailWorld.await(() -> !isFaulty(world));
            var verdict = world.verify();
            assertThat(verdict.faults()).isEmpty();
            assertThat(verdict.last()).isEqualTo(220);
        } finally {
            run("umount", mount.toString());
        }
    }

    private static void fill(Path file) {
        try {
            for (int i = 0; i < 64; i++) {
                Files.write(file, new byte[4096], StandardOpenOption.APPEND);
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("No space");
        }
    }

    private static int run(String... command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getInputStream().readAllBytes();
        return process.waitFor();
    }

    /// A pipe that nobody reads is a disk that does not answer.
    @ParameterizedTest
    @EnumSource(AuditTrail.OnFailure.class)
    void a_disk_that_stands_still_holds_up_no_reader_and_no_change_for_long(AuditTrail.OnFailure onFailure)
            throws IOException, InterruptedException {
        try (var world = new TrailWorld(home, onFailure, TrailFormat.SEALED)) {
            var pipe = world.nextFile(1);
            assertThat(run("mkfifo", pipe.toString())).isZero();
            world.start();
            var large = "x".repeat(90_000);
            for (int i = 0; i < 1000; i++) {
                boolean readOnly = i % 4 != 0;
                world.trail()
                        .record(
                                TrailWorld.event(
                                        TrailWorld.account("11112222" + (1000 + i)), "E", readOnly, new Headers()),
                                event -> event.requestParameters().put("large", large));
            }
            TrailWorld.await(() -> isFaulty(world));
            assertThat(world.health.of(ServerPart.AUDIT).orElseThrow().reason()).contains("does not answer");
            assertThat(world.trail().admits(AuditEvent.Category.MANAGEMENT))
                    .isEqualTo(onFailure == AuditTrail.OnFailure.CONTINUE);

            var reader = new FileInputStream(pipe.toFile());
            Files.delete(pipe);
            TrailWorld.await(() -> world.trail().flush());
            reader.close();
            TrailWorld.await(() -> !isFaulty(world));
            var verdict = world.verify();
            assertThat(verdict.faults()).isEmpty();
            long written = world.lines().stream()
                    .filter(line -> line.contains("\"eventName\":\"E\""))
                    .count();
            assertThat(verdict.notRecorded()).isPositive().isEqualTo(1000 - written);
        }
    }

    @Test
    void a_folder_that_cannot_be_made_stops_no_start() throws IOException {
        Files.writeString(home.resolve("audit"), "a file where the folder was");
        try (var world = new TrailWorld(home).start()) {
            world.record("Early");
            TrailWorld.await(() -> isFaulty(world));
            Files.delete(home.resolve("audit"));
            TrailWorld.await(() -> !isFaulty(world));
            assertThat(world.verify().faults()).isEmpty();
            assertThat(world.lines()).hasSize(1);
        }
    }

    @Test
    void a_file_that_is_taken_away_takes_no_later_event_with_it() throws IOException {
        try (var world = new TrailWorld(home).start()) {
            world.record(3);
            Files.delete(world.files().getFirst());
            world.record(3);
            assertThat(world.lines()).hasSize(3);
            assertThat(world.verify().faults())
                    .containsExactly("audit-000000000004.sealed:1: lines 1 to 3 are missing");
        }
    }

    /// An error of the machine in the writing thread ends nothing, breaks nothing and loses nothing.
    @Test
    void an_error_while_a_batch_is_sealed_costs_no_event() throws IOException {
        var errors = new AtomicInteger(3);
        var random = new SecureRandom() {
            private static final long serialVersionUID = 1;

            @Override
            public void nextBytes(byte[] bytes) {
                if (Thread.currentThread().getName().equals("audit") && errors.getAndDecrement() > 0) {
                    throw new OutOfMemoryError("Java heap space");
                }
                super.nextBytes(bytes);
            }
        };
        try (var world = new TrailWorld(home, AuditTrail.OnFailure.CONTINUE, TrailFormat.SEALED, random).start()) {
            for (int i = 0; i < 5; i++) {
                world.record("Event" + i);
            }
            TrailWorld.await(() -> errors.get() <= 0 && world.trail().flush());
            var verdict = world.verify();
            assertThat(verdict.faults()).isEmpty();
            assertThat(verdict.last()).isEqualTo(5);
            assertThat(verdict.notRecorded()).isZero();
        }
    }

    /// Nothing waits for ever, not even a stop.
    @Test
    void a_stop_on_a_dead_disk_ends() throws IOException, InterruptedException {
        var world = new TrailWorld(home);
        var pipe = world.nextFile(1);
        assertThat(run("mkfifo", pipe.toString())).isZero();
        world.start();
        world.record("Event");
        var stop = Thread.ofPlatform().start(() -> {
            try {
                world.stop();
            } catch (IOException unexpected) {
                throw new java.io.UncheckedIOException(unexpected);
            }
        });
        assertThat(stop.join(java.time.Duration.ofSeconds(60))).isTrue();
        var reader = new FileInputStream(pipe.toFile());
        Files.delete(pipe);
        reader.close();
        world.close();
    }
}
