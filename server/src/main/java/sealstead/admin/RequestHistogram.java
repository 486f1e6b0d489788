package sealstead.admin;

import java.util.List;
import java.util.Locale;
import sealstead.wire.RequestFigures;

/// What is counted of requests, as Prometheus reads it: a histogram by operation, kind of bucket and status. Written
/// here, since the registry knows no histogram whose counts are kept elsewhere.
final class RequestHistogram {
    private static final String SECONDS = "sealstead_request_seconds";
    private static final String RECEIVED = "sealstead_request_received_bytes_total";
    private static final String SENT = "sealstead_request_sent_bytes_total";

    private RequestHistogram() {}

    static String text(List<RequestFigures.Row> rows) {
        if (rows.isEmpty()) {
            return "";
        }
        var text = new StringBuilder(256 * rows.size());
        head(text, SECONDS, "histogram", "requests that were answered, and how long they took to the last byte");
        for (var row : rows) {
            seconds(text, row);
        }
        head(text, RECEIVED, "counter", "bytes of their bodies");
        for (var row : rows) {
            line(text, RECEIVED, labels(row), Long.toString(row.bytesIn()));
        }
        head(text, SENT, "counter", "bytes of the bodies of their answers");
        for (var row : rows) {
            line(text, SENT, labels(row), Long.toString(row.bytesOut()));
        }
        return text.toString();
    }

    private static void seconds(StringBuilder text, RequestFigures.Row row) {
        var labels = labels(row);
        var bounds = RequestFigures.bounds();
        for (int i = 0; i < bounds.size(); i++) {
            line(
                    text,
                    SECONDS + "_bucket",
                    labels + ",le=\"" + bounds.get(i) + "\"",
                    Long.toString(row.upTo().get(i)));
        }
        line(text, SECONDS + "_bucket", labels + ",le=\"+Inf\"", Long.toString(row.count()));
        line(text, SECONDS + "_sum", labels, String.format(Locale.ROOT, "%.6f", row.seconds()));
        line(text, SECONDS + "_count", labels, Long.toString(row.count()));
    }

    /// Names from the tables of operations, which need no escapes.
    private static String labels(RequestFigures.Row row) {
        return "api=\"" + row.api() + "\",bucket_class=\"" + row.bucketClass() + "\",operation=\"" + row.operation()
                + "\",status=\"" + row.status() + "\"";
    }

    private static void head(StringBuilder text, String name, String type, String help) {
        text.append("# HELP ").append(name).append(' ').append(help).append('\n');
        text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    }

    private static void line(StringBuilder text, String name, String labels, String value) {
        text.append(name).append('{').append(labels).append("} ").append(value).append('\n');
    }
}
