package sealstead.query.iam;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import sealstead.iam.AttachedPolicies;
import sealstead.iam.IdentityStore;
import sealstead.iam.ManagedPolicy;
import sealstead.iam.OidcProvider;
import sealstead.iam.Role;
import sealstead.iam.User;
import sealstead.iam.UserGroup;
import sealstead.iam.policy.PrincipalName;
import sealstead.query.Call;
import sealstead.query.OperationConditions;
import sealstead.query.QueryError;
import sealstead.query.Step;
import sealstead.wire.Refusal;

/// Finds what a call names. It is handed out when the caller is known to be allowed what is asked, so that who may not
/// learns nothing of what exists.
final class Targets {
    static final int MAX_USER_NAME = 64;
    static final int MAX_ROLE_NAME = 64;
    static final int MAX_NAME = 128;
    private static final int MIN_ARN = 20;
    private static final int MAX_ARN = 2048;

    private final IdentityStore identityStore;

    Targets(IdentityStore identityStore) {
        this.identityStore = identityStore;
    }

    Sought<User> user(Call call) throws IOException {
        return user(call, new OperationConditions());
    }

    Sought<User> user(Call call, OperationConditions conditions) throws IOException {
        var name = call.form().name("UserName", MAX_NAME);
        var found = identityStore.users().named(call.account(), name);
        found.ifPresent(user -> {
            conditions.resourceTags("iam", user.naming().tags());
            addBoundary(call, user.permissions(), conditions);
        });
        var arn = found.map(User::arn).orElse(arn(call, "user/" + name));
        return new Sought<>(Step.needing(call, arn, conditions), found, () -> noUser(name));
    }

    /// The user that is named, or the caller if none is.
    Sought<User> userOrCaller(Call call) throws IOException {
        if (call.form().text("UserName").isPresent()) {
            return user(call);
        }
        if (call.caller().principal().kind() != PrincipalName.Kind.USER) {
            throw QueryError.VALIDATION.saying("Must specify userName when calling with non-User credentials");
        }
        var own = identityStore.users().byId(call.caller().id());
        var conditions = new OperationConditions();
        own.ifPresent(user -> conditions.resourceTags("iam", user.naming().tags()));
        var needs = Step.needing(call, call.caller().principal().arn(), conditions);
        return new Sought<>(needs, own, () -> noUser(call.caller().name()));
    }

    static Refusal noUser(String name) {
        return QueryError.NO_SUCH_ENTITY.saying("The user with name " + name + " cannot be found.");
    }

    Sought<UserGroup> group(Call call) throws IOException {
        return group(call, new OperationConditions());
    }

    Sought<UserGroup> group(Call call, OperationConditions conditions) throws IOException {
        var name = call.form().name("GroupName", MAX_NAME);
        var found = identityStore.groups().named(call.account(), name);
        return new Sought<>(needing(call, name, found, conditions), found, () -> noGroup(name));
    }

    /// The group that is named, or that there is none.
    Sought<Optional<UserGroup>> groupIfThere(Call call) throws IOException {
        var name = call.form().name("GroupName", MAX_NAME);
        var found = identityStore.groups().named(call.account(), name);
        return new Sought<>(needing(call, name, found, new OperationConditions()), () -> found);
    }

    private static Step.Needs needing(
            Call call, String name, Optional<UserGroup> found, OperationConditions conditions) {
        return Step.needing(call, found.map(UserGroup::arn).orElse(arn(call, "group/" + name)), conditions);
    }

    static Refusal noGroup(String name) {
        return QueryError.NO_SUCH_ENTITY.saying("The group with name " + name + " cannot be found.");
    }

    Sought<Role> role(Call call) throws IOException {
        return role(call, new OperationConditions());
    }

    Sought<Role> role(Call call, OperationConditions conditions) throws IOException {
        var name = call.form().name("RoleName", MAX_ROLE_NAME);
        var found = identityStore.roles().named(call.account(), name);
        found.ifPresent(role -> {
            conditions.resourceTags("iam", role.naming().tags());
            addBoundary(call, role.permissions(), conditions);
        });
        var arn = found.map(Role::arn).orElse(arn(call, "role/" + name));
        return new Sought<>(Step.needing(call, arn, conditions), found, () -> noRole(name));
    }

