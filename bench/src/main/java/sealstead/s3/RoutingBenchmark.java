package sealstead.s3;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import sealstead.wire.Headers;
import sealstead.wire.Query;

/// From method, query and headers to a row of the operation table.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class RoutingBenchmark {
    private final Headers headers = new Headers().add("host", "localhost:9000").add("x-amz-date", "20261123T170501Z");

    @Benchmark
    public S3Operation getObject() {
        return Router.route("GET", S3Operation.Level.OBJECT, Query.parse("").orElseThrow(), headers, false);
    }

    @Benchmark
    public S3Operation putBucketEncryption() {
        return Router.route(
                "PUT", S3Operation.Level.BUCKET, Query.parse("encryption=").orElseThrow(), headers, false);
    }
}
