package sealstead.tracing;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.common.ComponentLoader;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanLimits;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import sealstead.auth.Authenticator;
import sealstead.auth.SignatureVersion2;
import sealstead.iam.AccessKeys;
import sealstead.iam.Authorizer;
import sealstead.iam.CallerPolicies;
import sealstead.iam.Decisions;
import sealstead.job.Job;
import sealstead.kms.KeyService;
import sealstead.kms.Ledger;
import sealstead.s3.notification.Notifications;
import sealstead.s3.replication.Elsewhere;
import sealstead.store.BlobStore;
import sealstead.store.MetaStore;
import sealstead.wire.Door;
import sealstead.wire.FinishedRequest;
import sealstead.wire.Headers;
import sealstead.wire.Request;

/// Tracing that is on: spans go to a collector by OTLP over HTTP.
///
/// A client's `traceparent` is a span's parent if it is well formed.
public final class OtlpTracing implements Tracing {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final long LAST_SECONDS = 2;
    /// A turn of a job that has counted nothing by then has done something all the same.
    private static final long IDLE_NANOS = Duration.ofSeconds(1).toNanos();
    /// No key of an object and no ARN is longer.
    private static final int VALUE_CHARACTERS = 1024;

    private static final int ATTRIBUTES = 32;
    private static final String PARENT = "traceparent";
    private static final AttributeKey<Long> ITEMS = AttributeKey.longKey("sealstead.job.items");

    /// The library tells of each batch that fails. Loggers are held weakly by their room, so that these are held here.
    private static final List<Logger> LIBRARY = List.of(
            Logger.getLogger("io.opentelemetry.exporter"), Logger.getLogger("io.opentelemetry.sdk.trace.export"));

    private final SdkTracerProvider provider;
    private final Tracer tracer;
    private final BoundedSpans spans;
    private final boolean keys;

    /// What is told, and to whom.
    ///
    /// @param collector the whole URL that spans are posted to
    /// @param ratio of the traces, from 0 to 1
    /// @param keys whether keys of objects are told
    public record Options(URI collector, double ratio, boolean keys) {}

    /// @param version of the server
    public OtlpTracing(Options options, String version, RandomGenerator random) {
        LIBRARY.forEach(logger -> logger.setLevel(Level.OFF));
        var exporter = OtlpHttpSpanExporter.builder()
                .setEndpoint(options.collector().toString())
                .setTimeout(PATIENCE)
                .setConnectTimeout(CONNECT)
                .setRetryPolicy(null) // what waits for the next try would wait twice
                .setComponentLoader(ComponentLoader.forClassLoader(OtlpTracing.class.getClassLoader()))
                .build();
        this.spans = new BoundedSpans(exporter, options.collector(), PATIENCE);
        this.provider = SdkTracerProvider.builder()
                .setResource(Resource.getDefault()
                        .merge(Resource.create(Attributes.of(
                                AttributeKey.stringKey("service.name"),
                                "sealstead",
                                AttributeKey.stringKey("service.version"),
                                version))))
                .setSampler(new OwnRatio(options.ratio(), random))
                .setSpanLimits(SpanLimits.builder()
                        .setMaxNumberOfAttributes(ATTRIBUTES)
                        .setMaxAttributeValueLength(VALUE_CHARACTERS)
                        .build())
                .addSpanProcessor(spans)
                .build();
        this.tracer = provider.get("sealstead", version);
        this.keys = options.keys();
    }

    /// Of several parents none is one.
    private static final TextMapGetter<Headers> ONE_PARENT = new TextMapGetter<>() {
        @Override
        public @Nullable String get(@Nullable Headers headers, String name) {
            if (headers == null || !name.equals(PARENT)) {
                return null;
            }
            var all = headers.all(PARENT);
            return all.size() == 1 ? all.getFirst() : null;
        }
    };

    private TraceStep request(Request request) {
        var parent = W3CTraceContextPropagator.getInstance().extract(Context.root(), request.headers(), ONE_PARENT);
        var span = tracer.spanBuilder(TracedDoor.firstName(request))
                .setParent(parent)
                .setSpanKind(SpanKind.SERVER)
                .startSpan();
        return new TraceStep(tracer, span, (finished, step) -> TracedDoor.tell(finished, step, keys));
    }

    /// One that no request has asked for.
    private TraceStep alone(String name, SpanKind kind) {
        var span = tracer.spanBuilder(name).setNoParent().setSpanKind(kind).startSpan();
        return new TraceStep(tracer, span, (finished, step) -> {});
    }

    @Override
    public Door door(Door door, Predicate<Request> unseen) {
        return new TracedDoor(door, unseen, this::request);
    }

    @Override
    public Consumer<FinishedRequest> finished(Consumer<FinishedRequest> others) {
        return others.andThen(request -> request.call().follower().ifPresent(follower -> follower.ended(request)));
    }

    @Override
    public Authenticator authenticator(
            AccessKeys accessKeys, Clock clock, List<String> regions, SignatureVersion2 version2) {
        return new TracedAuthenticator(accessKeys, clock, regions, version2);
    }

    @Override
    public Authorizer authorizer(CallerPolicies policies, Decisions decisions) {
        return new Authorizer(policies, decisions, new TracedDecisions());
    }

    @Override
    public KeyService keys(KeyService kms) {
        return new TracedKeys(kms);
    }

    @Override
    public Ledger ledger() {
        return new Ledger(TracedKeys::counted);
    }

    @Override
    public MetaStore records(MetaStore records) {
        return new TracedRecords(records);
    }

    @Override
    public BlobStore blobs(BlobStore blobs) {
        return new TracedBlobs(blobs);
    }

    @Override
    public Elsewhere elsewhere(Elsewhere elsewhere) {
        return new TracedElsewhere(elsewhere, name -> alone(name, SpanKind.CLIENT));
    }

    @Override
    public boolean deliver(String webhook, Notifications.Attempt attempt) throws IOException, InterruptedException {
        var step = alone("webhook " + webhook, SpanKind.CLIENT);
        try {
            boolean accepted = attempt.isAccepted();
            if (!accepted) {
                step.bad();
            }
            return accepted;
        } catch (IOException | InterruptedException | RuntimeException | Error failed) {
            step.failed(failed);
            throw failed;
        } finally {
            step.end();
        }
    }

    /// A turn is one span whatever it does: it may go through all that is stored. One that found nothing to do in no
    /// time
    /// is none, since there are several a second of those: its span is never ended, which is all that tells of one.
    @Override
    @SuppressWarnings("CatchingUnchecked") // it is thrown on as it came
    public Job.Work job(String name, Job.Work work) {
        return progress -> {
            var step = alone("job " + name, SpanKind.INTERNAL);
            long began = System.nanoTime();
            try {
                work.run(progress);
            } catch (Exception | Error failed) {
                step.failed(failed);
                step.with(ITEMS, progress.done()).end();
                throw failed;
            }
            if (progress.done() > 0 || System.nanoTime() - began >= IDLE_NANOS) {
                step.with(ITEMS, progress.done()).end();
            }
        };
    }

    @Override
    public Map<String, Long> counts() {
        return Map.of(
                "traceSpansSent", spans.sent(),
                "traceSpansDropped", spans.dropped(),
                "traceExportsFailed", spans.exportsFailed());
    }

    @Override
    public void close() {
        provider.shutdown().join(LAST_SECONDS, TimeUnit.SECONDS);
    }
}
