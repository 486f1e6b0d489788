package sealstead.query.iam;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import sealstead.iam.Entity;
import sealstead.iam.IdentityStore;
import sealstead.iam.ManagedPolicy;
import sealstead.iam.PolicyHolder;
import sealstead.iam.Role;
import sealstead.iam.User;
import sealstead.iam.UserGroup;
import sealstead.query.Call;
import sealstead.query.OperationConditions;
import sealstead.query.Paging;
import sealstead.query.QueryHandler;
import sealstead.query.Step;
import sealstead.xml.XmlWriter;

/// GetAccountAuthorizationDetails: everybody with everything that they hold, in one reply.
final class AuthorizationDetails {
    private final IdentityStore identityStore;
    private final EntityXml xml;

    AuthorizationDetails(IdentityStore identityStore, EntityXml xml) {
        this.identityStore = identityStore;
        this.xml = xml;
    }

    void addTo(Map<IamOperation, QueryHandler> all) {
        all.put(IamOperation.GET_ACCOUNT_AUTHORIZATION_DETAILS, this::answer);
    }

    private Step.Ask answer(Call call) throws IOException {
        return Step.needing(call, "*", new OperationConditions()).reply(out -> {
            var filter = call.form().list("Filter");
            var uses = PolicyUses.of(identityStore, call.account());
            var page = Paging.page(
                    call,
                    (Paging.Visit<Entity<?>> visit) -> entities(call, filter, uses, visit),
                    AuthorizationDetails::key,
                    EntityXml::size);
            out.begin("UserDetailList");
            for (var entity : page.items()) {
                if (entity instanceof User user) {
                    out.begin("member");
                    user(user, out);
                    out.end();
                }
            }
            out.end().begin("GroupDetailList");
            for (var entity : page.items()) {
                if (entity instanceof UserGroup group) {
                    out.begin("member");
                    EntityXml.group(group, out);
                    policies(group, "Group", out);
                    out.end();
                }
            }
            out.end().begin("RoleDetailList");
            for (var entity : page.items()) {
                if (entity instanceof Role role) {
                    out.begin("member");
                    xml.whole(role, out);
                    out.begin("InstanceProfileList").end();
                    policies(role, "Role", out);
                    out.end();
                }
            }
            out.end().begin("Policies");
            for (var entity : page.items()) {
                if (entity instanceof ManagedPolicy policy) {
                    out.begin("member");
                    EntityXml.policy(policy, uses.of(policy.reference()), false, out);
                    out.begin("PolicyVersionList");
                    for (var version : policy.versions().reversed()) {
                        out.begin("member");
                        EntityXml.version(policy, version, true, out);
                        out.end();
                    }
                    out.end().end();
                }
            }
            out.end();
            page.writeEnd(out);
        });
    }

    private void entities(Call call, List<String> filter, PolicyUses uses, Paging.Visit<Entity<?>> visit)
            throws IOException {
        if (isWanted(filter, "User")) {
            identityStore.users().forEach(call.account(), visit::see);
        }
        if (isWanted(filter, "Group")) {
            identityStore.groups().forEach(call.account(), visit::see);
        }
        if (isWanted(filter, "Role")) {
            identityStore.roles().forEach(call.account(), visit::see);
        }
        if (isWanted(filter, "LocalManagedPolicy")) {
            identityStore.policies().forEach(call.account(), visit::see);
        }
        if (isWanted(filter, "AWSManagedPolicy")) {
            for (var policy : identityStore.awsPolicies().all()) {
                if (!uses.of(policy.reference()).isNone()) {
                    visit.see(policy);
                }
            }
        }
    }

    private static boolean isWanted(List<String> filter, String kind) {
        return filter.isEmpty() || filter.contains(kind);
    }

    private static String key(Entity<?> entity) {
        return entity.getClass().getSimpleName() + "/" + entity.name().toLowerCase(Locale.ROOT) + "/" + entity.id();
    }

    private void user(User user, XmlWriter out) throws IOException {
        xml.whole(user, out);
        out.begin("GroupList");
        for (var id : user.groups()) {
            identityStore.groups().byId(id).ifPresent(group -> out.element("member", group.name()));
        }
        out.end();
        policies(user, "User", out);
    }

    private void policies(PolicyHolder<?> holder, String noun, XmlWriter out) throws IOException {
        out.begin(noun + "PolicyList");
        holder.permissions()
                .inline()
                .forEach((name, policy) -> out.begin("member")
                        .element("PolicyName", name)
                        .element("PolicyDocument", EntityXml.encoded(policy.document()))
                        .end());
        out.end().begin("AttachedManagedPolicies");
        for (var reference : holder.permissions().attached()) {
            identityStore
                    .policy(reference)
                    .ifPresent(policy -> out.begin("member")
                            .element("PolicyName", policy.name())
                            .element("PolicyArn", policy.arn())
                            .end());
        }
        out.end();
    }
}
