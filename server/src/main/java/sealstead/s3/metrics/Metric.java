package sealstead.s3.metrics;

import java.util.Optional;
import sealstead.s3.S3Operation;
import sealstead.s3.trail.RequestLog;

/// What is counted, in the words of S3's request metrics.
enum Metric {
    ALL_REQUESTS("AllRequests"),
    GET_REQUESTS("GetRequests"),
    PUT_REQUESTS("PutRequests"),
    DELETE_REQUESTS("DeleteRequests"),
    HEAD_REQUESTS("HeadRequests"),
    POST_REQUESTS("PostRequests"),
    LIST_REQUESTS("ListRequests"),
    BYTES_DOWNLOADED("BytesDownloaded"),
    BYTES_UPLOADED("BytesUploaded"),
    CLIENT_ERRORS("4xxErrors"),
    SERVER_ERRORS("5xxErrors"),
    /// In milliseconds, of all requests together.
    TOTAL_REQUEST_LATENCY("TotalRequestLatency");

    private final String wireName;

    Metric(String wireName) {
        this.wireName = wireName;
    }

    String wireName() {
        return wireName;
    }

    /// Which kind of requests one is; absent for those that are about the bucket and neither list nor ask whether it is
    /// there.
    static Optional<Metric> ofKind(RequestLog.Exchange exchange) {
        var operation = exchange.operation();
        if (operation.isPresent()) {
            switch (operation.get().kind()) {
                case LIST -> {
                    return Optional.of(LIST_REQUESTS);
                }
                case DELETE -> {
                    return Optional.of(DELETE_REQUESTS);
                }
                case POST -> {
                    return Optional.of(POST_REQUESTS);
                }
                case BY_METHOD -> {}
            }
        }
        var method = exchange.request().method();
        if (method.equals("HEAD")) {
            return Optional.of(HEAD_REQUESTS);
        }
        boolean ofObject = operation.isPresent()
                ? operation.get().level() == S3Operation.Level.OBJECT
                : exchange.address().filter(address -> !address.key().isEmpty()).isPresent();
        return ofObject ? ofMethod(method) : Optional.empty();
    }

    private static Optional<Metric> ofMethod(String method) {
        return switch (method) {
            case "GET" -> Optional.of(GET_REQUESTS);
            case "PUT" -> Optional.of(PUT_REQUESTS);
            case "DELETE" -> Optional.of(DELETE_REQUESTS);
            case "POST" -> Optional.of(POST_REQUESTS);
            default -> Optional.empty();
        };
    }
}
