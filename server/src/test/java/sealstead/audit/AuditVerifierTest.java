package sealstead.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Ways to cut, change and hide, and that each of them shows, several at once too.
@SuppressWarnings("NullAway.Init")
@Tag("drill")
final class AuditVerifierTest {
    @TempDir
    private Path home;

    private TrailWorld world(TrailFormat format) throws IOException {
        return new TrailWorld(home, AuditTrail.OnFailure.CONTINUE, format);
    }

    private static List<String> lines(Path file) throws IOException {
        return new ArrayList<>(Files.readAllLines(file));
    }

    private static String changed(TrailFormat format, String line) {
        var changed = switch (format) {
            case JSON -> line.replace("203.0.113.7", "203.0.113.8");
            case SEALED -> {
                int middle = line.length() / 2;
                yield line.substring(0, middle) + (line.charAt(middle) == 'A' ? 'B' : 'A') + line.substring(middle + 1);
            }
        };
        assertThat(changed).isNotEqualTo(line);
        return changed;
    }

    @ParameterizedTest
    @EnumSource
    void every_gap_and_every_edit_is_told_also_those_behind_others(TrailFormat format) throws IOException {
        try (var world = world(format).start()) {
            world.record(30);
            var file = world.files().getFirst();
            var lines = lines(file);
            lines.set(24, changed(format, lines.get(24)));
            lines.remove(20);
            lines.set(14, changed(format, lines.get(14)));
            lines.remove(10);
            lines.add(8, lines.get(5));
            lines.set(3, changed(format, lines.get(3)));
            Files.write(file, lines);

            var verdict = world.verify();
            assertThat(verdict.last()).isEqualTo(30);
            var told = String.join("\n", verdict.faults());
            assertThat(told).contains("line 6 stands here behind line 8", "line 11 is missing", "line 21 is missing");
            switch (format) {
                case JSON ->
                    assertThat(told)
                            .contains(
                                    "line 4 is not as it was written",
                                    "line 15 is not as it was written",
                                    "line 25 is not as it was written");
                case SEALED ->
                    assertThat(told)
                            .contains(":4: this line does not open", ":15: this line does not open")
                            .contains("line 4 is missing", "line 15 is missing", "line 25 is missing");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_line_behind_a_gap_is_proven_by_itself(TrailFormat format) throws IOException {
        try (var world = world(format).start()) {
            world.record(6);
            var file = world.files().getFirst();
            var lines = lines(file);
            lines.remove(2);
            Files.write(file, lines);
            assertThat(world.verify().faults()).hasSize(1).first().asString().endsWith(":3: line 3 is missing");
        }
    }

    @Test
    void a_missing_anchor_is_a_fault_at_once_and_for_ever_after() throws IOException {
        try (var world = new TrailWorld(home).start()) {
            world.record(5);
            world.stop();
            var file = world.files().getFirst();
            Files.write(file, lines(file).subList(0, 3));
            world.deleteAnchor();
            world.start();
            assertThat(world.verify().isWell()).isFalse();
            world.record(2);
            world.restart();
            assertThat(world.verify().faults())
                    .anyMatch(fault -> fault.contains("the anchor of the audit trail was missing at the start"));
        }
    }

    @Test
    void a_missing_anchor_is_a_fault_while_the_server_runs() throws IOException {
        try (var world = new TrailWorld(home).start()) {
            world.record(5);
            world.deleteAnchor();
            assertThat(world.verify().faults()).anyMatch(fault -> fault.contains("the anchor"));
            world.record(2);
            assertThat(world.verify().faults()).anyMatch(fault -> fault.contains("while the server ran"));
        }
    }

    @Test
    void an_anchor_that_is_set_back_while_the_server_runs_is_a_fault() throws IOException {
        try (var world = new TrailWorld(home).start()) {
            world.record(2);
            var old = world.anchor();
            world.record(3);
            world.setAnchor(old);
            world.record(1);
            assertThat(world.verify().faults()).anyMatch(fault -> fault.contains("removed or changed"));
        }
    }

    @Test
    void a_trail_that_is_taken_away_whole_with_its_anchor_is_a_fault() throws IOException {
        try (var world = new TrailWorld(home).start()) {
            world.record(5);
            world.stop();
            Files.delete(world.files().getFirst());
            world.deleteAnchor();
            assertThat(world.verify().isWell()).isFalse();
            world.start();
            assertThat(world.verify().isWell()).isFalse();
        }
    }

    @Test
    void a_trail_that_was_never_written_to_has_its_anchor() throws IOException {
        try (var world = new TrailWorld(home).start()) {
            assertThat(world.verify().isWell()).isTrue();
            world.stop();
            world.deleteAnchor();
            assertThat(world.verify().isWell()).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource
    void an_end_that_was_cut_off_is_told_for_ever(TrailFormat format) throws IOException {
        try (var world = world(format).start()) {
            world.record(5);
            world.stop();
            var file = world.files().getFirst();
            Files.write(file, lines(file).subList(0, 2));
            world.start();
            world.record(1);
            assertThat(world.verify().faults())
                    .anyMatch(fault -> fault.endsWith("lines 3 to 5 are missing"))
                    .anyMatch(fault -> fault.contains("ended at line 2, but line 5 was written"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void half_a_line_that_a_crash_left_is_cut_off(TrailFormat format) throws IOException {
        try (var world = world(format).start()) {
            world.record(3);
            world.stop();
            var file = world.files().getFirst();
            Files.writeString(file, lines(file).getFirst().substring(0, 40), StandardOpenOption.APPEND);
            world.start();
            world.record(2);
            var verdict = world.verify();
            assertThat(verdict.faults()).isEmpty();
            assertThat(verdict.last()).isEqualTo(5);
        }
    }

    @Test
    void what_a_crash_left_behind_the_anchor_is_part_of_the_trail_and_the_crash_is_told() throws IOException {
        try (var world = new TrailWorld(home).start()) {
            world.record(2);
            var running = world.anchor();
            world.record(3);
            world.stop();
            world.setAnchor(running);
            world.start();
            world.record(1);
            var verdict = world.verify();
            assertThat(verdict.faults()).isEmpty();
            assertThat(verdict.notes()).anyMatch(note -> note.contains("did not stop in order"));
            assertThat(verdict.last()).isEqualTo(7);
        }
    }

    @Test
    void archived_files_are_missing_only_to_who_was_not_told() throws IOException {
        try (var world = new TrailWorld(home)) {
            world.keep(
                    new AuditTrail.Options(AuditTrail.Level.ALL, TrailFormat.SEALED, AuditTrail.OnFailure.CONTINUE, 1));
            world.start();
            world.record("One");
            world.trail().flush();
            world.record("Two");
            world.trail().flush();
            world.record("Three");
            world.trail().flush();
            Files.delete(world.files().getFirst());
            assertThat(world.verify(false).faults()).hasSize(1);
            assertThat(world.verify(true).faults()).isEmpty();
        }
    }

    @Test
    void a_trail_is_sealed_or_plain_as_configured_and_changes_over() throws IOException {
        try (var world = world(TrailFormat.SEALED).start()) {
            world.record("Secret1");
            world.stop();
            world.keep(new AuditTrail.Options(
                    AuditTrail.Level.ALL, TrailFormat.JSON, AuditTrail.OnFailure.CONTINUE, 1 << 20));
            world.start();
            world.record("Open2");
            world.trail().flush();
            assertThat(world.verify().faults()).isEmpty();
            assertThat(world.files())
                    .extracting(file -> file.getFileName().toString())
                    .containsExactly("audit-000000000001.sealed", "audit-000000000002.jsonl");
            assertThat(Files.readString(world.files().getFirst())).doesNotContain("Secret1", "203.0.113.7", "{");
            assertThat(Files.readString(world.files().getLast())).contains("Open2");
            assertThat(world.lines()).hasSize(2);
            for (var file : world.files()) {
                assertThat(Files.getPosixFilePermissions(file)).hasSize(2);
            }
        }
    }

    /// Lines as the versions before wrote them: no `previous`, no sealing, an anchor without a mark.
    @Test
    void a_trail_of_an_earlier_version_is_verified_read_and_continued() throws IOException, GeneralSecurityException {
        try (var world = world(TrailFormat.SEALED)) {
            var file = Files.createDirectories(world.folder).resolve("audit-000000000001.jsonl");
            var old = oldTrail(world, 10);
            Files.write(file, old.lines());
            world.setOldAnchor(10, old.mac());
            world.start();
            world.record(3);
            assertThat(world.verify().faults()).isEmpty();
            assertThat(world.verify().last()).isEqualTo(13);
            assertThat(world.lines()).hasSize(13);
            assertThat(world.files().getLast().getFileName().toString()).isEqualTo("audit-000000000011.sealed");

            var edited = new ArrayList<>(old.lines());
            edited.set(7, edited.get(7).replace("\"name\":7", "\"name\":8"));
            edited.remove(3);
            Files.write(file, edited);
            assertThat(world.verify().faults())
                    .hasSize(2)
                    .anyMatch(fault -> fault.contains("line 4 is missing"))
                    .anyMatch(fault -> fault.contains("line 8, or the one before it, is not as it was written"));
        }
    }

    /// What was written stays readable: a line of the first sealed trails, under a root key of zeros.
    @Test
    void a_frozen_line_opens_and_proves_itself() throws IOException {
        var sealed =
                "AUxvlIXGV2BxKK9Vjfnhmvwd9cnGCzHzE+ECTvdstAUhYGCVqTIWbzQkc/4fPgzFECXT/Lf5lADW34O/PWAV61zR2ellRhaNvXxPRmRo"
                        + "GqDRwDo19LxacZxpClqM+QZ86V80LG4NDBu2nRPcFwTYOqckWTlmJA7FcPPbgNJNSZoClS+SJHwQbqzTxIYiPpETXQ8uIita"
                        + "52EPGeDZe66NUTujchWgRy2QkZj7Snln23M6TxxiqHgCNBtMxXWd0b7TKkvvU61gOpc6pYZzE5p6fWfMYOXkHPVvCni8fpKg"
                        + "Kr5cdDwMaQvh4kvPNcYmctVNyO4Z9zlw3hM99FOWhJWHOLjQsYzC";
        try (var world = world(TrailFormat.SEALED)) {
            Files.writeString(world.nextFile(1), sealed + "\n");
            world.setOldAnchor(1, "4c9b2d2dfc8a95f8e4c08835f24fb40cea09ea0455cea33aab08eb2e2499054e");
            world.start();
            assertThat(world.verify().faults()).isEmpty();
            assertThat(world.lines())
                    .containsExactly("{\"eventName\":\"Frozen\",\"chain\":{\"sequence\":1,\"previous\":\""
                            + "0".repeat(64)
                            + "\",\"mac\":\"4c9b2d2dfc8a95f8e4c08835f24fb40cea09ea0455cea33aab08eb2e2499054e\"}}");
        }
    }

    private record Old(List<String> lines, String mac) {}

    private static Old oldTrail(TrailWorld world, int count) throws GeneralSecurityException {
        var lines = new ArrayList<String>();
        var mac = "0".repeat(64);
        try (var key = world.root().derive("audit")) {
            for (int i = 1; i <= count; i++) {
                var record = "{\"eventName\":\"Old\",\"name\":" + (i - 1) + "}";
                var hmac = Mac.getInstance("HmacSHA256");
                hmac.init(new SecretKeySpec(key.exposeBytes(), "HmacSHA256"));
                hmac.update(HexFormat.of().parseHex(mac));
                hmac.update(ByteBuffer.allocate(8).putLong(i).array());
                mac = HexFormat.of().formatHex(hmac.doFinal(record.getBytes(StandardCharsets.UTF_8)));
                lines.add(record.substring(0, record.length() - 1) + ",\"chain\":{\"sequence\":" + i + ",\"mac\":\""
                        + mac + "\"}}");
            }
        }
        return new Old(lines, mac);
    }
}
