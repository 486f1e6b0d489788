package sealstead.kms;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import sealstead.iam.policy.Conditions;
import sealstead.kms.KeyAuthorization.AllowedKey;

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

    void addTo(KmsHandlers all) {
        all.onKey(KmsOperation.PUT_KEY_POLICY, this::putKeyPolicy);
        all.onKey(KmsOperation.GET_KEY_POLICY, this::getKeyPolicy);
        all.onKey(KmsOperation.LIST_KEY_POLICIES, this::listKeyPolicies);
    }

    private Asked<AllowedKey> putKeyPolicy(KmsInput input) {
        var policy = input.required("Policy", 131_072);
        boolean bypass = input.isTrue("BypassPolicyLockoutSafetyCheck");
        var conditions = Conditions.of(Map.of("kms:bypasspolicylockoutsafetycheck", List.of(Boolean.toString(bypass))));
        return Asked.silently(conditions, key -> {
            checkName(input);
            var document = KeyPolicy.bind(KeyPolicy.parse(policy), kms.principals());
            if (!bypass && !kms.authorization().keepsAccess(input, key.key(), document)) {
                throw KeyPolicy.lockedOut();
            }
            kms.keys().change(key, now -> now.withPolicy(document.text()));
        });
    }

    private Asked<AllowedKey> getKeyPolicy(KmsInput input) {
        return Asked.of(key -> {
            checkName(input);
            return JsonNodeFactory.instance
                    .objectNode()
                    .put("Policy", shown(key.key().policy()))
                    .put("PolicyName", DEFAULT);
        });
    }

    private String shown(String policy) {
        try {
            return kms.principals().show(policy);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private Asked<AllowedKey> listKeyPolicies(KmsInput input) {
        input.integer("Limit", 1, 1000); // there is but one policy
        return Asked.of(key -> {
            var reply = JsonNodeFactory.instance.objectNode();
            reply.putArray("PolicyNames").add(DEFAULT);
            return reply.put("Truncated", false);
        });
    }
}
