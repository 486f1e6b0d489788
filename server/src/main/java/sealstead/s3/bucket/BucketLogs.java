package sealstead.s3.bucket;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sealstead.s3.RequestLog;
import sealstead.wire.Reply;

/// Looks a request's bucket up once for all who keep something of its requests. What goes wrong there never changes the
/// answer.
public final class BucketLogs implements RequestLog {
    private static final Logger LOG = LoggerFactory.getLogger(BucketLogs.class);

    private final Buckets buckets;
    private final List<BucketLog> logs;

    public BucketLogs(Buckets buckets, List<BucketLog> logs) {
        this.buckets = buckets;
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

    private Optional<Bucket> bucket(Exchange exchange) {
        try {
            var name = exchange.address().map(address -> address.bucket()).orElse("");
            return name.isEmpty() ? Optional.empty() : buckets.find(name);
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
