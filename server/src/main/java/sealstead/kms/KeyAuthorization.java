package sealstead.kms;

import com.github.benmanes.caffeine.cache.Cache;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import sealstead.iam.Authorizer;
import sealstead.iam.policy.Conditions;
import sealstead.iam.policy.Decision;
import sealstead.iam.policy.MalformedPolicyException;
import sealstead.iam.policy.NamedPolicy;
import sealstead.iam.policy.NamedValues;
import sealstead.iam.policy.PoliciesInForce;
import sealstead.iam.policy.PolicyDocument;
import sealstead.iam.policy.PolicyEngine;
import sealstead.iam.policy.Question;
import sealstead.store.HeapShare;

/// The one gate of the KMS: whether a principal may do something with a key. The key's policy is the root of trust;
/// identity policies count where it delegates, grants add to it.
final class KeyAuthorization {
    private static final int PART_OF_HEAP = 64;
    private static final NamedPolicy EVERYTHING = everything();

    private final Authorizer authorizer;
    private final Aliases aliases;
    private final Cache<String, NamedPolicy> parsed = HeapShare.<String, NamedPolicy>of(
                    PART_OF_HEAP,
                    (text, policy) -> HeapShare.of(text) + policy.document().bytes())
            .build();

    KeyAuthorization(Authorizer authorizer, Aliases aliases) {
        this.authorizer = authorizer;
        this.aliases = aliases;
    }

    private static NamedPolicy everything() {
        try {
            return new NamedPolicy(
                    "everything",
                    PolicyDocument.parse(
                            "{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}]}",
                            PolicyDocument.Kind.IDENTITY));
        } catch (MalformedPolicyException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /// Refuses a management operation that the caller may not do.
    Decision.Allow check(KmsInput input, String action, KmsKey key) {
        return check(input, action, key, Map.of());
    }

    /// @param more condition keys of the operation, in lower case
    Decision.Allow check(KmsInput input, String action, KmsKey key, Map<String, List<String>> more) {
        return check(question(input.use(), action, key, Map.of(), "", more));
    }

    KeyQuestion question(
            Use use,
            String action,
            KmsKey key,
            Map<String, String> context,
            String alias,
            Map<String, List<String>> more) {
        return new KeyQuestion(use, action, key, context, alias, more, aliases);
    }

    Decision.Allow check(KeyQuestion asked) {
        return switch (decide(asked, policy(asked.key().policy()))) {
            case Decision.Allow allowed -> allowed;
            case Decision.Deny denied -> throw refused(asked, denied);
        };
    }

    /// Who is of another account and whom the key does not allow learns as much as if it were not there.
    private KmsException refused(KeyQuestion asked, Decision.Deny denied) {
        var key = asked.key();
        var use = asked.use();
        if (key.account().equals(use.caller().accountId()) || isAllowedByKey(asked)) {
            return refused(use, asked.action(), key.arn(), key.account(), denied);
        }
        var named = asked.alias().isEmpty() ? key.arn() : KeyNames.aliasArn(key.region(), key.account(), asked.alias());
        return KmsError.denied(use.caller().arn(), asked.action(), named);
    }

    /// Whether the key's policy or a grant would allow it if the caller's own policies did.
    private boolean isAllowedByKey(KeyQuestion asked) {
        var key = asked.key();
        var question = new Question(asked.use().caller().principal(), asked.action(), key.arn(), key.account(), asked);
        var policies = new PoliciesInForce(
                        List.of(EVERYTHING), Optional.empty(), Optional.empty(), List.of(), Optional.empty())
                .withResource(Optional.of(policy(key.policy())));
        return PolicyEngine.decideKey(question, policies, key.grantsInForce()) instanceof Decision.Allow;
    }

    /// Whether the caller could still replace the key's policy if it were `policy` (the lock-out check).
    boolean keepsAccess(KmsInput input, KmsKey key, PolicyDocument policy) {
        var asked = question(input.use(), "kms:PutKeyPolicy", key, Map.of(), "", Map.of());
        return decide(asked, new NamedPolicy("new key policy", policy)) instanceof Decision.Allow;
    }

    private Decision decide(KeyQuestion asked, NamedPolicy policy) {
        var key = asked.key();
        try {
            return authorizer.decideKey(
                    asked.use().facts(), asked.action(), key.arn(), key.account(), asked, policy, key.grantsInForce());
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /// Refuses an operation on the caller's account that is about no key yet.
    ///
    /// @param resource an ARN, or `*`
    void checkAccount(KmsInput input, String action, String resource, Map<String, List<String>> more) {
        var account = input.caller().accountId();
        Conditions conditions = name -> {
            var own = NamedValues.ofKey(more, name);
            if (own.isPresent()) {
                return own.get();
            }
            return name.equals("kms:calleraccount") || name.equals("aws:resourceaccount")
                    ? List.of(account)
                    : input.facts().values(name);
        };
        try {
            var decision = authorizer.decide(input.facts(), action, resource, account, conditions, Optional.empty());
            if (decision instanceof Decision.Deny denied) {
                throw refused(input.use(), action, resource, account, denied);
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static KmsException refused(Use use, String action, String resource, String account, Decision.Deny denied) {
        var principal = use.facts().caller().asPrincipal();
        var question = new Question(principal, action, resource, account, Conditions.NONE);
        // AWS puts the resource into quotes for S3 and not for KMS.
        return KmsError.ACCESS_DENIED.because(denied.message(question).replace("\"", ""));
    }

    NamedPolicy policy(String text) {
        return parsed.get(text, document -> {
            try {
                return new NamedPolicy("key policy", PolicyDocument.parse(document, PolicyDocument.Kind.KEY));
            } catch (MalformedPolicyException unreadable) {
                throw new IllegalStateException("a key policy cannot be read", unreadable);
            }
        });
    }
}
