package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// What S3 refuses, as the SDK shows it.
final class Refusals {
    private Refusals() {}

    static void assertRefused(int status, String code, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(S3Exception.class, refused -> {
            assertThat(refused.awsErrorDetails().errorCode())
                    .as(refused.getMessage())
                    .isEqualTo(code);
            assertThat(refused.statusCode()).isEqualTo(status);
        });
    }
}
