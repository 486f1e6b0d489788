package sealstead.s3.door;

import java.io.InputStream;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import sealstead.auth.EffectiveRequest;
import sealstead.s3.S3Operation;
import sealstead.wire.Headers;
import sealstead.wire.Query;
import sealstead.wire.Request;

/// From method, query and headers to a row of the operation table.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class RoutingBenchmark {
    private final EffectiveRequest get = request("GET", "/bucket/key", "");
    private final EffectiveRequest put = request("PUT", "/bucket", "encryption=");

    private static EffectiveRequest request(String method, String path, String query) {
        var headers = new Headers().add("host", "localhost:9000").add("x-amz-date", "20261123T170501Z");
        var peer = new Request.Peer("127.0.0.1", false, true);
        var wire = new Request("id", method, path, query, headers, InputStream.nullInputStream(), peer);
        return EffectiveRequest.of(wire, Query.parse(query).orElseThrow());
    }

    @Benchmark
    public S3Operation getObject() {
        return Router.route(get, S3Operation.Level.OBJECT, false);
    }

    @Benchmark
    public S3Operation putBucketEncryption() {
        return Router.route(put, S3Operation.Level.BUCKET, false);
    }
}
