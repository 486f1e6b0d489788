package sealstead.query.iam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sealstead.wire.Refusal;

/// Which policy documents IAM takes.
final class DocumentsTest {
    private static final String STATEMENT =
            "\"Statement\": {\"Effect\": \"Allow\", \"Action\": \"s3:*\", \"Resource\": \"*\"}";
    private static final String NEWER = "{\"Version\": \"2012-10-17\", " + STATEMENT + "}";

    @Test
    void white_space_does_not_count() {
        var dense = Documents.ofIdentity(NEWER.replace(" ", ""));
        var wide = Documents.ofIdentity(NEWER.replace(" ", "\n\t    "));
        assertThat(Documents.size(wide))
                .isEqualTo(Documents.size(dense))
                .isEqualTo(NEWER.replace(" ", "").length());
    }

    @Test
    void a_managed_policy_is_of_the_newer_version() {
        assertThat(Documents.managed(NEWER).version()).isEqualTo("2012-10-17");
        var older = "{\"Version\": \"2008-10-17\", " + STATEMENT + "}";
        Documents.ofIdentity(older);
        assertThatThrownBy(() -> Documents.managed(older))
                .isInstanceOfSatisfying(
                        Refusal.class, refused -> assertThat(refused.code()).isEqualTo("MalformedPolicyDocument"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "[]", "{}", "{\"Version\": \"2012-10-17\", \"Statement\": {\"Effect\": \"Perhaps\"}}"})
    void what_is_no_policy_is_refused(String text) {
        assertThatThrownBy(() -> Documents.ofIdentity(text))
                .isInstanceOfSatisfying(
                        Refusal.class, refused -> assertThat(refused.code()).isEqualTo("MalformedPolicyDocument"));
    }

    @Test
    void a_policy_of_an_identity_names_no_principal() {
        var named = NEWER.replace("\"Effect\"", "\"Principal\": \"*\", \"Effect\"");
        assertThatThrownBy(() -> Documents.ofIdentity(named)).isInstanceOf(Refusal.class);
    }
}
