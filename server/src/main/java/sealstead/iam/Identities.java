package sealstead.iam;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import sealstead.iam.policy.NamedPolicy;
import sealstead.iam.policy.NamedValues;
import sealstead.iam.policy.PoliciesInForce;
import sealstead.iam.policy.PolicyDocument;

/// Finds a caller's policies. Each is read by its id from a small table and remembered parsed, so that a decision costs
/// as many look-ups in memory as there are groups and managed policies, and no reading of the store.
public final class Identities implements CallerPolicies {
    private final IdentityStore identityStore;
    private final NamedPolicy nothing = new NamedPolicy(
            "a permissions boundary that is gone",
            CommonFields.parse(
                    "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Deny\",\"Action\":\"*\",\"Resource\":\"*\"}]}",
                    PolicyDocument.Kind.IDENTITY));

    public Identities(IdentityStore identityStore) {
        this.identityStore = identityStore;
    }

    @Override
    public PoliciesInForce of(Caller.Principal caller) throws IOException {
        var limits = identityStore
                .accounts()
                .find(caller.accountId())
                .map(Account::serviceControl)
                .orElse(List.of());
        var session = caller.session().flatMap(Caller.Session::policies);
        return switch (caller.principal().kind()) {
            case USER -> ofUser(identityStore.users().byId(caller.id()), session, limits);
            case ROLE_SESSION -> {
                var role = identityStore.roles().byId(roleId(caller));
                yield role.isEmpty()
                        ? new PoliciesInForce(List.of(), Optional.empty(), session, limits, Optional.empty())
                        : new PoliciesInForce(
                                own(role.get().permissions()),
                                boundary(role.get().permissions()),
                                session,
                                limits,
                                Optional.empty());
            }
            case FEDERATED_USER -> {
                var issuer = caller.session().map(Caller.Session::issuer).orElse("");
                yield issuer.endsWith(":root")
                        ? new PoliciesInForce(
                                List.of(identityStore
                                        .awsPolicies()
                                        .administrator()
                                        .asPolicy()),
                                Optional.empty(),
                                session,
                                limits,
                                Optional.empty())
                        : ofUser(identityStore.users().named(caller.accountId(), lastPart(issuer)), session, limits);
            }
            case ROOT, ANONYMOUS, SERVICE, WEB_IDENTITY ->
                new PoliciesInForce(List.of(), Optional.empty(), session, limits, Optional.empty());
        };
    }

    @Override
    public Map<String, String> tags(Caller.Principal caller) throws IOException {
        var tags = new TreeMap<String, String>();
        switch (caller.principal().kind()) {
            case USER ->
                identityStore
                        .users()
                        .byId(caller.id())
                        .ifPresent(user -> tags.putAll(user.naming().tags()));
            case ROLE_SESSION ->
                identityStore
                        .roles()
                        .byId(roleId(caller))
                        .ifPresent(role -> tags.putAll(role.naming().tags()));
            case FEDERATED_USER, ROOT, ANONYMOUS, SERVICE, WEB_IDENTITY -> {}
        }
        caller.session().ifPresent(session -> NamedValues.putOver(tags, session.tags()));
        return Collections.unmodifiableMap(tags);
    }

    /// The policies of a user, as if it asked by an access key of its own.
    public PoliciesInForce ofUser(User user) throws IOException {
        return ofUser(
                Optional.of(user),
                Optional.empty(),
                identityStore
                        .accounts()
                        .find(user.naming().accountId())
                        .map(Account::serviceControl)
                        .orElse(List.of()));
    }

    private PoliciesInForce ofUser(
            Optional<User> found, Optional<List<NamedPolicy>> session, List<List<NamedPolicy>> limits)
            throws IOException {
        if (found.isEmpty()) {
            return new PoliciesInForce(List.of(), Optional.empty(), session, limits, Optional.empty());
        }
        var user = found.get();
        var identity = new ArrayList<>(own(user.permissions()));
        for (var id : user.groups()) {
            var group = identityStore.groups().byId(id);
            if (group.isPresent()) {
                identity.addAll(own(group.get().permissions()));
            }
        }
        return new PoliciesInForce(identity, boundary(user.permissions()), session, limits, Optional.empty());
    }

    /// Inline and attached policies of one holder.
    public List<NamedPolicy> own(AttachedPolicies permissions) throws IOException {
        var policies = new ArrayList<>(permissions.inline().values());
        for (var reference : permissions.attached()) {
            identityStore.policy(reference).map(ManagedPolicy::asPolicy).ifPresent(policies::add);
        }
        return policies;
    }

    /// A boundary whose policy is gone allows nothing.
    public Optional<NamedPolicy> boundary(AttachedPolicies permissions) throws IOException {
        if (permissions.boundary().isEmpty()) {
            return Optional.empty();
        }
        var policy = identityStore.policy(permissions.boundary().get());
        return Optional.of(policy.map(ManagedPolicy::asPolicy).orElse(nothing));
    }

    private static String roleId(Caller.Principal session) {
        return session.id().substring(0, session.id().indexOf(':'));
    }

    private static String lastPart(String arn) {
        return arn.substring(arn.lastIndexOf('/') + 1);
    }
}
