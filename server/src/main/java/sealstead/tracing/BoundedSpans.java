package sealstead.tracing;

import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Ended spans on their way to the collector: so many wait at most, and what is lost, because they were more or because
/// the collector did not take them, is counted. No request waits for any of it. The log says once that spans are lost,
/// and once that they are taken again.
final class BoundedSpans implements SpanProcessor {
    private static final Logger LOG = LoggerFactory.getLogger(BoundedSpans.class);
    /// Of a kilobyte or two each.
    private static final int WAITING = 4096;
    private static final int BATCH = 512;
    private static final Duration EVERY = Duration.ofSeconds(1);

    private final Semaphore room = new Semaphore(WAITING);
    private final LongAdder sent = new LongAdder();
    private final LongAdder dropped = new LongAdder();
    private final LongAdder exportsFailed = new LongAdder();
    private final AtomicBoolean failing = new AtomicBoolean();
    private final BatchSpanProcessor batches;
    private final URI collector;

    /// @param patience how long the exporter takes at most
    BoundedSpans(SpanExporter exporter, URI collector, Duration patience) {
        this.collector = collector;
        // Its own queue, which would drop and count nothing, has room for all that may wait.
        this.batches = BatchSpanProcessor.builder(new Counting(exporter))
                .setMaxQueueSize(WAITING + BATCH)
                .setMaxExportBatchSize(BATCH)
                .setScheduleDelay(EVERY)
                .setExporterTimeout(patience.multipliedBy(2))
                .build();
    }

    long sent() {
        return sent.sum();
    }

    long dropped() {
        return dropped.sum();
    }

    /// Batches that the collector did not take. Where spans are dropped and this is not counted, there were too many.
    long exportsFailed() {
        return exportsFailed.sum();
    }

    @Override
    public void onStart(Context parent, ReadWriteSpan span) {}

    @Override
    public boolean isStartRequired() {
        return false;
    }

    @Override
    public void onEnd(ReadableSpan span) {
        if (!span.getSpanContext().isSampled()) {
            return;
        }
        if (room.tryAcquire()) {
            batches.onEnd(span);
        } else {
            lost(1);
        }
    }

    @Override
    public boolean isEndRequired() {
        return true;
    }

    @Override
    public CompletableResultCode shutdown() {
        return batches.shutdown();
    }

    @Override
    public CompletableResultCode forceFlush() {
        return batches.forceFlush();
    }

    private void lost(int spans) {
        dropped.add(spans);
        if (failing.compareAndSet(false, true)) {
            LOG.warn(
                    "traces: {} does not take what there is; requests go on, and spans that are lost are counted"
                            + " (sealstead_trace_spans_dropped_total)",
                    collector);
        }
    }

    private void taken(int spans) {
        sent.add(spans);
        if (failing.compareAndSet(true, false)) {
            LOG.info("traces: {} takes them again; {} spans are lost", collector, dropped.sum());
        }
    }

    /// Gives the room of a batch back once the collector has it, or will not.
    private final class Counting implements SpanExporter {
        private final SpanExporter exporter;

        Counting(SpanExporter exporter) {
            this.exporter = exporter;
        }

        @Override
        public CompletableResultCode export(Collection<SpanData> spans) {
            int count = spans.size();
            var result = exporter.export(spans);
            return result.whenComplete(() -> {
                room.release(count);
                if (result.isSuccess()) {
                    taken(count);
                } else {
                    exportsFailed.increment();
                    lost(count);
                }
            });
        }

        @Override
        public CompletableResultCode flush() {
            return exporter.flush();
        }

        @Override
        public CompletableResultCode shutdown() {
            return exporter.shutdown();
        }
    }
}
