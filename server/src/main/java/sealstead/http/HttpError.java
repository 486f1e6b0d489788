package sealstead.http;

import sealstead.wire.ErrorRow;

/// What is refused before a door is asked, or while a body is on its way, in S3's words.
enum HttpError implements ErrorRow {
    BAD_REQUEST(400, "BadRequest", HttpError.UNREADABLE),
    INVALID_REQUEST(400, "InvalidRequest", HttpError.UNREADABLE),
    INVALID_URI(400, "InvalidURI", "Couldn't parse the specified URI."),
    INCOMPLETE_BODY(
            400,
            "IncompleteBody",
            "You did not provide the number of bytes specified by the Content-Length HTTP header"),
    REQUEST_TIMEOUT(
            400,
            "RequestTimeout",
            "Your socket connection to the server was not read from or written to within the timeout period. Idle"
                    + " connections will be closed."),
    HEADER_TOO_LARGE(
            400, "RequestHeaderSectionTooLarge", "Your request header section exceeds the maximum allowed size."),
    INTERNAL_ERROR(500, "InternalError", "We encountered an internal error. Please try again."),
    NOT_IMPLEMENTED(501, "NotImplemented", HttpError.UNREADABLE),
    SLOW_DOWN(503, "SlowDown", "Please reduce your request rate.");

    private static final String UNREADABLE = "An error occurred when parsing the HTTP request.";

    private final Columns columns;

    HttpError(int status, String code, String message) {
        this.columns = new Columns(status, code, message);
    }

    @Override
    public Columns columns() {
        return columns;
    }
}
