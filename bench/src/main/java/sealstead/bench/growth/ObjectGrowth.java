package sealstead.bench.growth;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import sealstead.bench.load.Body;
import sealstead.bench.load.Meter;
import sealstead.bench.load.Workers;

/// Ever more objects in one bucket.
final class ObjectGrowth {
    private static final String BUCKET = "/growth";
    private static final int WORKERS = 32;

    private final Path home;
    private final Path data;
    private final Body body;
    private final double seconds;

    ObjectGrowth(Path home, Path data, int objectBytes, double seconds) {
        this.home = home;
        this.data = data;
        this.body = Body.noise(objectBytes);
        this.seconds = seconds;
    }

    /// Keys in no order of time, as most applications make them.
    static String key(long number) {
        return Long.toHexString(number * 0x9E3779B97F4A7C15L) + "/" + number;
    }

    /// Measures a store that a run before has filled with `count` objects.
    Stage again(int count) throws IOException {
        try (var server = OwnServer.start(home, data);
                var meter = new Meter(server.endpoint(), WORKERS)) {
            double startCpu = meter.serverCpuSeconds();
            meter.settle();
            return measure(count, server.startSeconds(), startCpu, meter);
        }
    }

    List<Stage> run(List<Integer> counts, Consumer<Stage> seen) throws IOException {
        var stages = new ArrayList<Stage>();
        int filled = 0;
        for (int count : counts) {
            try (var server = OwnServer.start(home, data);
                    var meter = new Meter(server.endpoint(), WORKERS)) {
                if (filled == 0) {
                    Meter.fine(meter.first().s3("PUT", BUCKET, "", Map.of(), Body.EMPTY, true));
                }
                fill(meter.workers(), filled, count);
                filled = count;
                meter.settle();
            }
            // Started anew: nothing of what was just written is in a cache of the process.
            stages.add(again(count));
            seen.accept(stages.getLast());
        }
        return stages;
    }

    private void fill(Workers workers, int from, int to) throws IOException {
        workers.count(to - from, (connection, i) -> {
            Meter.fine(connection.s3("PUT", BUCKET + "/" + key(from + i), "", Map.of(), body, false));
            return body.length();
        });
    }

    private Stage measure(int count, double startSeconds, double startCpu, Meter meter) throws IOException {
        Workers.Operation get = (connection, i) -> {
            long number = ThreadLocalRandom.current().nextLong(count);
            return Meter.fine(connection.s3("GET", BUCKET + "/" + key(number), "", Map.of(), Body.EMPTY, true))
                    .bytes();
        };
        Workers.Operation list = (connection, i) -> {
            var after = Long.toHexString(ThreadLocalRandom.current().nextLong());
            Meter.fine(connection.s3("GET", BUCKET, "list-type=2&start-after=" + after, Map.of(), Body.EMPTY, true));
            return 0;
        };
        Workers.Operation put = (connection, i) -> {
            long number = count + ThreadLocalRandom.current().nextLong(1L << 40);
            Meter.fine(connection.s3("PUT", BUCKET + "/" + key(number), "", Map.of(), body, false));
            return body.length();
        };
        var samples = new ArrayList<Stage.Measured>();
        meter.measure(seconds, get); // compiles what the others are measured with
        samples.add(new Stage.Measured("GET", meter.measure(seconds, get)));
        meter.measure(seconds / 2, list);
        samples.add(new Stage.Measured("LIST", meter.measure(seconds, list)));
        meter.measure(seconds / 2, put);
        samples.add(new Stage.Measured("PUT", meter.measure(seconds, put)));
        return new Stage("objects", count, startSeconds, startCpu, Disk.bytes(data), meter.residentBytes(), samples);
    }
}
