package sealstead.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Queries and forms, decoded once for all.
final class QueryTest {
    @Test
    void parameters_are_decoded_in_their_order() {
        var query =
                Query.parse("prefix=a%2Fb+c&acl&acl=2&empty=&=nameless&&x=1=2").orElseThrow();
        assertThat(query.parameters())
                .containsExactly(
                        new Query.Parameter("prefix", "a/b c"),
                        new Query.Parameter("acl", ""),
                        new Query.Parameter("acl", "2"),
                        new Query.Parameter("empty", ""),
                        new Query.Parameter("", "nameless"),
                        new Query.Parameter("x", "1=2"));
        assertThat(query.first("acl")).contains("");
        assertThat(query.has("ACL")).isFalse();
    }

    @Test
    void an_escaped_separator_separates_nothing() {
        var query = Query.parse("key=a%26versionId%3Db").orElseThrow();
        assertThat(query.first("key")).contains("a&versionId=b");
        assertThat(query.has("versionId")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a=%", "a=%4", "a=%zz", "%=1", "a=%ff", "a=%c3%28", "ok=1&a=%"})
    void a_malformed_escape_refuses_the_whole(String raw) {
        assertThat(Query.parse(raw)).isEmpty();
    }

    @Test
    void there_are_two_hundred_parameters_at_most() {
        assertThat(Query.parse("a&".repeat(200)).orElseThrow().parameters()).hasSize(200);
        assertThat(Query.parse("a&".repeat(201))).isEmpty();
        assertThat(Query.parse("a&a", 1)).isEmpty();
    }
}
