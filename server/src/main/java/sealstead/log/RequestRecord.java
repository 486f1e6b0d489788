package sealstead.log;

import java.util.Locale;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import sealstead.wire.FinishedRequest;
import sealstead.wire.Printable;

/// The line of one request. Each is told, however many are alike.
final class RequestRecord extends LogRecord {
    private static final long serialVersionUID = 1;
    static final String LOGGER = "sealstead.request";

    private final transient FinishedRequest request;

    RequestRecord(FinishedRequest request) {
        super(Level.INFO, text(request));
        setLoggerName(LOGGER);
        this.request = request;
    }

    FinishedRequest request() {
        return request;
    }

    private static String text(FinishedRequest request) {
        var call = request.call();
        return Printable.of(String.format(
                Locale.ROOT,
                "%s %s %s %s %s %s %s %d %s %.1fms in %d out %d",
                request.id(),
                request.address(),
                shown(call.principal()),
                request.method(),
                request.path(),
                shown(call.api()),
                shown(call.operation()),
                request.status(),
                shown(call.error()),
                request.nanos() / 1e6,
                request.bytesIn(),
                request.bytesOut()));
    }

    private static String shown(String text) {
        return text.isEmpty() ? "-" : text;
    }
}
