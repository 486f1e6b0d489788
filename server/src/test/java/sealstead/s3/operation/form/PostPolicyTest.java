package sealstead.s3.operation.form;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sealstead.wire.Refusal;

/// What a signed form allows.
final class PostPolicyTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private static PostPolicy policy(String conditions) throws IOException {
        var text = "{\"expiration\": \"2026-01-01T00:01:00.000Z\", \"conditions\": [" + conditions + "]}";
        return PostPolicy.of(Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static void refused(PostPolicy policy, Map<String, String> fields, Instant now, String code) {
        assertThatThrownBy(() -> policy.check("bucket", fields, now))
                .isInstanceOfSatisfying(
                        Refusal.class, refused -> assertThat(refused.code()).isEqualTo(code));
    }

    private static final String BOTH = "{\"bucket\": \"bucket\"}, [\"starts-with\", \"$key\", \"user/\"]";

    @Test
    void a_form_has_what_its_policy_says_and_nothing_else() throws IOException {
        var policy = policy(BOTH);
        policy.check("bucket", Map.of("key", "user/1", "x-ignore-this", "x", "policy", "p"), NOW);
        refused(policy, Map.of("key", "other/1"), NOW, "AccessDenied");
        refused(policy, Map.of(), NOW, "AccessDenied");
        refused(policy, Map.of("key", "user/1", "acl", "public-read"), NOW, "AccessDenied");
    }

    @Test
    void a_form_is_good_for_the_bucket_that_it_names_until_its_time() throws IOException {
        var other = policy(BOTH.replace("\"bucket\"}", "\"another\"}"));
        refused(other, Map.of("key", "user/1"), NOW, "AccessDenied");
        refused(policy("[\"starts-with\", \"$key\", \"\"]"), Map.of("key", "k"), NOW, "AccessDenied");
        refused(policy(BOTH), Map.of("key", "user/1"), NOW.plusSeconds(60), "AccessDenied");
    }

    @Test
    void each_member_of_a_list_of_types_begins_as_it_must() throws IOException {
        var policy = policy(BOTH + ", [\"starts-with\", \"$Content-Type\", \"image/\"]");
        policy.check("bucket", Map.of("key", "user/1", "content-type", "image/png, image/gif"), NOW);
        refused(policy, Map.of("key", "user/1", "content-type", "image/png, text/html"), NOW, "AccessDenied");
    }

    @Test
    void the_length_of_the_file_is_what_the_range_says() throws IOException {
        var policy = policy(BOTH + ", [\"content-length-range\", 1, 10]");
        policy.check("bucket", Map.of("key", "user/1"), NOW);
        assertThat(policy.leastBytes()).isEqualTo(1);
        assertThat(policy.mostBytes()).isEqualTo(10);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {"[]", "{\"conditions\"", "1", "nothing"})
    void what_is_no_policy_is_refused(String text) {
        var encoded = Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> PostPolicy.of(encoded))
                .isInstanceOfSatisfying(
                        Refusal.class, refused -> assertThat(refused.code()).isEqualTo("InvalidPolicyDocument"));
    }

    @Test
    void a_form_that_nobody_signed_has_no_policy_to_meet() {
        refused(PostPolicy.ofNobody(), Map.of("key", "k"), NOW, "InvalidPolicyDocument");
    }
}
