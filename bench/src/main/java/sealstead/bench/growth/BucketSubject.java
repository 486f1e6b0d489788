package sealstead.bench.growth;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import sealstead.bench.load.Body;
import sealstead.bench.load.Connection;
import sealstead.bench.load.Meter;
import sealstead.bench.load.Request;
import sealstead.bench.load.Step;

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
    public Step make(long number) {
        return new Step(Request.of("PUT", bucket(number)), false, answer -> {
            Meter.fine(answer);
            return put(bucket(number) + "/key");
        });
    }

    private Step put(String path) {
        return Step.last(new Request("PUT", path, "", Map.of(), body, false), Meter::fine);
    }

    @Override
    public List<Work> works(int count) {
        return List.of(
                new Work("GET", body.length(), i -> {
                    var path = bucket(ThreadLocalRandom.current().nextInt(count)) + "/key";
                    return Step.last(Request.of("GET", path), Meter::fine);
                }),
                new Work(
                        "PUT",
                        body.length(),
                        i -> put(bucket(ThreadLocalRandom.current().nextInt(count)) + "/" + i)),
                new Work(
                        "ListBuckets",
                        0,
                        i -> Step.last(Request.of("GET", "/", "max-buckets=1000", Map.of()), Meter::fine)));
    }
}
