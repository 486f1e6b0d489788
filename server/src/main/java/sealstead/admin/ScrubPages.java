package sealstead.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.bucket.Buckets;
import sealstead.s3.scrub.FoundDamage;
import sealstead.s3.scrub.Scrub;
import sealstead.wire.Query;

/// A look at everything that is stored, asked for by an operator: begun by one request and followed by others,
/// since it takes as long as it takes.
public final class ScrubPages {
    private final Run run;
    private final Last last;
    private static final int SHOWN = 1000;

    private final Buckets buckets;
    private final FoundDamage damage;
    /// The last one that was asked for.
    private volatile Optional<Scrub.Report> asked = Optional.empty();
    private final AtomicBoolean looking = new AtomicBoolean();
    private final AtomicLong progress = new AtomicLong();
    private volatile String failure = "";

    /// Looks at everything.
    @FunctionalInterface
    public interface Run {
        Scrub.Report look(Scrub.Options options, LongConsumer progress) throws IOException;
    }

    /// The last look at everything that came to its end, in the background or asked for.
    @FunctionalInterface
    public interface Last {
        Optional<Scrub.Report> report();
    }

    public ScrubPages(Run run, Last last, Buckets buckets, FoundDamage damage) {
        this.damage = damage;
        this.run = run;
        this.last = last;
        this.buckets = buckets;
    }

    /// `?bucket=NAME&open=false&kms=true&sample=PERCENT`: begins a look, unless one is under way.
    public JsonNode begin(Query query) throws IOException {
        var options = new Scrub.Options(
                bucketId(query),
                !query.first("open").filter("false"::equals).isPresent(),
                query.first("kms").filter("true"::equals).isPresent(),
                percent(query),
                0);
        if (!looking.compareAndSet(false, true)) {
            throw new IllegalArgumentException("a scrub is under way");
        }
        progress.set(0);
        failure = "";
        asked = Optional.empty();
        Thread.ofPlatform().name("scrub").daemon().start(() -> look(options));
        return show();
    }

    private Optional<String> bucketId(Query query) throws IOException {
        var name = query.first("bucket").filter(given -> !given.isEmpty());
        if (name.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(buckets.find(name.get())
                .map(Bucket::id)
                .orElseThrow(() -> new IllegalArgumentException("there is no bucket of that name")));
    }

    private static double percent(Query query) {
        try {
            double percent = Double.parseDouble(query.first("sample").orElse("100"));
            if (percent >= 0 && percent <= 100) {
                return percent;
            }
        } catch (NumberFormatException malformed) {
            // refused below
        }
        throw new IllegalArgumentException("sample is a number of percent");
    }

    @SuppressWarnings("CatchingUnchecked") // whatever it is, it is what the operator is told
    private void look(Scrub.Options options) {
        try {
            asked = Optional.of(run.look(options, progress::addAndGet));
        } catch (Exception | Error failed) {
            failure = failed.toString();
        } finally {
            looking.set(false);
        }
    }

    /// The damage that looks have found and none has found gone, the oldest first.
    public JsonNode found() {
        var document = JsonNodeFactory.instance.objectNode().put("count", damage.count());
        var shown = document.putArray("damage");
        for (var each : damage.some(SHOWN)) {
            shown.addObject()
                    .put("kind", each.kind().name().toLowerCase(Locale.ROOT))
                    .put("where", each.where())
                    .put("detail", each.detail())
                    .put("since", each.since().toString());
        }
        return document;
    }

    public JsonNode show() {
        var document = JsonNodeFactory.instance
                .objectNode()
                .put("running", looking.get())
                .put("progress", progress.get())
                .put("failure", failure);
        asked.or(last::report).ifPresent(report -> {
            var shown = document.putObject("report")
                    .put("began", report.began().toString())
                    .put("ended", report.ended().toString())
                    .put("whole", report.isWhole())
                    .put("records", report.records())
                    .put("objects", report.objects())
                    .put("parts", report.parts())
                    .put("blobs", report.blobs())
                    .put("opened", report.opened())
                    .put("fromOutside", report.fromOutside())
                    .put("bytes", report.bytes());
            var counts = shown.putObject("counts");
            report.counts().forEach((kind, count) -> counts.put(kind.name().toLowerCase(Locale.ROOT), count));
            var findings = shown.putArray("findings");
            report.findings()
                    .forEach(finding -> findings.addObject()
                            .put("kind", finding.kind().name().toLowerCase(Locale.ROOT))
                            .put("where", finding.where())
                            .put("detail", finding.detail()));
        });
        return document;
    }
}
