package sealstead.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/// Whose word is taken for who the client is.
final class TrustedProxiesTest {
    private static final TrustedProxies PROXIES = TrustedProxies.parse("10.0.0.0/8, 2001:db8::1");

    @Test
    void a_client_cannot_choose_its_own_address() {
        assertThat(PROXIES.client("203.0.113.7", List.of("192.0.2.1"))).isEqualTo("203.0.113.7");
        assertThat(TrustedProxies.parse("").client("10.0.0.1", List.of("192.0.2.1")))
                .isEqualTo("10.0.0.1");
        // What it wrote itself stands before what the proxy has added.
        assertThat(PROXIES.client("10.0.0.1", List.of("192.0.2.1, 203.0.113.7")))
                .isEqualTo("203.0.113.7");
        assertThat(PROXIES.client("10.0.0.1", List.of("192.0.2.1", "203.0.113.7")))
                .isEqualTo("203.0.113.7");
    }

    @Test
    void the_client_stands_behind_all_trusted_proxies() {
        assertThat(PROXIES.client("10.0.0.1", List.of("203.0.113.7, 10.2.3.4, 2001:db8::1")))
                .isEqualTo("203.0.113.7");
        assertThat(PROXIES.client("::ffff:10.0.0.1", List.of("203.0.113.7"))).isEqualTo("203.0.113.7");
        assertThat(PROXIES.client("10.0.0.1", List.of("10.0.0.2, 10.0.0.3"))).isEqualTo("10.0.0.2");
        assertThat(PROXIES.client("10.0.0.1", List.of())).isEqualTo("10.0.0.1");
    }

    @Test
    void what_is_no_address_ends_the_search() {
        assertThat(PROXIES.client("10.0.0.1", List.of("203.0.113.7, unknown, 10.0.0.2")))
                .isEqualTo("10.0.0.2");
        assertThat(PROXIES.client("10.0.0.1", List.of("10.0.0.0/8"))).isEqualTo("10.0.0.1");
        assertThat(PROXIES.client("10.0.0.1", List.of("localhost"))).isEqualTo("10.0.0.1");
    }

    @Test
    void a_list_with_something_else_in_it_is_refused() {
        assertThatThrownBy(() -> TrustedProxies.parse("10.0.0.0/8, proxy.example"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("proxy.example");
    }
}
