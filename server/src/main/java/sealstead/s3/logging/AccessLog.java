package sealstead.s3.logging;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.bucket.Buckets;
import sealstead.s3.bucket.DocumentKind;
import sealstead.s3.bucket.Parsed;
import sealstead.s3.trail.BucketLog;
import sealstead.s3.trail.RequestLog;
import sealstead.wire.Reply;

/// Collects the lines of the requests to buckets that want a log, and delivers them every now and then. As with S3,
/// delivery is best effort: lines that were collected when a server is killed are lost.
public final class AccessLog implements BucketLog {
    private static final Logger LOG = LoggerFactory.getLogger(AccessLog.class);
    /// What waits to be delivered, of all accounts and of one bucket: one tenant's requests cost no other's lines.
    private static final long MAX_CHARACTERS = 16L * 1024 * 1024;
    private static final long MAX_CHARACTERS_OF_BUCKET = 4L * 1024 * 1024;

    /// What a bucket costs beside its lines: its record and its target.
    private static final int SOURCE_CHARACTERS = 8 * 1024;

    private final LogWriter writer;
    private final Clock clock;
    private final Parsed<Optional<LoggingTarget>> targets;
    private final Map<Source, Lines> collected = new LinkedHashMap<>();
    private final Shares shares = new Shares(MAX_CHARACTERS);
    private long lost;

    public AccessLog(Buckets buckets, LogWriter writer, Clock clock) {
        this.writer = writer;
        this.clock = clock;
        this.targets = new Parsed<>(buckets, DocumentKind.LOGGING, LoggingConfiguration::target);
    }

    /// What goes into one log.
    private record Source(String bucketId, LoggingTarget target, Optional<Instant> day) {}

    private static final class Lines {
        private Bucket bucket;
        private final List<String> texts = new ArrayList<>();
        private long characters;
        private long lost;

        Lines(Bucket bucket) {
            this.bucket = bucket;
        }
    }

    @Override
    public Reply answered(RequestLog.Exchange exchange, Bucket bucket, Reply reply) throws IOException {
        var target = targets.of(bucket).flatMap(found -> found);
        if (target.isEmpty()) {
            return reply;
        }
        var answered = clock.instant();
        var source = new Source(bucket.id(), target.get(), target.get().day(answered));
        return new LogLine(exchange, reply, bucket, answered).countedReply(text -> collect(source, bucket, text));
    }

    private synchronized void collect(Source source, Bucket bucket, String line) {
        var lines = collected.get(source);
        if (lines == null) {
            if (!shares.take(bucket.owner(), SOURCE_CHARACTERS)) {
                lost++;
                return;
            }
            lines = new Lines(bucket);
            collected.put(source, lines);
        }
        lines.bucket = bucket;
        if (lines.characters + line.length() > MAX_CHARACTERS_OF_BUCKET
                || !shares.take(bucket.owner(), line.length())) {
            lines.lost++;
            return;
        }
        lines.texts.add(line);
        lines.characters += line.length();
    }

    private synchronized Map<Source, Lines> take() {
        var taken = new LinkedHashMap<>(collected);
        collected.clear();
        shares.clear();
        if (lost > 0) {
            LOG.warn("the access logs overflowed; {} lines of further buckets are lost", lost);
            lost = 0;
        }
        return taken;
    }

    /// Writes what was collected into the target buckets.
    public void deliver(LongConsumer progress) {
        take().forEach((source, lines) -> {
            if (lines.lost > 0) {
                LOG.warn("the access log of {} overflowed; {} lines are lost", lines.bucket.name(), lines.lost);
            }
            try {
                if (!lines.texts.isEmpty()) {
                    writer.write(
                            lines.bucket,
                            source.target(),
                            source.target().key(lines.bucket, source.day().orElseGet(clock::instant), writer.unique()),
                            String.join("", lines.texts));
                }
            } catch (IOException | RuntimeException | Error failed) {
                LOG.warn("the access log of {} could not be delivered: {}", lines.bucket.name(), failed.toString());
            }
            progress.accept(lines.texts.size());
        });
    }
}
