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
        var text = new StringBuilder(160)
                .append(request.id())
                .append(' ')
                .append(request.address())
                .append(' ')
                .append(call.principal().isEmpty() ? "-" : call.principal())
                .append(' ')
                .append(request.method())
                .append(' ')
                .append(request.path())
                .append(' ')
                .append(call.api().isEmpty() ? "-" : call.api())
                .append(' ')
                .append(call.operation().isEmpty() ? "-" : call.operation())
                .append(' ')
                .append(request.status())
                .append(' ')
                .append(call.error().isEmpty() ? "-" : call.error())
                .append(' ')
                .append(String.format(Locale.ROOT, "%.1fms", request.nanos() / 1e6))
                .append(" in ")
                .append(request.bytesIn())
                .append(" out ")
                .append(request.bytesOut());
        return Printable.of(text.toString());
    }
}
