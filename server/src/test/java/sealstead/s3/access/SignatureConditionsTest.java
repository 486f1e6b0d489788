package sealstead.s3.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sealstead.iam.Caller;
import sealstead.iam.RequestContext;
import sealstead.wire.Headers;
import sealstead.wire.Request;

/// The condition keys that say how a request came.
final class SignatureConditionsTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:10Z");

    private static RequestContext context(Optional<Instant> signed) {
        return new RequestContext(
                "1",
                Caller.Principal.root("111122223333", "AKID"),
                new Request.Peer("192.0.2.1", true, false, "TLSv1.3", "TLS_AES_128_GCM_SHA256"),
                new Headers(),
                NOW,
                "us-east-1",
                new RequestContext.SignatureFacts("AWS4-HMAC-SHA256", "REST-HEADER", signed));
    }

    @ParameterizedTest
    @CsvSource({"signatureversion, AWS4-HMAC-SHA256", "authtype, REST-HEADER", "signatureage, 10000", "tlsversion, 1.3"
    })
    void each_key_has_its_value(String name, String value) {
        assertThat(SignatureConditions.value(context(Optional.of(NOW.minusSeconds(10))), name))
                .contains(value);
    }

    @Test
    void what_a_request_has_not_has_no_value() {
        assertThat(SignatureConditions.value(context(Optional.empty()), "signatureage"))
                .isEmpty();
        assertThat(SignatureConditions.value(context(Optional.empty()), "anotherkey"))
                .isEmpty();
        var job = RequestContext.ofJob(Caller.Principal.root("111122223333", "AKID"), NOW, "us-east-1");
        assertThat(SignatureConditions.value(job, "tlsversion")).isEmpty();
        assertThat(SignatureConditions.value(job, "authtype")).isEmpty();
    }
}
