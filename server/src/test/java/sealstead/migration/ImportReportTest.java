package sealstead.migration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What an import goes on from.
final class ImportReportTest {
    @TempDir
    private Path folder;

    private static ImportReport.Line line(String key, String sourceEtag) {
        return new ImportReport.Line(key, "", 3, sourceEtag, "etag", "", "md5", "", "SSE-S3", "", false);
    }

    @Test
    void what_was_copied_is_known_to_the_next_run_and_what_has_changed_since_is_not() throws IOException {
        var file = folder.resolve("report");
        try (var report = ImportReport.open(file)) {
            report.add(line("a", "1"));
            report.add(line("b\n\u00e4", "2"));
        }
        try (var report = ImportReport.open(file)) {
            assertThat(report.isCopied("a", "1")).isTrue();
            assertThat(report.isCopied("b\n\u00e4", "2")).isTrue();
            assertThat(report.isCopied("a", "2")).isFalse();
            assertThat(report.isCopied("c", "1")).isFalse();
        }
    }

    @Test
    void a_last_line_that_a_crash_cut_off_is_dropped_and_the_next_stands_in_its_place() throws IOException {
        var file = folder.resolve("report");
        try (var report = ImportReport.open(file)) {
            report.add(line("a", "1"));
        }
        Files.writeString(file, "{\"key\":\"b\",\"sourceEt", StandardOpenOption.APPEND);
        try (var report = ImportReport.open(file)) {
            assertThat(report.isCopied("b", "2")).isFalse();
            report.add(line("c", "3"));
        }
        assertThat(Files.readAllLines(file)).hasSize(2);
        try (var report = ImportReport.open(file)) {
            assertThat(report.isCopied("a", "1")).isTrue();
            assertThat(report.isCopied("c", "3")).isTrue();
        }
    }
}
