package sealstead.batch;

import java.util.List;
import sealstead.s3.S3Error;
import sealstead.s3.door.OwnCalls;
import sealstead.wire.Clipped;

/// What became of a task, as the report tells it.
///
/// @param status as of HTTP
/// @param code S3's code of the error, or empty
record TaskResult(boolean succeeded, int status, String code, String message) {
    private static final List<String> THROTTLED =
            List.of("SlowDown", "ServiceUnavailable", "ThrottlingException", "KMS.ThrottlingException");
    private static final int MAX_MESSAGE_CHARACTERS = 1024;

    TaskResult {
        message = Clipped.of(message, MAX_MESSAGE_CHARACTERS);
    }

    static TaskResult well(String message) {
        return new TaskResult(true, 200, "", message);
    }

    static TaskResult failed(int status, String code, String message) {
        return new TaskResult(false, status, code, message);
    }

    /// What an answer in XML came to.
    static TaskResult of(OwnCalls.Answer ended) {
        if (ended.isWell()) {
            return well("Successful");
        }
        // A failure that came after the answer had begun has the status that the answer began with.
        int status = ended.status() < 300 ? S3Error.status(ended.code()) : ended.status();
        return failed(status, ended.code(), ended.message());
    }

    /// Whether it may go better soon.
    boolean isPassing() {
        return !succeeded && (status == 503 || status == 500 || isThrottled());
    }

    /// Whether a limit of S3's or of the KMS was met, which passes when others take less.
    boolean isThrottled() {
        return !succeeded && THROTTLED.contains(code);
    }
}
