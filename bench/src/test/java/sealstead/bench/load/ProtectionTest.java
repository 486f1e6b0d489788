package sealstead.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Under which names an answer lets an object be measured.
class ProtectionTest {
    private static final String SSE = "x-amz-server-side-encryption";

    @Test
    void an_answer_that_says_nothing_is_only_a_default() {
        assertThat(metBy(Map.of())).containsExactly(Mode.DEFAULT);
    }

    @Test
    void each_protection_is_measured_under_its_own_name() {
        assertThat(metBy(Map.of(SSE, "AES256"))).containsExactly(Mode.DEFAULT, Mode.SSE_S3);
        assertThat(metBy(Map.of(SSE, "aws:kms:dsse"))).containsExactly(Mode.DEFAULT, Mode.DSSE_KMS);
        assertThat(metBy(Map.of(SSE + "-customer-algorithm", "AES256"))).containsExactly(Mode.DEFAULT, Mode.SSE_C);
    }

    @Test
    void a_server_that_ignores_the_wish_for_a_bucket_key_is_not_measured_as_if_it_had_one() {
        assertThat(metBy(Map.of(SSE, "aws:kms"))).containsExactly(Mode.DEFAULT, Mode.SSE_KMS);
        assertThat(metBy(Map.of(SSE, "aws:kms", SSE + "-bucket-key-enabled", "true")))
                .containsExactly(Mode.DEFAULT, Mode.SSE_KMS_BUCKET_KEY);
    }

    private static List<Mode> metBy(Map<String, String> headers) {
        var said = Protection.in(headers);
        return Arrays.stream(Mode.values()).filter(mode -> mode.isMetBy(said)).toList();
    }
}
