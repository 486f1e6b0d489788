package sealstead.admin;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import sealstead.health.Health;
import sealstead.health.ServerPart;
import sealstead.job.Job;
import sealstead.kms.Ledger;
import sealstead.s3.keys.Coverage;
import sealstead.s3.replication.ReplicationFigures;
import sealstead.wire.RequestFigures;

/// What is known of the server as Prometheus reads it. Nothing is kept for it beside what is counted anyway: each
/// answer is made of the counts of that moment. The registry is made when it is first asked for, so that a start does
/// not wait for it.
public final class PrometheusMetrics {
    static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";
    /// Of what clients can make many, such as buckets and keys; what is beyond is told as one row, `other`.
    private static final int MAX_ROWS = 5_000;
    /// What goes up and down; all else only grows while the process lives.
    private static final Set<String> LEVELS =
            Set.of("garbageBacklog", "garbageUnsettledClaims", "heapUsedBytes", "coverageEndedSeconds");

    private static final String SCRUB = "scrub";

    private final Counters counters;
    private final Ledger ledger;
    private final Health health;
    private final Supplier<List<Job.State>> jobs;
    private final Supplier<Optional<Coverage.Report>> coverage;
    private final Supplier<List<ReplicationFigures.Row>> replication;
    private final RequestFigures requests;
    private final Set<String> named = new HashSet<>();
    private @Nullable Meters meters;
    private volatile Map<String, Long> now = Map.of();

    /// @param coverage the last look at all buckets
    public PrometheusMetrics(
            Counters counters,
            Ledger ledger,
            Health health,
            Supplier<List<Job.State>> jobs,
            Supplier<Optional<Coverage.Report>> coverage,
            Supplier<List<ReplicationFigures.Row>> replication,
            RequestFigures requests) {
        this.counters = counters;
        this.ledger = ledger;
        this.health = health;
        this.jobs = jobs;
        this.coverage = coverage;
        this.replication = replication;
        this.requests = requests;
    }

    private record Meters(
            PrometheusMeterRegistry registry,
            MultiGauge faults,
            MultiGauge kmsCalls,
            MultiGauge jobRuns,
            MultiGauge jobFailures,
            MultiGauge jobSeconds,
            MultiGauge versions,
            MultiGauge bytes,
            MultiGauge uploads,
            MultiGauge keySince,
            MultiGauge replicationWaiting,
            MultiGauge replicationVersions,
            MultiGauge replicationBytes,
            MultiGauge replicationFailed) {
        static Meters make() {
            var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
            new JvmMemoryMetrics().bindTo(registry);
            new JvmThreadMetrics().bindTo(registry);
            new ProcessorMetrics().bindTo(registry);
            new UptimeMetrics().bindTo(registry);
            return new Meters(
                    registry,
                    gauge(
                            registry,
                            "sealstead.fault",
                            "a fault that lasts, as health/ready tells it: 1 degraded, 2 failed"),
                    gauge(
                            registry,
                            "sealstead.kms.calls.by.reason",
                            "KMS calls since the start, by how they ended and why"),
                    gauge(registry, "sealstead.job.runs", "turns of a background job that ended since the start"),
                    gauge(registry, "sealstead.job.failures", "turns of a background job that failed"),
                    gauge(registry, "sealstead.job.last.seconds", "how long its last turn took"),
                    gauge(registry, "sealstead.coverage.versions", "stored versions under a key"),
                    gauge(registry, "sealstead.coverage.bytes", "their bytes of plaintext"),
                    gauge(registry, "sealstead.coverage.uploads", "open uploads under a key"),
                    gauge(
                            registry,
                            "sealstead.coverage.key.since.seconds",
                            "since when there is that version of the key, in seconds of 1970"),
                    gauge(registry, "sealstead.replication.waiting", "versions of a bucket that wait to be replicated"),
                    gauge(registry, "sealstead.replication.versions", "replicas made or changed since the start"),
                    gauge(registry, "sealstead.replication.bytes", "bytes of plaintext written for them"),
                    gauge(registry, "sealstead.replication.failed", "versions that were refused for good"));
        }

        private static MultiGauge gauge(PrometheusMeterRegistry registry, String name, String description) {
            return MultiGauge.builder(name).description(description).register(registry);
        }
    }

    /// One answer after the other, since each replaces the rows of the one before.
    synchronized String text() {
        if (meters == null) {
            meters = Meters.make();
        }
        var counts = counters.read();
        coverage.get()
                .ifPresent(
                        report -> counts.put("coverageEndedSeconds", report.at().getEpochSecond()));
        now = counts;
        now.keySet().forEach(name -> name(meters.registry, name));
        meters.faults.register(
                health.faults().entrySet().stream()
                        .map(PrometheusMetrics::fault)
                        .toList(),
                true);
        meters.kmsCalls.register(kmsCalls(), true);
        jobs(meters);
        coverage(meters);
        replication(meters);
        return meters.registry.scrape(CONTENT_TYPE) + RequestHistogram.text(requests.rows());
    }

