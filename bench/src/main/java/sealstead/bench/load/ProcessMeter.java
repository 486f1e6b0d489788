package sealstead.bench.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// CPU time and memory of the processes that a server is made of, as Linux tells them, added up. If one of them
/// cannot be read everything is 0: part of a sum would flatter.
final class ProcessMeter {
    /// Linux counts in hundredths of a second, whatever the machine.
    private static final double TICKS_PER_SECOND = 100;

    private final List<Path> folders;

    ProcessMeter(List<Long> pids) {
        this(Path.of("/proc"), pids);
    }

    ProcessMeter(Path proc, List<Long> pids) {
        var all = pids.stream().map(pid -> proc.resolve(Long.toString(pid))).toList();
        this.folders = all.stream().allMatch(folder -> Files.isReadable(folder.resolve("stat"))) ? all : List.of();
    }

    static ProcessMeter ofSelf() {
        return new ProcessMeter(List.of(ProcessHandle.current().pid()));
    }

    /// User and system time since the processes began.
    double cpuSeconds() throws IOException {
        long ticks = 0;
        for (var folder : folders) {
            var stat = Files.readString(folder.resolve("stat"));
            var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            ticks += Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
        }
        return ticks / TICKS_PER_SECOND;
    }

    /// Starts the peak of memory anew, where the kernel lets us.
    void resetPeak() {
        try {
            for (var folder : folders) {
                Files.writeString(folder.resolve("clear_refs"), "5");
            }
        } catch (IOException notAllowed) {
            // Then the peak is that of the process's whole life.
            return;
        }
    }

    /// The most resident memory of each process since the last reset.
    long peakBytes() throws IOException {
        return memory("VmHWM:");
    }

    long residentBytes() throws IOException {
        return memory("VmRSS:");
    }

    private long memory(String name) throws IOException {
        long bytes = 0;
        for (var folder : folders) {
            for (var line : Files.readAllLines(folder.resolve("status"))) {
                if (line.startsWith(name)) {
                    bytes += Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
                }
            }
        }
        return bytes;
    }
}
