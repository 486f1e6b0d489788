package sealstead.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import sealstead.s3.object.Scrub;
import sealstead.wire.Query;

/// A look at everything that is stored, asked for by an operator: begun by one request and followed by others, since it
/// takes as long as it takes.
public final class ScrubPages {
    private final Run run;
    private final Last last;
    private final AtomicBoolean looking = new AtomicBoolean();
    private final AtomicLong progress = new AtomicLong();
    private volatile String failure = "";

    /// Looks at everything.
    @FunctionalInterface
    public interface Run {
        void look(Scrub.Options options, LongConsumer progress) throws IOException;
    }

    /// The last look that came to its end, in the background or asked for.
    @FunctionalInterface
    public interface Last {
        Optional<Scrub.Report> report();
    }

    public ScrubPages(Run run, Last last) {
        this.run = run;
        this.last = last;
    }

    /// `?open=false&kms=true`: begins a look, unless one is under way.
    public JsonNode begin(Query query) {
        var options = new Scrub.Options(
                !query.first("open").filter("false"::equals).isPresent(),
                query.first("kms").filter("true"::equals).isPresent(),
                0);
        if (!looking.compareAndSet(false, true)) {
            throw new IllegalArgumentException("a scrub is under way");
        }
        progress.set(0);
        failure = "";
        Thread.ofPlatform().name("scrub").daemon().start(() -> look(options));
        return show();
    }

    @SuppressWarnings("CatchingUnchecked") // whatever it is, it is what the operator is told
    private void look(Scrub.Options options) {
        try {
            run.look(options, progress::addAndGet);
        } catch (Exception | Error failed) {
            failure = failed.toString();
        } finally {
            looking.set(false);
        }
    }

    public JsonNode show() {
        var document = JsonNodeFactory.instance
                .objectNode()
                .put("running", looking.get())
                .put("progress", progress.get())
                .put("failure", failure);
        last.report().ifPresent(report -> {
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
