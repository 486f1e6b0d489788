package sealstead.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Header fields, from wherever they come.
final class HeadersTest {
    @Test
    void names_are_found_in_lower_case_and_values_in_their_order() {
        var headers =
                new Headers().add("X-Amz-Meta-A", "1").add("x-amz-meta-a", "2").add("Host", "h");
        assertThat(headers.all("x-amz-meta-a")).containsExactly("1", "2");
        assertThat(headers.first("x-amz-meta-a")).contains("1");
        assertThat(headers.has("Host")).isFalse();
        assertThat(headers.size()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nset-cookie: b", "a\nb", "a\rb", "a\u0000b"})
    void no_value_splits_a_header(String value) {
        assertThatThrownBy(() -> new Headers().add("location", value)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a:b", "a\tb", "é", "a\r", "(a)", "\u0130"})
    void no_name_is_other_than_a_token(String name) {
        assertThatThrownBy(() -> new Headers().add(name, "value")).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "'', 7, 7",
        "5, 7, 5",
        "'', '', 0",
        "x, 7, 0",
        "-5, 7, 0",
        "999999999999999999, 7, 999999999999999999",
        "1000000000000000000, 7, 0"
    })
    void the_length_without_framing_counts_where_it_is_said(String decoded, String whole, long bytes) {
        var headers = new Headers();
        if (!decoded.isEmpty()) {
            headers.add("x-amz-decoded-content-length", decoded);
        }
        if (!whole.isEmpty()) {
            headers.add("content-length", whole);
        }
        assertThat(headers.declaredBytes()).isEqualTo(bytes);
    }
}