    /// `iam:PermissionsBoundary` of operations that change what somebody may do and name no boundary
    /// themselves: the one in force.
    private void addBoundary(Call call, AttachedPolicies permissions, OperationConditions conditions) {
        boolean changesRights = call.row() instanceof IamOperation row && row.changesRights();
        if (!changesRights || permissions.boundary().isEmpty()) {
            return;
        }
        try {
            identityStore
                    .policy(permissions.boundary().get())
                    .ifPresent(policy -> conditions.with("iam:permissionsboundary", policy.arn()));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    static Refusal noRole(String name) {
        return QueryError.NO_SUCH_ENTITY.saying("The role with name " + name + " cannot be found.");
    }

    /// The managed policy that `PolicyArn` names.
    Sought<ManagedPolicy> policy(Call call) throws IOException {
        return policy(call, new OperationConditions());
    }

    Sought<ManagedPolicy> policy(Call call, OperationConditions conditions) throws IOException {
        return policy(call, conditions, Targets::noPolicy);
    }

    /// @param absent what is said where there is none of that ARN
    Sought<ManagedPolicy> policy(Call call, OperationConditions conditions, Function<String, Refusal> absent)
            throws IOException {
        var arn = policyArn(call);
        var found = identityStore.policyNamed(call.account(), arn);
        found.ifPresent(policy -> conditions.resourceTags("iam", policy.naming().tags()));
        return new Sought<>(Step.needing(call, arn, conditions), found, () -> absent.apply(arn));
    }

    /// A managed policy of the caller's own account, which can be changed.
    Sought<ManagedPolicy> ownPolicy(Call call, OperationConditions conditions) throws IOException {
        return ownPolicy(call, conditions, Targets::noPolicy);
    }

    Sought<ManagedPolicy> ownPolicy(Call call, OperationConditions conditions, Function<String, Refusal> absent)
            throws IOException {
        return policy(call, conditions, absent).checked(policy -> {
            if (policy.isAwsOwned()) {
                throw QueryError.ACCESS_DENIED.saying("User: " + call.caller().arn() + " is not authorized to perform: "
                        + call.action() + " on resource: policy " + policy.name());
            }
        });
    }

    static String policyArn(Call call) {
        return policyArn(call, "PolicyArn", QueryError.VALIDATION);
    }

    static String boundaryArn(Call call) {
        return policyArn(call, "PermissionsBoundary", QueryError.INVALID_INPUT);
    }

    private static String policyArn(Call call, String parameter, QueryError error) {
        var arn = call.form().required(parameter, MIN_ARN, MAX_ARN);
        if (!arn.startsWith("arn:aws:iam::") || !arn.contains(":policy/")) {
            throw error.saying("ARN " + arn + " is not valid.");
        }
        return arn;
    }

    /// A policy to serve as boundary.
    ManagedPolicy boundary(Call call) throws IOException {
        var arn = boundaryArn(call);
        return identityStore
                .policyNamed(call.account(), arn)
                .orElseThrow(() -> QueryError.NO_SUCH_ENTITY.saying(
                        "Scope ARN: " + arn + " does not exist or is not attachable."));
    }

    /// A policy to be attached.
    ManagedPolicy attachable(Call call) throws IOException {
        var arn = policyArn(call);
        return identityStore.policyNamed(call.account(), arn).orElseThrow(() -> notAttachable(arn));
    }

    static Refusal notAttachable(String arn) {
        return QueryError.NO_SUCH_ENTITY.saying("Policy " + arn + " does not exist or is not attachable.");
    }

    static Refusal noPolicy(String arn) {
        return QueryError.NO_SUCH_ENTITY.saying("Policy " + arn + " was not found.");
    }

    Sought<OidcProvider> provider(Call call) throws IOException {
        return provider(call, new OperationConditions());
    }

    Sought<OidcProvider> provider(Call call, OperationConditions conditions) throws IOException {
        return provider(call, conditions, arn -> "OpenIDConnect Provider not found for arn " + arn);
    }

    /// @param absent what is said where there is none of that ARN
    Sought<OidcProvider> provider(Call call, OperationConditions conditions, UnaryOperator<String> absent)
            throws IOException {
        var arn = call.form().required("OpenIDConnectProviderArn", MIN_ARN, MAX_ARN);
        var prefix = arn(call, "oidc-provider/");
        var found = arn.startsWith(prefix)
                ? identityStore.providers().named(call.account(), arn.substring(prefix.length()))
                : Optional.<OidcProvider>empty();
        found.ifPresent(
                provider -> conditions.resourceTags("iam", provider.naming().tags()));
        return new Sought<>(
                Step.needing(call, arn, conditions), found, () -> QueryError.NO_SUCH_ENTITY.saying(absent.apply(arn)));
    }

    /// The ARN of something of the caller's account.
    static String arn(Call call, String rest) {
        return "arn:aws:iam::" + call.account() + ":" + rest;
    }
}
