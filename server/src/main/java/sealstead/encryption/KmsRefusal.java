package sealstead.encryption;

import sealstead.kms.KmsException;
import sealstead.wire.Refusal;

/// A KMS failure as S3 shows it: what the caller can mend as `KMS.<name>`, what passes as 503, and a
/// denial as a denial.
final class KmsRefusal {
    private KmsRefusal() {}

    static Refusal of(KmsException failure) {
        return switch (failure.code()) {
            case "AccessDeniedException" ->
                new Refusal(403, "AccessDenied", failure.message().isEmpty() ? "Access Denied" : failure.message());
            case "ThrottlingException", "LimitExceededException" ->
                new Refusal(503, "SlowDown", "Please reduce your request rate.").header("retry-after", "1");
            case "KMSInternalException", "KeyUnavailableException", "DependencyTimeoutException" ->
                EncryptionError.KMS_UNAVAILABLE.refusal().header("retry-after", "1");
            default ->
                failure.status() >= 500
                        ? EncryptionError.KMS_UNAVAILABLE.refusal().header("retry-after", "1")
                        : new Refusal(400, "KMS." + failure.code(), failure.message());
        };
    }
}
