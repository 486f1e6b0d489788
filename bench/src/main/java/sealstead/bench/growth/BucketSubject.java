package sealstead.bench.growth;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import sealstead.bench.load.Body;
import sealstead.bench.load.Connection;
import sealstead.bench.load.Meter;

/// Ever more buckets, with an object in each.
record BucketSubject(Body body) implements Subject {
    @Override
    public String kind() {
        return "buckets";
    }

    private static String bucket(long number) {
        return "/growth-" + number;
    }

    @Override
    public void prepare(Connection connection) {}

    @Override
    public void make(Connection connection, long number) throws IOException {
        Meter.fine(connection.s3("PUT", bucket(number), "", Map.of(), Body.EMPTY, true));
        Meter.fine(connection.s3("PUT", bucket(number) + "/key", "", Map.of(), body, false));
    }

    @Override
    public List<Work> works(int count) {
        return List.of(
                new Work("GET", (connection, i) -> {
                    var path = bucket(ThreadLocalRandom.current().nextInt(count)) + "/key";
                    return Meter.fine(connection.s3("GET", path, "", Map.of(), Body.EMPTY, true))
                            .bytes();
                }),
                new Work("PUT", (connection, i) -> {
                    var path = bucket(ThreadLocalRandom.current().nextInt(count)) + "/" + i;
                    Meter.fine(connection.s3("PUT", path, "", Map.of(), body, false));
                    return body.length();
                }),
                new Work("ListBuckets", (connection, i) -> {
                    Meter.fine(connection.s3("GET", "/", "max-buckets=1000", Map.of(), Body.EMPTY, true));
                    return 0;
                }));
    }
}
