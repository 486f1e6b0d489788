package sealstead.kms;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/// PutKeyPolicy, GetKeyPolicy and ListKeyPolicies. There is one policy, named `default`.
final class PolicyOperations {
    private static final String DEFAULT = "default";

    private final EmbeddedKms kms;

    PolicyOperations(EmbeddedKms kms) {
        this.kms = kms;
    }

    private static void checkName(KmsInput input) {
        if (input.text("PolicyName").filter(name -> !name.equals(DEFAULT)).isPresent()) {
            throw KmsError.NOT_FOUND.because("No such policy exists");
        }
    }

    void putKeyPolicy(KmsInput input) {
        var policy = input.required("Policy", 131_072);
        var key = kms.names().idOrArn(input.use(), "kms:PutKeyPolicy", input.keyId());
        boolean bypass = input.isTrue("BypassPolicyLockoutSafetyCheck");
        kms.authorization()
                .check(
                        input,
                        "kms:PutKeyPolicy",
                        key,
                        Map.of("kms:bypasspolicylockoutsafetycheck", List.of(Boolean.toString(bypass))));
        KeyOperations.checkNotAwsManaged(key, input, "kms:PutKeyPolicy");
        checkName(input);
        var document = KeyPolicy.bind(KeyPolicy.parse(policy), kms.principals());
        if (!bypass && !kms.authorization().keepsAccess(input, key, document)) {
            throw KeyPolicy.lockedOut();
        }
        kms.keys().change(key, now -> now.withPolicy(document.text()));
    }

    ObjectNode getKeyPolicy(KmsInput input) {
        var key = kms.names().idOrArn(input.use(), "kms:GetKeyPolicy", input.keyId());
        kms.authorization().check(input, "kms:GetKeyPolicy", key);
        checkName(input);
        return JsonNodeFactory.instance
                .objectNode()
                .put("Policy", shown(key.policy()))
                .put("PolicyName", DEFAULT);
    }

    private String shown(String policy) {
        try {
            return kms.principals().show(policy);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    ObjectNode listKeyPolicies(KmsInput input) {
        input.integer("Limit", 1, 1000); // there is but one policy
        var key = kms.names().idOrArn(input.use(), "kms:ListKeyPolicies", input.keyId());
        kms.authorization().check(input, "kms:ListKeyPolicies", key);
        var reply = JsonNodeFactory.instance.objectNode();
        reply.putArray("PolicyNames").add(DEFAULT);
        return reply.put("Truncated", false);
    }
}
