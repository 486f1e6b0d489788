package sealstead.s3.metrics;

import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import sealstead.s3.trail.RequestLog;

/// The counts of one configuration.
final class RequestCounts {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Map<Metric, LongAdder> counts;

    RequestCounts() {
        var all = new EnumMap<Metric, LongAdder>(Metric.class);
        for (var metric : Metric.values()) {
            all.put(metric, new LongAdder());
        }
        this.counts = Collections.unmodifiableMap(all);
    }

    void answered(RequestLog.Exchange exchange, int status) {
        add(Metric.ALL_REQUESTS, 1);
        Metric.ofKind(exchange).ifPresent(kind -> add(kind, 1));
        if (status >= 500) {
            add(Metric.SERVER_ERRORS, 1);
        } else if (status >= 400) {
            add(Metric.CLIENT_ERRORS, 1);
        } else {
            add(Metric.BYTES_UPLOADED, exchange.declaredBytes());
        }
    }

    void sent(long bytes, long nanos) {
        add(Metric.BYTES_DOWNLOADED, bytes);
        add(Metric.TOTAL_REQUEST_LATENCY, nanos);
    }

    private void add(Metric metric, long amount) {
        var count = counts.get(metric);
        if (count != null) {
            count.add(amount);
        }
    }

    /// All of them, by name.
    Map<String, Long> named() {
        var named = new LinkedHashMap<String, Long>();
        counts.forEach((metric, count) -> named.put(
                metric.wireName(),
                metric == Metric.TOTAL_REQUEST_LATENCY ? count.sum() / NANOS_PER_MILLI : count.sum()));
        return named;
    }
}
