package sealstead.query.iam;

import java.io.IOException;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import sealstead.iam.AttachedPolicies;
import sealstead.iam.IdentityStore;
import sealstead.iam.KnownPrincipals;
import sealstead.iam.LastUse;
import sealstead.iam.Naming;
import sealstead.iam.Role;
import sealstead.iam.policy.MalformedPolicyException;
import sealstead.iam.policy.NamedPolicy;
import sealstead.iam.policy.PolicyDocument;
import sealstead.query.Call;
import sealstead.query.Form;
import sealstead.query.OperationConditions;
import sealstead.query.Paging;
import sealstead.query.QueryError;
import sealstead.query.QueryHandler;
import sealstead.query.Step;
import sealstead.query.TagKeys;

/// Operations on roles.
final class RoleOperations {
    private static final int MIN_SESSION = 3600;
    private static final int MAX_SESSION = 43_200;
    private static final int MAX_DESCRIPTION = 1000;

    private final IdentityStore identityStore;
    private final KnownPrincipals principals;
    private final Targets targets;
    private final EntityXml xml;
    private final LastUse lastUse;
    private final Clock clock;

    RoleOperations(IdentityStore identityStore, Targets targets, EntityXml xml, LastUse lastUse, Clock clock) {
        this.identityStore = identityStore;
        this.principals = new KnownPrincipals(identityStore);
        this.targets = targets;
        this.xml = xml;
        this.lastUse = lastUse;
        this.clock = clock;
    }

    void addTo(Map<IamOperation, QueryHandler> all) {
        all.put(IamOperation.CREATE_ROLE, this::createRole);
        all.put(IamOperation.GET_ROLE, this::getRole);
        all.put(IamOperation.UPDATE_ROLE, this::updateRole);
        all.put(IamOperation.UPDATE_ROLE_DESCRIPTION, this::updateRoleDescription);
        all.put(IamOperation.DELETE_ROLE, this::deleteRole);
        all.put(IamOperation.LIST_ROLES, this::listRoles);
        all.put(IamOperation.UPDATE_ASSUME_ROLE_POLICY, this::updateAssumeRolePolicy);
        all.put(IamOperation.LIST_INSTANCE_PROFILES_FOR_ROLE, this::listInstanceProfilesForRole);
    }

    private Step.Ask createRole(Call call) throws IOException {
        var form = call.form();
        var name = form.name("RoleName", Targets.MAX_ROLE_NAME);
        var path = form.path("Path");
        var trust = trust(form.required("AssumeRolePolicyDocument"), "AssumeRolePolicyDocument");
        var description = description(form);
        int seconds = form.number("MaxSessionDuration", MIN_SESSION, MIN_SESSION, MAX_SESSION);
        var tags = form.tags(TagKeys.OF_PRINCIPALS);
        var conditions = new OperationConditions();
        form.text("PermissionsBoundary").ifPresent(arn -> conditions.with("iam:permissionsboundary", arn));
        return Step.needingTags(
                        call, IamOperation.TAG_ROLE.action(), Targets.arn(call, "role" + path + name), tags, conditions)
                .reply(out -> {
                    var boundary = form.text("PermissionsBoundary").isPresent()
                            ? Optional.of(targets.boundary(call).reference())
                            : Optional.<String>empty();
                    Quota.ROLES.check(identityStore.roles().count(call.account()));
                    var role = new Role(
                            Naming.fresh(call.account(), identityStore.ids().role(), path, name, clock.instant())
                                    .withTags(tags),
                            AttachedPolicies.NONE.withBoundary(boundary),
                            bound(trust),
                            description,
                            seconds);
                    if (!identityStore.roles().create(role)) {
                        throw QueryError.ALREADY_EXISTS.saying("Role with name " + name + " already exists.");
                    }
                    out.begin("Role");
                    xml.made(role, out);
                    out.end();
                });
    }

    private static PolicyDocument trust(String text, String parameter) {
        var document = Documents.parse(text, parameter, PolicyDocument.Kind.TRUST);
        Quota.TRUST_POLICY_SIZE.checkTotal(Documents.size(document));
        return document;
    }

    /// A trust policy as it is kept.
    private NamedPolicy bound(PolicyDocument trust) throws IOException {
        try {
            var kept = principals.bind(trust.text(), PolicyDocument.Kind.TRUST);
            return new NamedPolicy(Role.TRUST_POLICY, PolicyDocument.parse(kept, PolicyDocument.Kind.TRUST));
        } catch (MalformedPolicyException noSuchPrincipal) {
            throw QueryError.MALFORMED_POLICY.saying(noSuchPrincipal.message());
        }
    }

    private static String description(Form form) {
        return Form.bounded(form.text("Description").orElse(""), "Description", 0, MAX_DESCRIPTION);
    }

    private Step.Ask getRole(Call call) throws IOException {
        return targets.role(call).reply((role, out) -> {
            out.begin("Role");
            xml.whole(role, out);
            out.end();
        });
    }

    private Step.Ask updateRole(Call call) throws IOException {
        var form = call.form();
        var description =
                form.text("Description").isPresent() ? Optional.of(description(form)) : Optional.<String>empty();
        int seconds = form.number("MaxSessionDuration", 0, MIN_SESSION, MAX_SESSION);
        return targets.role(call).reply((role, out) -> {
            identityStore
                    .roles()
                    .update(
                            role.id(),
                            current -> current.described(
                                    description.orElse(current.description()),
                                    seconds == 0 ? current.maxSessionSeconds() : seconds));
        });
    }

    private Step.Ask updateRoleDescription(Call call) throws IOException {
        call.form().required("Description");
        var description = description(call.form());
        return targets.role(call).reply((role, out) -> {
            var changed = identityStore
                    .roles()
                    .update(role.id(), current -> current.described(description, current.maxSessionSeconds()))
                    .orElseThrow(() -> Targets.noRole(role.name()));
            out.begin("Role");
            xml.described(changed, out);
            out.end();
        });
    }

    private Step.Ask deleteRole(Call call) throws IOException {
        return targets.role(call).silently(role -> {
            identityStore.roles().delete(role.id(), current -> UserOperations.checkBare(current.permissions()));
            lastUse.forget(role.id());
        });
    }

    private Step.Ask listRoles(Call call) throws IOException {
        var prefix = call.form().text("PathPrefix").orElse("/");
        return Step.needing(call, Targets.arn(call, "role" + prefix), new OperationConditions())
                .reply(out -> {
                    Paging.write(
                            call,
                            out,
                            "Roles",
                            EntityXml.under(identityStore.roles(), call.account(), prefix),
                            role -> role.name().toLowerCase(Locale.ROOT),
                            EntityXml::size,
                            xml::listed);
                });
    }

    private Step.Ask updateAssumeRolePolicy(Call call) throws IOException {
        var trust = trust(call.form().required("PolicyDocument"), "PolicyDocument");
        return targets.role(call).silently(role -> {
            var bound = bound(trust);
            identityStore.roles().update(role.id(), current -> current.withTrust(bound));
        });
    }

    /// There are no instance profiles here; clients ask for them before they delete a role.
    private Step.Ask listInstanceProfilesForRole(Call call) throws IOException {
        return targets.role(call).reply((role, out) -> {
            out.begin("InstanceProfiles").end().element("IsTruncated", false);
        });
    }
}
