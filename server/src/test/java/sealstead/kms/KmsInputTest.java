package sealstead.kms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import sealstead.iam.Caller;
import sealstead.iam.RequestContext;

/// Members of a request, at their bounds.
final class KmsInputTest {
    private static final RequestContext CONTEXT =
            RequestContext.ofJob(Caller.Principal.root("111122223333", ""), Instant.EPOCH, "us-east-1");

    private final ObjectNode json = JsonNodeFactory.instance.objectNode();
    private final KmsInput input = new KmsInput(CONTEXT, json);

    @Test
    void a_member_that_is_null_is_as_one_that_is_not_there() {
        json.putNull("KeyId")
                .putNull("Limit")
                .putNull("DryRun")
                .putNull("Plaintext")
                .putNull("EncryptionContext");
        assertThat(input.text("KeyId")).isEmpty();
        assertThat(input.integer("Limit", 1, 100)).isEmpty();
        assertThat(input.isTrue("DryRun")).isFalse();
        assertThat(input.blob("Plaintext", 10)).isEmpty();
        assertThat(input.context("EncryptionContext")).isEmpty();
        assertThatThrownBy(input::keyId).hasMessageContaining("Value null at 'keyId'");
    }

    @Test
    void a_member_of_another_type_is_never_converted() {
        json.put("KeyId", 7).put("Limit", "7").put("DryRun", "true").put("Tags", "a");
        json.putObject("EncryptionContext").put("a", 1);
        assertThatThrownBy(() -> input.text("KeyId")).hasMessageContaining("not a string");
        assertThatThrownBy(() -> input.integer("Limit", 1, 100)).hasMessageContaining("not an integer");
        assertThatThrownBy(() -> input.isTrue("DryRun")).hasMessageContaining("not a boolean");
        assertThatThrownBy(() -> input.list("Tags")).hasMessageContaining("not a list");
        assertThatThrownBy(() -> input.context("EncryptionContext")).hasMessageContaining("not a string");
    }

    @Test
    void numbers_and_lengths_are_taken_up_to_their_bounds() {
        json.put("Limit", 100).put("KeyId", "a".repeat(2048));
        assertThat(input.integer("Limit", 1, 100)).contains(100);
        assertThat(input.keyId()).hasSize(2048);
        json.put("Limit", 101).put("KeyId", "a".repeat(2049));
        assertThatThrownBy(() -> input.integer("Limit", 1, 100)).hasMessageContaining("less than or equal to 100");
        assertThatThrownBy(input::keyId).hasMessageContaining("less than or equal to 2048");
        json.put("Limit", 0).put("KeyId", "");
        assertThatThrownBy(() -> input.integer("Limit", 1, 100)).hasMessageContaining("greater than or equal to 1");
        assertThatThrownBy(input::keyId).hasMessageContaining("greater than or equal to 1");
        json.put("Limit", (1L << 32) + 5);
        assertThatThrownBy(() -> input.integer("Limit", 1, 100)).hasMessageContaining("less than or equal to 100");
    }

    @Test
    void a_refused_plaintext_is_not_shown() {
        json.put(
                "Plaintext",
                Base64.getEncoder().encodeToString("secretsecret".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        assertThat(input.blob("Plaintext", 12))
                .hasValueSatisfying(bytes -> assertThat(bytes).hasSize(12));
        assertThatThrownBy(() -> input.blob("Plaintext", 11))
                .hasMessageContaining("less than or equal to 11")
                .hasMessageNotContaining("secret");
        json.put("Plaintext", "%");
        assertThatThrownBy(() -> input.blob("Plaintext", 11)).hasMessageContaining("not base64");
    }

    @Test
    void what_is_not_supported_is_refused_only_if_it_is_asked_for() {
        json.putArray("GrantTokens");
        json.put("Origin", "AWS_KMS");
        input.refuse("GrantTokens", "CustomKeyStoreId");
        input.allow("Origin", "AWS_KMS, EXTERNAL", "AWS_KMS");
        json.put("CustomKeyStoreId", "cks-1").put("Origin", "EXTERNAL");
        assertThatThrownBy(() -> input.refuse("CustomKeyStoreId")).hasMessageContaining("not supported");
        assertThatThrownBy(() -> input.allow("Origin", "AWS_KMS, EXTERNAL", "AWS_KMS"))
                .hasMessageContaining("not supported");
        json.put("Origin", "NONSENSE");
        assertThatThrownBy(() -> input.allow("Origin", "AWS_KMS, EXTERNAL", "AWS_KMS"))
                .hasMessageContaining("enum value set");
    }
}
