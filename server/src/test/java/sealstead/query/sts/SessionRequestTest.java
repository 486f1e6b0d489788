package sealstead.query.sts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import sealstead.wire.Refusal;

/// The parameters that all requests for temporary credentials share.
final class SessionRequestTest {
    @Test
    void a_text_that_is_too_long_or_too_short_is_repeated() {
        assertThat(SessionRequest.text("name", "RoleSessionName", 2, 4)).isEqualTo("name");
        assertThatThrownBy(() -> SessionRequest.text("n", "RoleSessionName", 2, 4))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("'n'")
                .hasMessageContaining("greater than or equal to 2");
        assertThatThrownBy(() -> SessionRequest.text("names", "RoleSessionName", 2, 4))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("'names'")
                .hasMessageContaining("less than or equal to 4");
    }

    @Test
    void no_session_is_shorter_than_a_quarter_of_an_hour() {
        assertThat(Duration.ofSeconds(SessionRequest.MIN_SECONDS)).isEqualTo(Duration.ofMinutes(15));
    }
}
