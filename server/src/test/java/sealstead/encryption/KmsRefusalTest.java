package sealstead.encryption;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sealstead.kms.KmsException;
import sealstead.wire.ErrorRow;

/// What a caller cannot mend is a 503 that clients try again; what he can says what it is.
final class KmsRefusalTest {
    @ParameterizedTest
    @CsvSource({
        "503,ServiceUnavailable,503",
        "500,KMSInternalException,503",
        "500,KeyUnavailableException,503",
        "503,DependencyTimeoutException,503",
        "500,SomethingNewException,503",
        "400,ThrottlingException,503",
        "400,DisabledException,400",
        "400,NotFoundException,400",
        "400,KMSInvalidStateException,400",
        "400,AccessDeniedException,403"
    })
    void the_status_says_whether_it_passes(int status, String code, int seen) {
        var refusal = KmsRefusal.of(new KmsException(new ErrorRow.Relayed(status, code, ""), "why"));
        assertThat(refusal.status()).isEqualTo(seen);
        if (seen == 400) {
            assertThat(refusal.code()).isEqualTo("KMS." + code);
        }
    }
}
