package sealstead.kms;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class KmsOperationTest {
    private static List<KmsOperation> on(KmsOperation.Resource resource) {
        return Arrays.stream(KmsOperation.values())
                .filter(row -> row.resource() == resource)
                .toList();
    }

    @Test
    void only_what_uses_a_key_and_what_retires_a_grant_asks_behind_the_door() {
        assertThat(on(KmsOperation.Resource.USED_KEY))
                .containsExactly(
                        KmsOperation.DECRYPT,
                        KmsOperation.ENCRYPT,
                        KmsOperation.GENERATE_DATA_KEY,
                        KmsOperation.GENERATE_DATA_KEY_WITHOUT_PLAINTEXT,
                        KmsOperation.RE_ENCRYPT);
        assertThat(on(KmsOperation.Resource.GRANT)).containsExactly(KmsOperation.RETIRE_GRANT);
    }

    @Test
    void every_row_says_its_action_in_the_words_of_policies() {
        for (var row : KmsOperation.values()) {
            assertThat(row.actions()).isNotEmpty().allMatch(action -> action.startsWith("kms:" + row.wireName()));
        }
    }
}
