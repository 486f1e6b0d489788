package sealstead.s3.trail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import sealstead.encryption.EncryptionRequest;
import sealstead.wire.Reply;

/// Remembers of the last writes which protection each got and who chose it: the request, the bucket's default, or the
/// base default that every bucket has.
public final class Protections implements RequestLog {
    private static final int KEPT = 4096;
    private static final int MAX_ARN_CHARACTERS = 256;

    private final Deque<Entry> entries = new ArrayDeque<>();

    private record Entry(String requestId, String text) {}

    @Override
    public Reply answered(Exchange exchange, Reply reply) {
        exchange.known().ifPresent(outer -> {
            var request = outer.notes().form().orElse(outer);
            EncryptionFacts.applied(request, reply).ifPresent(applied -> {
                boolean asked = applied.equals("SSE_C") || request.headers().has(EncryptionRequest.PREFIX);
                var key = reply.headers()
                        .first(EncryptionRequest.KEY_ID)
                        .map(arn -> " under " + (arn.length() <= MAX_ARN_CHARACTERS ? arn : "a key"))
                        .orElse("");
                var bucketKey = reply.headers().has(EncryptionRequest.BUCKET_KEY) ? " with a bucket key" : "";
                var why = asked
                        ? "the request's headers say so"
                        : isConfigured(exchange)
                                ? "the bucket's default encryption says so"
                                : "nothing is configured, and every bucket has SSE-S3 as its base";
                remember(new Entry(outer.id(), applied.replace("Default_", "") + key + bucketKey + ": " + why));
            });
        });
        return reply;
    }

    private static boolean isConfigured(Exchange exchange) {
        try {
            return exchange.foundBucket()
                    .filter(found -> found.encryption().configured())
                    .isPresent();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private synchronized void remember(Entry entry) {
        if (entries.size() == KEPT) {
            entries.removeFirst();
        }
        entries.addLast(entry);
    }

    /// What is known of a request; nothing if it wrote nothing or is too long ago.
    public synchronized List<String> of(String requestId) {
        var found = new ArrayList<String>();
        for (var entry : entries) {
            if (entry.requestId().equals(requestId)) {
                found.add(entry.text());
            }
        }
        return found;
    }
}
