package sealstead.fuzz;

import java.nio.charset.StandardCharsets;
import sealstead.iam.policy.MalformedPolicyException;
import sealstead.iam.policy.PolicyDocument;

/// A policy of each kind, the kind by the first byte.
public final class PolicyFuzz {
    private PolicyFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length == 0) {
            return;
        }
        var kinds = PolicyDocument.Kind.values();
        var kind = kinds[Math.floorMod(input[0], kinds.length)];
        var text = new String(input, 1, input.length - 1, StandardCharsets.UTF_8);
        try {
            var policy = PolicyDocument.parse(text, kind);
            boolean isPublic = policy.isPublic();
            if (PolicyDocument.parse(policy.text(), kind).isPublic() != isPublic) {
                throw new AssertionError("a policy changes when it is read");
            }
        } catch (MalformedPolicyException refused) {
            return;
        }
    }
}
