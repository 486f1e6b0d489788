package sealstead.s3.trail;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sealstead.s3.bucket.Bucket;
import sealstead.wire.Reply;

/// Tells all who keep something of the requests to a bucket. What goes wrong there never changes the answer.
public final class BucketLogs implements RequestLog {
    private static final Logger LOG = LoggerFactory.getLogger(BucketLogs.class);

    private final List<BucketLog> logs;

    public BucketLogs(List<BucketLog> logs) {
        this.logs = List.copyOf(logs);
    }

    @Override
    public Reply answered(Exchange exchange, Reply reply) {
        var bucket = bucket(exchange);
        if (bucket.isEmpty()) {
            return reply;
        }
        var told = reply;
        for (var log : logs) {
            try {
                told = log.answered(exchange, bucket.get(), told);
            } catch (IOException | RuntimeException | Error failed) {
                missing(exchange, failed);
            }
        }
        return told;
    }

    private static Optional<Bucket> bucket(Exchange exchange) {
        try {
            return exchange.foundBucket();
        } catch (IOException | RuntimeException | Error failed) {
            missing(exchange, failed);
            return Optional.empty();
        }
    }

    private static void missing(Exchange exchange, Throwable failed) {
        LOG.error(
                "request {} is missing in what is kept of its bucket's requests",
                exchange.request().id(),
                failed);
    }
}
