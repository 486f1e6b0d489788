package sealstead.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessMeterTest {
    @TempDir
    private Path proc = Path.of("");

    @Test
    void the_processes_of_a_server_are_added_up() throws IOException {
        process(7, "(gate way) (x)", 150, 50, 300, 200);
        process(8, "(disk)", 25, 75, 50, 40);
        var meter = new ProcessMeter(proc, List.of(7L, 8L));
        assertThat(meter.cpuSeconds()).isEqualTo(3);
        assertThat(meter.peakBytes()).isEqualTo(350 * 1024);
        assertThat(meter.residentBytes()).isEqualTo(240 * 1024);
        meter.resetPeak();
        assertThat(proc.resolve("7/clear_refs")).hasContent("5");
        assertThat(proc.resolve("8/clear_refs")).hasContent("5");
    }

    @Test
    void a_sum_of_which_one_process_is_missing_is_not_given() throws IOException {
        process(7, "(gateway)", 150, 50, 300, 200);
        var meter = new ProcessMeter(proc, List.of(7L, 9L));
        assertThat(meter.cpuSeconds()).isZero();
        assertThat(meter.residentBytes()).isZero();
    }

    private void process(long pid, String name, long user, long system, long peakKib, long residentKib)
            throws IOException {
        var folder = Files.createDirectory(proc.resolve(Long.toString(pid)));
        Files.writeString(
                folder.resolve("stat"),
                pid + " " + name + " S 1 1 1 0 -1 4194560 9 9 9 9 " + user + " " + system + " 0 0 20 0\n");
        Files.writeString(
                folder.resolve("status"),
                "Name:\tx\nVmHWM:\t   " + peakKib + " kB\nVmRSS:\t   " + residentKib + " kB\n");
    }
}
