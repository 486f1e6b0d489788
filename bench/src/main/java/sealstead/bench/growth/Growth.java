package sealstead.bench.growth;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import sealstead.bench.load.Meter;

/// Fills one store with ever more of something and measures it at each number.
final class Growth {
    private static final int WORKERS = 32;

    private final Subject subject;
    private final Path home;
    private final Path data;
    private final double seconds;

    Growth(Subject subject, Path home, Path data, double seconds) {
        this.subject = subject;
        this.home = home;
        this.data = data;
        this.seconds = seconds;
    }

    List<Stage> run(List<Integer> counts, Consumer<Stage> seen) throws IOException {
        var stages = new ArrayList<Stage>();
        int filled = 0;
        for (int count : counts) {
            fill(filled, count);
            filled = count;
            // Started anew: nothing of what was just written is in a cache of the process.
            stages.add(again(count));
            seen.accept(stages.getLast());
        }
        return stages;
    }

    private void fill(int from, int to) throws IOException {
        try (var server = OwnServer.start(home, data);
                var meter = new Meter(server.endpoint())) {
            if (from == 0) {
                subject.prepare(meter.first());
            }
            meter.workers(WORKERS).count(to - from, i -> subject.make(from + i));
            meter.settle();
        }
    }

    /// Measures a store that holds `count` already.
    Stage again(int count) throws IOException {
        try (var server = OwnServer.start(home, data);
                var meter = new Meter(server.endpoint())) {
            double startCpu = meter.serverCpuSeconds();
            meter.settle();
            var workers = meter.workers(WORKERS);
            var samples = new ArrayList<Stage.Measured>();
            for (var work : subject.works(count)) {
                // The first compiles what all are measured with, and takes longer for that.
                double warmUp = samples.isEmpty() ? seconds : seconds / 2;
                workers.during((long) (warmUp * 1e9), Integer.MAX_VALUE, work.operation());
                var sample = meter.around(
                        work.bytes(),
                        () -> workers.during((long) (seconds * 1e9), Integer.MAX_VALUE, work.operation()));
                samples.add(new Stage.Measured(work.name(), sample));
            }
            return new Stage(
                    subject.kind(),
                    count,
                    server.startSeconds(),
                    startCpu,
                    Disk.bytes(data),
                    meter.residentBytes(),
                    samples);
        }
    }
}
