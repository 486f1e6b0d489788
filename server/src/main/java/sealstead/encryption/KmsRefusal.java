package sealstead.encryption;

import sealstead.kms.KmsException;
import sealstead.wire.ErrorRow;
import sealstead.wire.Refusal;

/// A KMS failure as S3 shows it: what the caller can mend as `KMS.<name>`, what passes as 503, and a
/// denial as a denial.
final class KmsRefusal {
    private KmsRefusal() {}

    static Refusal of(KmsException failure) {
        return switch (failure.code()) {
            case "AccessDeniedException" ->
                failure.message().isEmpty()
                        ? EncryptionError.ACCESS_DENIED.refusal()
                        : EncryptionError.ACCESS_DENIED.saying(failure.message());
            case "ThrottlingException", "LimitExceededException" ->
                EncryptionError.KMS_BUSY.refusal().header("retry-after", "1");
            case "KMSInternalException", "KeyUnavailableException", "DependencyTimeoutException" ->
                EncryptionError.KMS_UNAVAILABLE.refusal().header("retry-after", "1");
            default ->
                failure.status() >= 500
                        ? EncryptionError.KMS_UNAVAILABLE.refusal().header("retry-after", "1")
                        : new ErrorRow.Relayed(400, "KMS." + failure.code(), failure.message()).refusal();
        };
    }
}
