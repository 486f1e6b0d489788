package sealstead.iam;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import sealstead.iam.policy.Conditions;
import sealstead.iam.policy.Decision;
import sealstead.iam.policy.Grant;
import sealstead.iam.policy.NamedPolicy;
import sealstead.iam.policy.NamedValues;
import sealstead.iam.policy.PoliciesInForce;
import sealstead.iam.policy.PolicyEngine;
import sealstead.iam.policy.PolicyExplanation;
import sealstead.iam.policy.PrincipalName;
import sealstead.iam.policy.Question;
import sealstead.iam.policy.TagConditions;

/// Decides about requests that nobody made, by the policies that are in force now. Nothing is remembered and nothing is
/// done.
public final class WhatIf {
    private static final Pattern PRINCIPAL =
            Pattern.compile("arn:aws:(iam|sts)::([0-9]{12}):(root|user|role|assumed-role)(/.*)?");

    private final IdentityStore identityStore;
    private final CallerPolicies policies;
    private final ResourcePolicies resources;

    public WhatIf(IdentityStore identityStore, CallerPolicies policies, ResourcePolicies resources) {
        this.identityStore = identityStore;
        this.policies = policies;
        this.resources = resources;
    }

    /// Finds what stands on the side of a resource.
    @FunctionalInterface
    public interface ResourcePolicies {
        Optional<Resource> of(String arn) throws IOException;
    }

    /// @param account who owns it
    /// @param grants of a KMS key; absent for everything else
    /// @param tags the condition keys that ask for its tags
    public record Resource(
            String account, Optional<NamedPolicy> policy, Optional<List<Grant>> grants, Conditions tags) {}

    /// What would be decided.
    public record Answer(Decision decision, PolicyExplanation explanation) {}

    /// @param principal the ARN of a root user, user, role or role session; `*` for nobody
    /// @param context condition keys as [NamedValues] makes them; what follows from the rest may be left out
    /// @throws IllegalArgumentException if principal or resource is not there
    public Answer ask(String principal, String action, String resource, Map<String, List<String>> context)
            throws IOException {
        var caller = caller(principal);
        var own = caller instanceof Caller.Principal known ? policies.of(known) : PoliciesInForce.NONE;
        var found = resource.equals("*")
                ? new Resource(caller.asPrincipal().accountId(), Optional.empty(), Optional.empty(), Conditions.NONE)
                : resources
                        .of(resource)
                        .orElseThrow(() -> new IllegalArgumentException("there is no resource " + resource));
        Conditions known = key -> ofCaller(caller, key, found.account());
        var implied = known.over(found.tags());
        Conditions conditions = key -> NamedValues.ofKey(context, key).orElseGet(() -> implied.values(key));
        var question = new Question(caller.asPrincipal(), action, resource, found.account(), conditions);
        var inForce = own.withResource(found.policy());
        return found.grants().isPresent()
                ? new Answer(
                        PolicyEngine.decideKey(question, inForce, found.grants().get()),
                        PolicyEngine.explainKey(
                                question, inForce, found.grants().get()))
                : new Answer(PolicyEngine.decide(question, inForce), PolicyEngine.explain(question, inForce));
    }

    /// What follows from the principal and the resource; what only a request would have must be given.
    private List<String> ofCaller(Caller caller, String key, String resourceAccount) {
        if (key.equals("aws:resourceaccount") || key.equals("s3:resourceaccount")) {
            return List.of(resourceAccount);
        }
        var who = caller.asPrincipal();
        if (!(caller instanceof Caller.Principal known)) {
            return List.of();
        }
        try {
            return switch (key) {
                case "aws:principalarn" -> List.of(who.arn());
                case "aws:principalaccount", "kms:calleraccount" -> List.of(who.accountId());
                case "aws:userid" -> List.of(known.id());
                case "aws:username" -> who.kind() == PrincipalName.Kind.USER ? List.of(known.name()) : List.of();
                default ->
                    key.startsWith(Authorizer.PRINCIPAL_TAG)
                            ? TagConditions.value(policies.tags(known), key)
                            : List.of();
            };
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private Caller caller(String arn) throws IOException {
        if (arn.equals("*")) {
            return new Caller.Anonymous();
        }
        var parts = PRINCIPAL.matcher(arn);
        if (!parts.matches()) {
            throw new IllegalArgumentException("not a principal: " + arn);
        }
        var account = parts.group(2);
        var path = parts.group(4) == null ? "" : parts.group(4).substring(1);
        var name = path.substring(path.lastIndexOf('/') + 1);
        return switch (parts.group(3)) {
            case "root" -> Caller.Principal.root(account, "");
            case "user" -> user(account, name, arn);
            case "role" -> role(account, name, "what-if", arn);
            default -> {
                int slash = path.indexOf('/');
                yield role(account, slash < 0 ? path : path.substring(0, slash), name, arn);
            }
        };
    }

    private Caller user(String account, String name, String arn) throws IOException {
        var user = identityStore.users().named(account, name).orElseThrow(() -> unknown(arn));
        return new Caller.Principal(user.principal(), user.id(), user.naming().name(), "", Optional.empty());
    }

    private Caller role(String account, String name, String session, String arn) throws IOException {
        var role = identityStore.roles().named(account, name).orElseThrow(() -> unknown(arn));
        PrincipalName principal = role.session(session);
        return new Caller.Principal(principal, role.id() + ":" + session, name, "", Optional.empty());
    }

    private static IllegalArgumentException unknown(String arn) {
        return new IllegalArgumentException("there is no principal " + arn);
    }
}