    private void name(PrometheusMeterRegistry registry, String name) {
        if (!named.add(name)) {
            return;
        }
        var dotted = "sealstead." + name.replaceAll("([A-Z])", ".$1").toLowerCase(Locale.ROOT);
        if (LEVELS.contains(name) || name.startsWith(SCRUB)) {
            Gauge.builder(dotted, () -> now.getOrDefault(name, 0L)).register(registry);
        } else {
            FunctionCounter.builder(dotted, this, all -> all.now.getOrDefault(name, 0L))
                    .register(registry);
        }
    }

    private static MultiGauge.Row<?> fault(Map.Entry<ServerPart, Health.Fault> fault) {
        return MultiGauge.Row.of(
                Tags.of("part", fault.getKey().label()), fault.getValue().severity() == Health.Severity.FAILED ? 2 : 1);
    }

    private List<MultiGauge.Row<?>> kmsCalls() {
        var sums = new java.util.TreeMap<String, Long>();
        for (var row : ledger.rows()) {
            var entry = row.entry();
            sums.merge(
                    entry.operation() + " " + entry.outcome() + " "
                            + entry.reason().name(),
                    row.calls(),
                    Long::sum);
        }
        var rows = new ArrayList<MultiGauge.Row<?>>();
        sums.forEach((key, calls) -> {
            var words = key.toLowerCase(Locale.ROOT).split(" ", -1);
            rows.add(MultiGauge.Row.of(
                    Tags.of("operation", key.substring(0, key.indexOf(' ')), "outcome", words[1], "reason", words[2]),
                    calls));
        });
        return rows;
    }

    private void jobs(Meters into) {
        var runs = new ArrayList<MultiGauge.Row<?>>();
        var failures = new ArrayList<MultiGauge.Row<?>>();
        var seconds = new ArrayList<MultiGauge.Row<?>>();
        for (var job : jobs.get()) {
            var tags = Tags.of("job", job.name());
            runs.add(MultiGauge.Row.of(tags, job.runs()));
            failures.add(MultiGauge.Row.of(tags, job.failures()));
            seconds.add(MultiGauge.Row.of(tags, job.lastTook().toNanos() / 1e9));
        }
        into.jobRuns.register(runs, true);
        into.jobFailures.register(failures, true);
        into.jobSeconds.register(seconds, true);
    }

    private void coverage(Meters into) {
        var report = coverage.get();
        if (report.isEmpty()) {
            return;
        }
        var versions = new ArrayList<MultiGauge.Row<?>>();
        var bytes = new ArrayList<MultiGauge.Row<?>>();
        var uploads = new ArrayList<MultiGauge.Row<?>>();
        var since = new ArrayList<MultiGauge.Row<?>>();
        long[] other = new long[3];
        for (var row : report.get().rows()) {
            if (versions.size() >= MAX_ROWS) {
                other[0] += row.versions();
                other[1] += row.bytes();
                other[2] += row.uploads();
                continue;
            }
            var tags = tags(
                    row.bucket(),
                    row.protection(),
                    Boolean.toString(row.bucketKey()),
                    row.keyArn(),
                    row.keyMaterialId(),
                    row.serviceKeyId());
            versions.add(MultiGauge.Row.of(tags, row.versions()));
            bytes.add(MultiGauge.Row.of(tags, row.bytes()));
            uploads.add(MultiGauge.Row.of(tags, row.uploads()));
            row.keySince().ifPresent(at -> since.add(MultiGauge.Row.of(tags, at.getEpochSecond())));
        }
        if (report.get().rows().size() > MAX_ROWS) {
            var tags = tags("other", "other", "other", "other", "other", "other");
            versions.add(MultiGauge.Row.of(tags, other[0]));
            bytes.add(MultiGauge.Row.of(tags, other[1]));
            uploads.add(MultiGauge.Row.of(tags, other[2]));
        }
        into.versions.register(versions, true);
        into.bytes.register(bytes, true);
        into.uploads.register(uploads, true);
        into.keySince.register(since, true);
    }

    private void replication(Meters into) {
        var rows = replication.get();
        into.replicationWaiting.register(rows(rows, ReplicationFigures.Row::waiting), true);
        into.replicationVersions.register(rows(rows, ReplicationFigures.Row::replicated), true);
        into.replicationBytes.register(rows(rows, ReplicationFigures.Row::bytes), true);
        into.replicationFailed.register(rows(rows, ReplicationFigures.Row::failed), true);
    }

    private static List<MultiGauge.Row<?>> rows(
            List<ReplicationFigures.Row> rows, ToLongFunction<ReplicationFigures.Row> figure) {
        return rows.stream()
                .<MultiGauge.Row<?>>map(
                        row -> MultiGauge.Row.of(Tags.of("bucket", row.bucket()), figure.applyAsLong(row)))
                .toList();
    }

    private static Tags tags(
            String bucket,
            String protection,
            String bucketKey,
            String keyArn,
            String keyMaterialId,
            String serviceKeyId) {
        return Tags.of(
                "bucket",
                bucket,
                "protection",
                protection,
                "bucket_key",
                bucketKey,
                "kms_key",
                keyArn,
                "key_material_id",
                keyMaterialId,
                "service_key",
                serviceKeyId);
    }
}
