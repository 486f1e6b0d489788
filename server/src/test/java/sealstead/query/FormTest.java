package sealstead.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sealstead.wire.Query;
import sealstead.wire.Refusal;

/// How the parameters of a call are read.
final class FormTest {
    private static Form form(String text) {
        return Form.of(Query.parse(text).orElseThrow());
    }

    private static void refused(ThrowingCallable call, String code) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        Refusal.class, refused -> assertThat(refused.code()).isEqualTo(code));
    }

    @Test
    void a_list_ends_where_a_number_is_missing() {
        assertThat(form("A.member.1=x&A.member.2=y&A.member.4=z").list("A")).containsExactly("x", "y");
        assertThat(form("A=x").list("A")).isEmpty();
    }

    @Test
    void structures_of_a_list_are_forms_of_their_own() {
        var records = form("L.member.2.Key=b&L.member.1.Key=a&L.member.1.Value=1&L.member.3=no")
                .records("L");
        assertThat(records).extracting(record -> record.required("Key")).containsExactly("a", "b");
        assertThat(records.getFirst().text("Value")).contains("1");
        assertThat(records.getLast().text("Value")).isEmpty();
    }

    @Test
    void of_a_parameter_that_stands_twice_the_first_counts() {
        assertThat(form("A=first&A=second").required("A")).isEqualTo("first");
    }

    @Test
    void what_is_required_is_refused_where_it_is_missing() {
        refused(() -> form("B=x").required("A"), "ValidationError");
        refused(() -> form("A=").required("A", 1, 10), "ValidationError");
        refused(() -> form("A=12345678901").required("A", 1, 10), "ValidationError");
        assertThat(form("A=1234567890").required("A", 1, 10)).isEqualTo("1234567890");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a/b", "a*b", "\u00e4"})
    void a_name_has_the_characters_that_names_have(String name) {
        var encoded = java.net.URLEncoder.encode(name, java.nio.charset.StandardCharsets.UTF_8);
        refused(() -> form("UserName=" + encoded).name("UserName", 64), "ValidationError");
        assertThat(form("UserName=a%2B%3D%2C.%40_-9").name("UserName", 64)).isEqualTo("a+=,.@_-9");
    }

    @ParameterizedTest
    @CsvSource({"/a/, true", "/, true", "/a/b/, true", "a/, false", "/a, false", "/a//b/, false", "/a%20b/, false"})
    void a_path_begins_and_ends_with_a_slash(String path, boolean right) {
        if (right) {
            assertThat(form("Path=" + path).path("Path")).isEqualTo(path);
        } else {
            refused(() -> form("Path=" + path).path("Path"), "ValidationError");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1, ''",
        "10, ''",
        "0, ValidationError",
        "11, ValidationError",
        "x, MalformedInput",
        "1.5, MalformedInput"
    })
    void a_number_is_within_its_bounds(String number, String code) {
        var form = form("N=" + number);
        if (code.isEmpty()) {
            assertThat(form.number("N", 5, 1, 10)).isEqualTo(Integer.parseInt(number));
        } else {
            refused(() -> form.number("N", 5, 1, 10), code);
        }
    }

    @Test
    void tags_are_fifty_at_most_each_once_and_none_is_the_systems() {
        var tags = form("Tags.member.1.Key=a&Tags.member.1.Value=1&Tags.member.2.Key=b");
        assertThat(tags.tags(TagKeys.OF_SESSIONS))
                .hasSize(2)
                .containsEntry("a", "1")
                .containsEntry("b", "");
        refused(
                () -> form("Tags.member.1.Key=a&Tags.member.2.Key=A").tags(TagKeys.OF_SESSIONS),
                "InvalidParameterValue");
        refused(() -> form("Tags.member.1.Key=AWS%3Ax").tags(TagKeys.OF_SESSIONS), "InvalidInput");
        var many = new StringBuilder("X=");
        for (int i = 1; i <= 51; i++) {
            many.append("&Tags.member.").append(i).append(".Key=k").append(i);
        }
        refused(() -> form(many.toString()).tags(TagKeys.OF_SESSIONS), "ValidationError");
    }

    /// What stood beside a parameter under its own name would be left out without a word.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "UserName.member.1=x",
                "TagKeys=x",
                "TagKeys.1=x",
                "TagKeys.member.2=x",
                "TagKeys.member.0=x",
                "TagKeys.member.1.Key=x",
                "Tags.member.1=x",
                "Tags.member.1.Key=x&Tags.member.3.Key=y",
                "Tags.member.1.Key=x&Tags.member.1.Key.member.1=y"
            })
    void a_form_of_another_shape_is_refused(String form) {
        refused(() -> form(form).checkShape(), "MalformedInput");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UserName=x",
                "TagKeys=",
                "TagKeys.member.1=x&TagKeys.member.2=y",
                "Tags.member.1.Key=x&Tags.member.1.Value=y",
                "Nobodys.member.9=x"
            })
    void a_form_of_its_own_shape_is_taken(String form) {
        form(form).checkShape();
    }
}
