package sealstead.batch;

/// A manifest that no job can be made of; the job fails with it.
final class ManifestException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String code;
    private final String reason;

    ManifestException(String code, String reason) {
        super(reason, null, false, false);
        this.code = code;
        this.reason = reason;
    }

    BatchJob.Failure failure() {
        return new BatchJob.Failure(code, reason);
    }
}
