package sealstead.s3.logging;

import java.io.IOException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sealstead.s3.RequestLog;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.bucket.BucketLog;
import sealstead.s3.bucket.Buckets;
import sealstead.s3.bucket.DocumentKind;
import sealstead.s3.bucket.Parsed;
import sealstead.wire.Reply;

/// Collects the lines of the requests to buckets that want a log, and delivers them every now and then. As with S3,
/// delivery is best effort: lines that were collected when a server is killed are lost.
public final class AccessLog implements BucketLog {
    private static final Logger LOG = LoggerFactory.getLogger(AccessLog.class);
    private static final int MOST_LINES = 100_000;
    private static final DateTimeFormatter SECOND =
            DateTimeFormatter.ofPattern("yyyy-MM-dd-HH-mm-ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final LogWriter writer;
    private final Clock clock;
    private final Parsed<Optional<LoggingTarget>> targets;
    private final Map<Source, List<String>> collected = new LinkedHashMap<>();
    private int lines;

    public AccessLog(Buckets buckets, LogWriter writer, Clock clock) {
        this.writer = writer;
        this.clock = clock;
        this.targets = new Parsed<>(buckets, DocumentKind.LOGGING, LoggingConfiguration::target);
    }

    private record Source(Bucket bucket, LoggingTarget target) {}

    @Override
    public Reply answered(RequestLog.Exchange exchange, Bucket bucket, Reply reply) throws IOException {
        var target = targets.of(bucket).flatMap(found -> found);
        if (target.isEmpty()) {
            return reply;
        }
        var source = new Source(bucket, target.get());
        return new LogLine(exchange, reply, bucket, clock.instant()).countedReply(text -> collect(source, text));
    }

    private synchronized void collect(Source source, String line) {
        if (lines == MOST_LINES) {
            LOG.warn(
                    "the access log of {} overflows; a line is lost",
                    source.bucket().name());
            return;
        }
        collected.computeIfAbsent(source, key -> new ArrayList<>()).add(line);
        lines++;
    }

    private synchronized Map<Source, List<String>> take() {
        var taken = new LinkedHashMap<>(collected);
        collected.clear();
        lines = 0;
        return taken;
    }

    /// Writes what was collected into the target buckets.
    public void deliver() {
        take().forEach((source, text) -> {
            try {
                writer.write(source.bucket(), source.target().bucket(), key(source), String.join("", text));
            } catch (IOException | RuntimeException failed) {
                LOG.warn(
                        "the access log of {} could not be delivered: {}",
                        source.bucket().name(),
                        failed.toString());
            }
        });
    }

    /// `prefix` and time, and between them, if asked for, where it comes from.
    private String key(Source source) {
        var now = clock.instant();
        var time = SECOND.format(now);
        var unique = writer.unique();
        var target = source.target();
        if (!target.partitioned()) {
            return target.prefix() + time + "-" + unique;
        }
        var bucket = source.bucket();
        return target.prefix() + bucket.owner() + "/" + bucket.region() + "/" + bucket.name() + "/"
                + time.substring(0, 4) + "/" + time.substring(5, 7) + "/" + time.substring(8, 10) + "/" + time + "-"
                + unique;
    }
}
