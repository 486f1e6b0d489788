package sealstead.s3.metrics;

import com.github.benmanes.caffeine.cache.Cache;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import sealstead.s3.S3Operation;
import sealstead.s3.SentReply;
import sealstead.s3.access.ObjectFacts;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.bucket.Buckets;
import sealstead.s3.bucket.DocumentKind;
import sealstead.s3.bucket.Parsed;
import sealstead.s3.trail.BucketLog;
import sealstead.s3.trail.RequestLog;
import sealstead.store.HeapShare;
import sealstead.wire.Reply;

/// Counts the requests that buckets want counted, in memory since the start of the process. A bucket without a metrics
/// configuration costs a look at its settings and nothing else.
public final class RequestMetrics implements BucketLog {
    private static final int PART_OF_HEAP = 128;
    /// A dozen adders, which grow where many add at once.
    private static final int COUNTS_BYTES = 2048;

    private final Buckets buckets;
    private final ObjectFacts objects;
    private final Parsed<List<MetricsFilter>> filters;
    private final Cache<Counted, RequestCounts> counted = HeapShare.<Counted, RequestCounts>of(
                    PART_OF_HEAP, (name, counts) -> COUNTS_BYTES + HeapShare.of(name.configuration()))
            .build();

    private record Counted(String bucketId, String configuration) {}

    public RequestMetrics(Buckets buckets, ObjectFacts objects) {
        this.buckets = buckets;
        this.objects = objects;
        this.filters = new Parsed<>(buckets, DocumentKind.METRICS, MetricsConfiguration::filters);
    }

    @Override
    public Reply answered(RequestLog.Exchange exchange, Bucket bucket, Reply reply) throws IOException {
        var inForce = filters.of(bucket);
        if (exchange.operation().filter(RequestMetrics::mayDelete).isPresent()) {
            forgetDeleted(bucket, inForce.orElse(List.of()));
        }
        if (inForce.isEmpty()) {
            return reply;
        }
        var counts = new ArrayList<RequestCounts>();
        for (var filter : matching(exchange, bucket, inForce.get())) {
            counts.add(counted.get(new Counted(bucket.id(), filter.id()), name -> new RequestCounts()));
        }
        counts.forEach(each -> each.answered(exchange, reply.status()));
        return SentReply.telling(exchange.request(), reply, bytes -> {
            long nanos = System.nanoTime() - exchange.began();
            counts.forEach(each -> each.sent(bytes, nanos));
        });
    }

    private static boolean mayDelete(S3Operation operation) {
        return operation.method() == S3Operation.Method.DELETE
                && operation.subresources().contains("metrics");
    }

    /// One that is put again under the id of one that was deleted begins anew.
    private void forgetDeleted(Bucket bucket, List<MetricsFilter> inForce) {
        var ids = inForce.stream().map(MetricsFilter::id).collect(Collectors.toSet());
        counted.asMap()
                .keySet()
                .removeIf(name -> name.bucketId().equals(bucket.id()) && !ids.contains(name.configuration()));
    }

    /// Tags are those that the object has now that the request was answered; they are read only where a filter asks.
    private List<MetricsFilter> matching(RequestLog.Exchange exchange, Bucket bucket, List<MetricsFilter> inForce)
            throws IOException {
        var request = exchange.known().map(known -> known.notes().form().orElse(known));
        var key = request.map(known -> known.key())
                .or(() -> exchange.address().map(address -> address.key()))
                .orElse("");
        var matching = inForce.stream().filter(filter -> filter.covers(key)).toList();
        if (matching.stream().allMatch(filter -> filter.tags().isEmpty())) {
            return matching;
        }
        var version = request.flatMap(known -> known.query().first("versionId"));
        var tags = key.isEmpty() ? Map.<String, String>of() : objects.tags(bucket, key, version);
        return matching.stream().filter(filter -> filter.coversTags(tags)).toList();
    }

    /// The counts of each metrics configuration of a bucket; absent if there is no such bucket.
    public Optional<Map<String, Map<String, Long>>> of(String bucketName) throws IOException {
        var bucket = buckets.find(bucketName);
        if (bucket.isEmpty()) {
            return Optional.empty();
        }
        var shown = new LinkedHashMap<String, Map<String, Long>>();
        for (var filter : filters.of(bucket.get()).orElse(List.of())) {
            var counts = Optional.ofNullable(
                            counted.getIfPresent(new Counted(bucket.get().id(), filter.id())))
                    .orElseGet(RequestCounts::new);
            shown.put(filter.id(), counts.named());
        }
        return Optional.of(shown);
    }
}
