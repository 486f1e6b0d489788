package sealstead.bench.growth;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import sealstead.bench.load.Body;
import sealstead.bench.load.Connection;
import sealstead.bench.load.Meter;
import sealstead.bench.load.Request;
import sealstead.bench.load.Step;

/// Ever more objects in one bucket.
record ObjectSubject(Body body) implements Subject {
    private static final String BUCKET = "/growth";

    /// So many, from among all, are asked for again and again.
    private static final int HOT = 1000;

    @Override
    public String kind() {
        return "objects";
    }

    /// Keys in no order of time, as most applications make them.
    private static String path(long number) {
        return BUCKET + "/" + Long.toHexString(number * 0x9E3779B97F4A7C15L) + "/" + number;
    }

    @Override
    public void prepare(Connection connection) throws IOException {
        Meter.fine(connection.s3(Request.of("PUT", BUCKET)));
    }

    @Override
    public Step make(long number) {
        return Step.last(new Request("PUT", path(number), "", Map.of(), body, false), Meter::fine);
    }

    @Override
    public List<Work> works(int count) {
        return List.of(
                new Work("GET", body.length(), i -> {
                    var path = path(ThreadLocalRandom.current().nextLong(count));
                    return Step.last(Request.of("GET", path), Meter::fine);
                }),
                new Work("GET-HOT", body.length(), i -> {
                    int hot = Math.min(HOT, count);
                    long which = ThreadLocalRandom.current().nextInt(hot);
                    return Step.last(Request.of("GET", path(which * (count / hot))), Meter::fine);
                }),
                new Work("LIST", 0, i -> {
                    var after = Long.toHexString(ThreadLocalRandom.current().nextLong());
                    var query = "list-type=2&start-after=" + after;
                    return Step.last(Request.of("GET", BUCKET, query, Map.of()), Meter::fine);
                }),
                new Work(
                        "PUT",
                        body.length(),
                        i -> make(count + ThreadLocalRandom.current().nextLong(1L << 40))));
    }
}
