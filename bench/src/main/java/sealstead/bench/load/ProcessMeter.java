package sealstead.bench.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// CPU time and memory of a process, as Linux tells them. Of a process that cannot be read everything is 0.
final class ProcessMeter {
    /// Linux counts in hundredths of a second, whatever the machine.
    private static final double TICKS_PER_SECOND = 100;

    private final Path folder;
    private final boolean readable;

    /// @param pid 0 for none
    ProcessMeter(long pid) {
        this.folder = Path.of("/proc", Long.toString(pid));
        this.readable = pid > 0 && Files.isReadable(folder.resolve("stat"));
    }

    static ProcessMeter ofSelf() {
        return new ProcessMeter(ProcessHandle.current().pid());
    }

    boolean isReadable() {
        return readable;
    }

    /// User and system time since the process began.
    double cpuSeconds() throws IOException {
        if (!readable) {
            return 0;
        }
        var stat = Files.readString(folder.resolve("stat"));
        var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
    }

    /// Starts the peak of memory anew, where the kernel lets us.
    void resetPeak() {
        try {
            if (readable) {
                Files.writeString(folder.resolve("clear_refs"), "5");
            }
        } catch (IOException notAllowed) {
            // Then the peak is that of the process's whole life.
            return;
        }
    }

    /// The most resident memory since the last reset.
    long peakBytes() throws IOException {
        return memory("VmHWM:");
    }

    long residentBytes() throws IOException {
        return memory("VmRSS:");
    }

    private long memory(String name) throws IOException {
        if (!readable) {
            return 0;
        }
        for (var line : Files.readAllLines(folder.resolve("status"))) {
            if (line.startsWith(name)) {
                return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
            }
        }
        return 0;
    }
}
