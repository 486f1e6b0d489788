package sealstead.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import sealstead.store.BlobId;
import sealstead.store.Bytes;
import sealstead.store.Edit;
import sealstead.store.Guard;
import sealstead.store.Lane;
import sealstead.store.Table;
import sealstead.store.local.DataFolder;

/// Where ciphertext should be kept: with its record, or in a file and a row. Durable writes of both kinds in turn
/// (A B A B), rates and CPU per write, medians of the rounds (docs/adr/0003-inline-threshold.md).
public final class InlineThreshold {
    private static final Table TABLE = new Table("bench");
    private static final int[] SIZES = {4096, 8192, 16_384, 24_576, 32_768, 65_536};
    private static final int[] WRITERS = {1, 32};

    private final DataFolder data;
    private final SecureRandom random = new SecureRandom();

    private InlineThreshold(DataFolder data) {
        this.data = data;
    }

    /// @param arguments the folder to write in, the rounds, and the milliseconds of each cell
    public static void main(String[] arguments) throws Exception {
        var folder = Files.createDirectories(Path.of(arguments[0]));
        int rounds = Integer.parseInt(arguments[1]);
        long millis = Long.parseLong(arguments[2]);
        try (var opened = DataFolder.open(folder.resolve("data"), new SecureRandom())) {
            var bench = new InlineThreshold(opened);
            bench.cell(true, 4096, 32, 1000);
            bench.cell(false, 4096, 32, 1000);
            System.out.println("size writers inline/s file/s inline/file inline-cpu-us file-cpu-us");
            for (int size : SIZES) {
                for (int writers : WRITERS) {
                    bench.compare(size, writers, rounds, millis);
                }
            }
        }
    }

    private record Cell(double rate, double cpuMicros) {}

    private void compare(int size, int writers, int rounds, long millis) throws Exception {
        var inline = new ArrayList<Cell>();
        var file = new ArrayList<Cell>();
        for (int round = 0; round < rounds; round++) {
            inline.add(cell(true, size, writers, millis));
            file.add(cell(false, size, writers, millis));
        }
        double a = median(inline.stream().mapToDouble(Cell::rate).toArray());
        double b = median(file.stream().mapToDouble(Cell::rate).toArray());
        System.out.println(String.format(
                Locale.ROOT,
                "%d %d %.0f %.0f %.2f %.0f %.0f",
                size,
                writers,
                a,
                b,
                a / b,
                median(inline.stream().mapToDouble(Cell::cpuMicros).toArray()),
                median(file.stream().mapToDouble(Cell::cpuMicros).toArray())));
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }

    private static long cpuNanos() {
        return ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
                .getProcessCpuTime();
    }

    private Cell cell(boolean inline, int size, int writers, long millis) throws Exception {
        long cpu = cpuNanos();
        long start = System.nanoTime();
        long end = start + millis * 1_000_000;
        long done = 0;
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            var tasks = new ArrayList<Callable<Long>>();
            for (int w = 0; w < writers; w++) {
                tasks.add(() -> write(inline, size, end));
            }
            for (var count : pool.invokeAll(tasks)) {
                done += count.get();
            }
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        return new Cell(done / seconds, (cpuNanos() - cpu) / 1e3 / Math.max(1, done));
    }

    private long write(boolean inline, int size, long end) throws IOException {
        var bytes = new byte[size];
        random.nextBytes(bytes);
        long done = 0;
        while (System.nanoTime() < end) {
            var group = Bytes.utf8("object-" + random.nextLong());
            var edits = new ArrayList<Edit>(List.of(new Edit.PutHead(Bytes.wrap(new byte[600]))));
            if (inline) {
                edits.add(new Edit.PutCell(Lane.DATA, Bytes.EMPTY, Bytes.wrap(bytes)));
            } else {
                try (var sink = data.blobs().create(BlobId.random(random, Instant.EPOCH))) {
                    sink.write(bytes, 0, size);
                    sink.commit();
                }
            }
            data.records().commit(TABLE, group, new Guard.Absent(), edits);
            done++;
        }
        return done;
    }
}
