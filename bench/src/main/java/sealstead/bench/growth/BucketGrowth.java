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

/// Ever more buckets, with an object in each.
final class BucketGrowth {
    private static final int WORKERS = 32;

    private final Path home;
    private final Path data;
    private final Body body;
    private final double seconds;

    BucketGrowth(Path home, Path data, int objectBytes, double seconds) {
        this.home = home;
        this.data = data;
        this.body = Body.noise(objectBytes);
        this.seconds = seconds;
    }

    List<Stage> run(List<Integer> counts, Consumer<Stage> seen) throws IOException {
        var stages = new ArrayList<Stage>();
        int made = 0;
        for (int count : counts) {
            try (var server = OwnServer.start(home, data);
                    var meter = new Meter(server.endpoint(), WORKERS)) {
                int from = made;
                meter.workers().count(count - from, (connection, i) -> {
                    Meter.fine(connection.s3("PUT", bucket(from + i), "", Map.of(), Body.EMPTY, true));
                    Meter.fine(connection.s3("PUT", bucket(from + i) + "/key", "", Map.of(), body, false));
                    return 0;
                });
                made = count;
            }
            try (var server = OwnServer.start(home, data);
                    var meter = new Meter(server.endpoint(), WORKERS)) {
                double startCpu = meter.serverCpuSeconds();
                meter.settle();
                stages.add(measure(count, server.startSeconds(), startCpu, meter));
                seen.accept(stages.getLast());
            }
        }
        return stages;
    }

    private static String bucket(int number) {
        return "/growth-" + number;
    }

    private Stage measure(int count, double startSeconds, double startCpu, Meter meter) throws IOException {
        Workers.Operation get = (connection, i) -> {
            int number = ThreadLocalRandom.current().nextInt(count);
            return Meter.fine(connection.s3("GET", bucket(number) + "/key", "", Map.of(), Body.EMPTY, true))
                    .bytes();
        };
        Workers.Operation put = (connection, i) -> {
            int number = ThreadLocalRandom.current().nextInt(count);
            Meter.fine(connection.s3("PUT", bucket(number) + "/" + i, "", Map.of(), body, false));
            return body.length();
        };
        Workers.Operation list = (connection, i) -> {
            Meter.fine(connection.s3("GET", "/", "max-buckets=1000", Map.of(), Body.EMPTY, true));
            return 0;
        };
        var samples = new ArrayList<Stage.Measured>();
        meter.measure(seconds, get);
        samples.add(new Stage.Measured("GET", meter.measure(seconds, get)));
        meter.measure(seconds / 2, put);
        samples.add(new Stage.Measured("PUT", meter.measure(seconds, put)));
        meter.measure(seconds / 2, list);
        samples.add(new Stage.Measured("ListBuckets", meter.measure(seconds, list)));
        return new Stage("buckets", count, startSeconds, startCpu, Disk.bytes(data), meter.residentBytes(), samples);
    }
}
