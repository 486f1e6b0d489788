package sealstead.iam.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class NamedValuesTest {
    @Test
    void the_exact_spelling_counts_alone() {
        var context = Map.of("aws:s3:arn", "mine", "AWS:S3:ARN", "forged");
        assertThat(NamedValues.of(context, "aws:s3:arn")).containsExactly("mine");
        assertThat(NamedValues.of(context, "AWS:S3:ARN")).containsExactly("forged");
    }

    @Test
    void another_case_answers_where_it_is_alone_and_all_do_where_none_is_exact() {
        assertThat(NamedValues.of(Map.of("Team", "a"), "team")).containsExactly("a");
        assertThat(NamedValues.of(new TreeMap<>(Map.of("TEAM", "a", "Team", "b")), "team"))
                .containsExactly("a", "b");
        assertThat(NamedValues.of(Map.of("Teams", "a"), "team")).isEmpty();
    }

    @Test
    void a_key_keeps_the_case_of_what_a_client_chose_and_of_nothing_else() {
        assertThat(NamedValues.key("AWS:ResourceTag/Team")).isEqualTo("aws:resourcetag/Team");
        assertThat(NamedValues.key("kms:EncryptionContext:Aws:S3:Arn")).isEqualTo("kms:encryptioncontext:Aws:S3:Arn");
        assertThat(NamedValues.key("S3:Prefix")).isEqualTo("s3:prefix");
        assertThat(NamedValues.key("kms:EncryptionContextKeys")).isEqualTo("kms:encryptioncontextkeys");
    }

    @Test
    void pairs_are_laid_over_others_whatever_their_case() {
        var tags = new TreeMap<>(Map.of("Team", "role", "other", "kept"));
        NamedValues.putOver(tags, Map.of("TEAM", "session"));
        assertThat(tags).isEqualTo(new TreeMap<>(Map.of("TEAM", "session", "other", "kept")));
        assertThat(NamedValues.ofKey(Map.of("aws:requesttag/Team", List.of("x")), "aws:requesttag/team")
                        .orElseThrow())
                .containsExactly("x");
    }
}
