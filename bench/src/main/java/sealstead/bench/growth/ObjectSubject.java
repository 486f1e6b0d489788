package sealstead.bench.growth;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import sealstead.bench.load.Body;
import sealstead.bench.load.Connection;
import sealstead.bench.load.Meter;

/// Ever more objects in one bucket.
record ObjectSubject(Body body) implements Subject {
    private static final String BUCKET = "/growth";

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
        Meter.fine(connection.s3("PUT", BUCKET, "", Map.of(), Body.EMPTY, true));
    }

    @Override
    public void make(Connection connection, long number) throws IOException {
        Meter.fine(connection.s3("PUT", path(number), "", Map.of(), body, false));
    }

    @Override
    public List<Work> works(int count) {
        return List.of(
                new Work("GET", (connection, i) -> {
                    var path = path(ThreadLocalRandom.current().nextLong(count));
                    return Meter.fine(connection.s3("GET", path, "", Map.of(), Body.EMPTY, true))
                            .bytes();
                }),
                new Work("LIST", (connection, i) -> {
                    var after = Long.toHexString(ThreadLocalRandom.current().nextLong());
                    var query = "list-type=2&start-after=" + after;
                    Meter.fine(connection.s3("GET", BUCKET, query, Map.of(), Body.EMPTY, true));
                    return 0;
                }),
                new Work("PUT", (connection, i) -> {
                    make(connection, count + ThreadLocalRandom.current().nextLong(1L << 40));
                    return body.length();
                }));
    }
}
