package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// What S3 refuses, as the SDK shows it.
final class Refusals {
    private Refusals() {}

    static void assertRefused(int status, String code, ThrowingCallable call) {
        assertThatThrownBy(() -> heard(call)).isInstanceOfSatisfying(S3Exception.class, refused -> {
            assertThat(refused.awsErrorDetails().errorCode())
                    .as(refused.getMessage())
                    .isEqualTo(code);
            assertThat(refused.statusCode()).isEqualTo(status);
        });
    }

    /// A refused body is not read to its end, so that a client which is still sending may find its pipe broken before
    /// it hears why; then it asks again.
    private static void heard(ThrowingCallable call) throws Throwable {
        for (int tries = 1; ; tries++) {
            try {
                call.call();
                return;
            } catch (SdkClientException unheard) {
                var why = String.valueOf(unheard.getMessage());
                boolean pipe = why.contains("Broken pipe") || why.contains("Connection reset");
                if (!pipe || tries == 5) {
                    throw unheard;
                }
            }
        }
    }
}
