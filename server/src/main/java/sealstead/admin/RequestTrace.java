package sealstead.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import sealstead.log.RequestFields;
import sealstead.wire.CallName;
import sealstead.wire.Clipped;
import sealstead.wire.FinishedRequest;
import sealstead.wire.Query;

/// The requests of the last moments, for who watches. Nothing is kept while nobody does, and never more than some MiB.
public final class RequestTrace implements Consumer<FinishedRequest> {
    /// Who watches asks again within this time.
    private static final long WATCHED_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final int MAX_BYTES = 4 * 1024 * 1024;
    /// What one takes beside its texts.
    private static final int OVERHEAD_BYTES = 300;
    private static final int PAGE = 1000;

    private final LongSupplier nanos;
    private final Clock clock;
    private final Deque<Seen> kept = new ArrayDeque<>();
    private volatile long watchedUntil;
    private volatile boolean watched;
    private long last;
    private long bytes;

    /// @param nanos a clock that only goes forward
    public RequestTrace(LongSupplier nanos, Clock clock) {
        this.nanos = nanos;
        this.clock = clock;
    }

    private record Seen(long number, String time, FinishedRequest request) {
        int bytes() {
            return OVERHEAD_BYTES
                    + 2 * (request.path().length() + request.call().principal().length());
        }
    }

    @Override
    public void accept(FinishedRequest request) {
        if (watched && !isOwn(request.call())) {
            keep(request);
        }
    }

    /// Who watches would see little but that somebody watches.
    private static boolean isOwn(CallName call) {
        return call.api().equals(AdminOperation.SERVICE)
                && (call.operation().isEmpty() || call.operation().equals(AdminOperation.TRACE_REQUESTS.wireName()));
    }

    private synchronized void keep(FinishedRequest request) {
        if (nanos.getAsLong() - watchedUntil > 0) {
            watched = false;
            kept.clear();
            bytes = 0;
            return;
        }
        var seen = new Seen(++last, clock.instant().toString(), request);
        kept.addLast(seen);
        bytes += seen.bytes();
        while (bytes > MAX_BYTES) {
            bytes -= kept.removeFirst().bytes();
        }
    }

    /// `?after=NUMBER` and what a request must be: `api`, `operation`, `status` (`404`, `4xx`, `failed`),
    /// `principal` and `path` (what they contain), `slower` (in milliseconds). The first question begins the
    /// watch.
    JsonNode show(Query query) {
        var wanted = filter(query);
        long after = query.first("after").map(RequestTrace::number).orElse(Long.MAX_VALUE);
        var document = JsonNodeFactory.instance.objectNode();
        var rows = document.putArray("requests");
        var found = new ArrayList<Seen>();
        long next;
        long missed;
        synchronized (this) {
            watchedUntil = nanos.getAsLong() + WATCHED_NANOS;
            watched = true;
            long oldest = kept.isEmpty() ? last + 1 : kept.getFirst().number();
            missed = after == Long.MAX_VALUE ? 0 : Math.max(0, oldest - after - 1);
            next = last;
            for (var seen : kept) {
                if (seen.number() > after && wanted.test(seen.request())) {
                    if (found.size() == PAGE) {
                        next = found.getLast().number();
                        break;
                    }
                    found.add(seen);
                }
            }
        }
        for (var seen : found) {
            RequestFields.addTo(rows.addObject().put("time", seen.time()), seen.request());
        }
        return document.put("next", next).put("missed", missed);
    }

    private static long number(String text) {
        if (!text.matches("[0-9]{1,18}")) {
            throw new IllegalArgumentException("not a number: " + Clipped.of(text, 32));
        }
        return Long.parseLong(text);
    }

    private static Predicate<FinishedRequest> filter(Query query) {
        Predicate<FinishedRequest> all = request -> true;
        var api = value(query, "api");
        if (api != null) {
            all = all.and(request -> request.call().api().equals(api));
        }
        var operation = value(query, "operation");
        if (operation != null) {
            all = all.and(request -> request.call().operation().equalsIgnoreCase(operation));
        }
        var principal = value(query, "principal");
        if (principal != null) {
            all = all.and(request -> request.call().principal().contains(principal));
        }
        var path = value(query, "path");
        if (path != null) {
            all = all.and(request -> request.path().contains(path));
        }
        var slower = value(query, "slower");
        if (slower != null) {
            long least = TimeUnit.MILLISECONDS.toNanos(number(slower));
            all = all.and(request -> request.nanos() >= least);
        }
        var status = value(query, "status");
        return status == null ? all : all.and(ofStatus(status.toLowerCase(Locale.ROOT)));
    }

    private static Predicate<FinishedRequest> ofStatus(String status) {
        if (status.equals("failed")) {
            return request -> request.status() >= 400;
        }
        if (status.matches("[1-5]xx")) {
            int hundreds = status.charAt(0) - '0';
            return request -> request.status() / 100 == hundreds;
        }
        if (status.matches("[1-5][0-9]{2}")) {
            int wanted = Integer.parseInt(status);
            return request -> request.status() == wanted;
        }
        throw new IllegalArgumentException("a status is a number, a class such as 4xx, or failed");
    }

    private static @Nullable String value(Query query, String name) {
        return query.first(name).filter(text -> !text.isEmpty()).orElse(null);
    }
}
