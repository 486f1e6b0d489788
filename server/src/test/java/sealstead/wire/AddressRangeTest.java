package sealstead.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Ranges of addresses, as policies and trusted proxies name them.
final class AddressRangeTest {
    private static boolean contains(String range, String address) {
        return AddressRange.parse(range)
                .orElseThrow()
                .contains(AddressRange.parse(address).orElseThrow());
    }

    @ParameterizedTest
    @CsvSource({
        "203.0.113.0/24, 203.0.113.0, 203.0.113.255, 203.0.114.0",
        "203.0.113.64/26, 203.0.113.64, 203.0.113.127, 203.0.113.128",
        "198.51.100.7, 198.51.100.7, 198.51.100.7, 198.51.100.6",
        "128.0.0.0/1, 128.0.0.0, 255.255.255.255, 127.255.255.255",
        "2001:db8::/32, 2001:db8::, 2001:db8:ffff:ffff:ffff:ffff:ffff:ffff, 2001:db9::",
        "2001:db8::/65, 2001:db8::1, 2001:db8::7fff:ffff:ffff:ffff, 2001:db8::8000:0:0:0",
        "2001:db8::/128, 2001:db8::, 2001:db8:0::0, 2001:db8::1"
    })
    void a_range_ends_where_its_bits_say(String range, String first, String last, String beyond) {
        assertThat(contains(range, first)).isTrue();
        assertThat(contains(range, last)).isTrue();
        assertThat(contains(range, beyond)).isFalse();
    }

    @Test
    void ranges_of_no_bits_have_all_addresses_of_their_kind_and_none_of_the_other() {
        assertThat(contains("0.0.0.0/0", "255.0.0.1")).isTrue();
        assertThat(contains("::/0", "ffff::1")).isTrue();
        assertThat(contains("0.0.0.0/0", "::1")).isFalse();
        assertThat(contains("::/0", "127.0.0.1")).isFalse();
    }

    @Test
    void an_ipv4_address_is_the_same_however_it_is_written() {
        assertThat(contains("203.0.113.0/24", "::ffff:203.0.113.7")).isTrue();
        assertThat(contains("::ffff:203.0.113.0/120", "203.0.113.7")).isTrue();
        assertThat(contains("::ffff:203.0.113.0/120", "203.0.114.7")).isFalse();
        assertThat(AddressRange.parse("::ffff:cb00:7107")).isEqualTo(AddressRange.parse("203.0.113.7"));
        // Wider than IPv4 itself, it is no range of IPv4.
        assertThat(contains("::ffff:0.0.0.0/95", "203.0.113.7")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1.2.3",
                "1.2.3.4.5",
                "256.0.0.1",
                "1.2.3.-4",
                "01234.0.0.1",
                "1.2.3.4/33",
                "1.2.3.4/",
                "1.2.3.4/-1",
                "::1/129",
                ":::",
                "1::2::3",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "1:2:3:4:5:6:7::8",
                "12345::",
                "g::",
                "1:2:3:4:5:6:7:1.2.3.4",
                "::1.2.3.256",
                "localhost",
                "١.2.3.4"
            })
    void what_is_no_address_is_none(String text) {
        assertThat(AddressRange.parse(text)).isEmpty();
    }
}
