package sealstead.admin;

import sealstead.wire.ErrorRow;

/// What administration refuses.
enum AdminError implements ErrorRow {
    ACCESS_DENIED(403, "AccessDenied", ""),
    INVALID_ARGUMENT(400, "InvalidArgument", ""),
    MALFORMED_QUERY(400, "MalformedQueryString", "the query is malformed"),
    MISDIRECTED(
            421,
            "MisdirectedRequest",
            "administration is asked by address, or by a name that admin.host-names or base-domains has"),
    NOTHING(404, "InvalidAction", "there is nothing of that name"),
    TOO_LARGE(413, "RequestEntityTooLarge", ""),
    UNPROVEN(
            403,
            "MissingAuthenticationToken",
            "administration needs a signature for the service sealstead, a proof that you hold the root key, or a token,"
                    + " over loopback or TLS"),
    UNTOLD(
            503,
            "ServiceUnavailable",
            "the audit trail cannot be written, and so nothing is changed that it would not tell"),
    UNAVAILABLE(503, "ServiceUnavailable", "the store cannot do this now; health/ready tells why"),
    INTERNAL(500, "InternalFailure", "internal error");

    private final Columns columns;

    AdminError(int status, String code, String message) {
        this.columns = new Columns(status, code, message);
    }

    @Override
    public Columns columns() {
        return columns;
    }
}
