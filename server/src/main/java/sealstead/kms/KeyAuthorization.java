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
import sealstead.iam.policy.PoliciesInForce;
import sealstead.iam.policy.PolicyDocument;
import sealstead.iam.policy.PolicyEngine;
import sealstead.iam.policy.Question;
import sealstead.store.HeapShare;

/// The one gate of the KMS: whether a principal may do something with a key. The key's policy is the root of trust;
/// identity policies count where it delegates, grants add to it. What it allows it hands out as a value that nobody
/// else can make; without one no key is used or changed for a caller, and no alias.
final class KeyAuthorization {
    private static final int PART_OF_HEAP = 64;
    private static final NamedPolicy EVERYTHING = everything();

    private final Authorizer authorizer;
    private final KmsKeys keys;
    private final Aliases aliases;
    private final Cache<String, NamedPolicy> parsed = HeapShare.<String, NamedPolicy>of(
                    PART_OF_HEAP,
                    (text, policy) -> HeapShare.of(text) + policy.document().bytes())
            .build();

    KeyAuthorization(Authorizer authorizer, KmsKeys keys, Aliases aliases) {
        this.authorizer = authorizer;
        this.keys = keys;
        this.aliases = aliases;
    }

    /// The caller's own account, for what the caller may do in it.
    static final class AllowedAccount {
        private final String id;
        private final String region;

        private AllowedAccount(KmsInput input) {
            this.id = input.caller().accountId();
            this.region = input.requestContext().region();
        }

        String id() {
            return id;
        }

        String region() {
            return region;
        }
    }

    /// A key, for what the caller may do with it.
    static final class AllowedKey {
        private final KmsKey key;
        private final Optional<Decision.Allow> by;

        private AllowedKey(KmsKey key, Optional<Decision.Allow> by) {
            this.key = key;
            this.by = by;
        }

        KmsKey key() {
            return key;
        }

        /// The grant that alone allowed it; absent if a policy did.
        Optional<String> byGrant() {
            return by.map(Decision.Allow::by)
                    .filter(basis -> basis.source() == Decision.Source.GRANT)
                    .map(Decision.Basis::policy);
        }
    }

    /// The name of an alias that the caller may make.
    static final class AllowedName {
        private final AllowedAccount account;
        private final String name;

        private AllowedName(AllowedAccount account, String name) {
            this.account = account;
            this.name = name;
        }

        AllowedAccount account() {
            return account;
        }

        /// With its `alias/`.
        String name() {
            return name;
        }

        String arn() {
            return KeyNames.aliasArn(account.region(), account.id(), name);
        }
    }

    /// An alias that the caller may change, by its own policies and by those of the key that it points to.
    static final class AllowedAlias {
        private final Aliases.Alias alias;

        private AllowedAlias(Aliases.Alias alias) {
            this.alias = alias;
        }

        Aliases.Alias alias() {
            return alias;
        }
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

    /// A key for a caller who may do `action` with it.
    ///
    /// @param more the condition keys of the operation alone
    AllowedKey allow(KmsInput input, String action, KmsKey key, Conditions more) {
        return allow(question(input.use(), action, key, Map.of(), "", more));
    }

    KeyQuestion question(
            Use use, String action, KmsKey key, Map<String, String> context, String alias, Conditions more) {
        return new KeyQuestion(use, action, key, context, alias, more, aliases);
    }

    AllowedKey allow(KeyQuestion asked) {
        return switch (decide(asked, policy(asked.key().policy()))) {
            case Decision.Allow allowed -> new AllowedKey(asked.key(), Optional.of(allowed));
            case Decision.Deny denied -> throw refused(asked, denied);
        };
    }

    /// The key of a grant for who may retire the grant: its retiring principal, its grantee if the grant says so, and
    /// whom the key's policies allow.
    AllowedKey allowRetiring(KmsInput input, KmsKey key, KeyGrant grant) {
        var who = input.caller().principal();
        boolean retires = who.isOf(grant.retiring());
        boolean grantee = grant.operations().contains("RetireGrant") && who.isOf(grant.grantee());
        return retires || grantee
                ? new AllowedKey(key, Optional.empty())
                : allow(input, KmsOperation.RETIRE_GRANT.action(), key, Conditions.NONE);
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
        var asked = question(input.use(), KmsOperation.PUT_KEY_POLICY.action(), key, Map.of(), "", Conditions.NONE);
        return decide(asked, new NamedPolicy("new key policy", policy)) instanceof Decision.Allow;
    }

    private Decision decide(KeyQuestion asked, NamedPolicy policy) {
        var key = asked.key();
        try {
            return authorizer.decideKey(
                    asked.use().requestContext(),
                    asked.action(),
                    key.arn(),
                    key.account(),
                    asked,
                    policy,
                    key.grantsInForce());
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /// The caller's account for a caller who may do `action` in it, whatever key that is about.
    AllowedAccount allowAccount(KmsInput input, String action, Conditions more) {
        return allowAccount(input, action, "*", more);
    }

    /// A name for a caller who may make an alias of it.
    AllowedName allowName(KmsInput input, String action, String name) {
        var arn = KeyNames.aliasArn(
                input.requestContext().region(), input.caller().accountId(), name);
        return new AllowedName(allowAccount(input, action, arn, Conditions.NONE), name);
    }

    /// The alias of that name for a caller who may do `action` with it and with its key.
    AllowedAlias allowAlias(KmsInput input, String action, String name) {
        var allowed = allowName(input, action, name);
        var alias = aliases.find(allowed.account().id(), allowed.account().region(), name)
                .orElseThrow(() -> KmsError.noSuchAlias(allowed.arn()));
        keys.find(alias.account(), alias.keyId()).ifPresent(key -> allow(input, action, key, Conditions.NONE));
        return new AllowedAlias(alias);
    }

    private AllowedAccount allowAccount(KmsInput input, String action, String resource, Conditions more) {
        var account = input.caller().accountId();
        var conditions = more.over(name -> name.equals("kms:calleraccount") || name.equals("aws:resourceaccount")
                ? List.of(account)
                : input.requestContext().values(name));
        try {
            var decision =
                    authorizer.decide(input.requestContext(), action, resource, account, conditions, Optional.empty());
            if (decision instanceof Decision.Deny denied) {
                throw refused(input.use(), action, resource, account, denied);
            }
            return new AllowedAccount(input);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static KmsException refused(Use use, String action, String resource, String account, Decision.Deny denied) {
        var principal = use.requestContext().caller().asPrincipal();
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
