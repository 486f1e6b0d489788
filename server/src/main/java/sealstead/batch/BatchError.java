package sealstead.batch;

import sealstead.wire.ErrorRow;

/// The exceptions of Batch Operations in AWS's model of S3 Control.
public enum BatchError implements ErrorRow {
    BAD_REQUEST(400, "BadRequestException", "The request is not valid."),
    IDEMPOTENCY(
            400,
            "IdempotencyException",
            "A job with this client request token exists, and it was made by another request."),
    INVALID_NEXT_TOKEN(400, "InvalidNextTokenException", "The next token is not valid."),
    INVALID_REQUEST(400, "InvalidRequestException", "The request is not valid."),
    JOB_STATUS(400, "JobStatusException", "The job's status does not allow the requested change."),
    NOT_FOUND(404, "NotFoundException", "The specified job does not exist."),
    TOO_MANY_REQUESTS(429, "TooManyRequestsException", "The account has too many unfinished jobs."),
    TOO_MANY_TAGS(400, "TooManyTagsException", "A job can have 50 tags at most.");

    private final Columns columns;

    BatchError(int status, String code, String message) {
        this.columns = new Columns(status, code, message);
    }

    @Override
    public Columns columns() {
        return columns;
    }
}
