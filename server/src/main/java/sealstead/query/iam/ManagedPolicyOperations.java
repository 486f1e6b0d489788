package sealstead.query.iam;

import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import sealstead.iam.Entities;
import sealstead.iam.IdentityStore;
import sealstead.iam.ManagedPolicy;
import sealstead.iam.Naming;
import sealstead.iam.PolicyHolder;
import sealstead.iam.Role;
import sealstead.iam.User;
import sealstead.iam.UserGroup;
import sealstead.query.Call;
import sealstead.query.Form;
import sealstead.query.OperationConditions;
import sealstead.query.Paging;
import sealstead.query.QueryError;
import sealstead.query.QueryHandler;
import sealstead.query.Step;
import sealstead.query.TagKeys;

/// Operations on managed policies; their versions are in [PolicyVersionOperations].
final class ManagedPolicyOperations {
    private static final String ATTACHED = "PermissionsPolicy";
    private static final String BOUNDARY = "PermissionsBoundary";

    private final IdentityStore identityStore;
    private final Targets targets;
    private final Clock clock;

    ManagedPolicyOperations(IdentityStore identityStore, Targets targets, Clock clock) {
        this.identityStore = identityStore;
        this.targets = targets;
        this.clock = clock;
    }

    void addTo(Map<IamOperation, QueryHandler> all) {
        all.put(IamOperation.CREATE_POLICY, this::createPolicy);
        all.put(IamOperation.GET_POLICY, this::getPolicy);
        all.put(IamOperation.DELETE_POLICY, this::deletePolicy);
        all.put(IamOperation.LIST_POLICIES, this::listPolicies);
        all.put(IamOperation.LIST_ENTITIES_FOR_POLICY, this::listEntitiesForPolicy);
    }

    private Step.Ask createPolicy(Call call) throws IOException {
        var form = call.form();
        var name = form.name("PolicyName", Targets.MAX_NAME);
        var path = form.path("Path");
        var text = form.required("PolicyDocument");
        var description = Form.bounded(form.text("Description").orElse(""), "Description", 0, 1000);
        var tags = form.tags(TagKeys.OF_RESOURCES);
        return Step.needingTags(
                        call,
                        IamOperation.TAG_POLICY.action(),
                        Targets.arn(call, "policy" + path + name),
                        tags,
                        new OperationConditions())
                .reply(out -> {
                    var document = Documents.managed(text);
                    Quota.MANAGED_POLICY_SIZE.checkTotal(Documents.size(document));
                    Quota.POLICIES.check(identityStore.policies().count(call.account()));
                    var now = clock.instant();
                    var policy = new ManagedPolicy(
                            Naming.fresh(call.account(), identityStore.ids().policy(), path, name, now)
                                    .withTags(tags),
                            description,
                            List.of(new ManagedPolicy.PolicyVersion(1, document, now)),
                            1,
                            1,
                            now);
                    if (!identityStore.policies().create(policy)) {
                        throw QueryError.ALREADY_EXISTS.saying(
                                "A policy called " + name + " already exists. Duplicate names are not allowed.");
                    }
                    out.begin("Policy");
                    EntityXml.policy(policy, PolicyUses.Count.NONE, false, out);
                    EntityXml.tags(policy.naming(), out);
                    out.end();
                });
    }

    private Step.Ask getPolicy(Call call) throws IOException {
        return targets.policy(call).reply((policy, out) -> {
            out.begin("Policy");
            EntityXml.policy(
                    policy, PolicyUses.of(identityStore, call.account()).of(policy.reference()), true, out);
            EntityXml.allTags(policy.naming(), out);
            out.end();
        });
    }

    /// Whoever attaches it at this very moment holds the id of a policy that is gone, which gives nothing.
    private Step.Ask deletePolicy(Call call) throws IOException {
        return targets.ownPolicy(call, new OperationConditions()).silently(policy -> {
            if (!PolicyUses.of(identityStore, call.account())
                    .of(policy.reference())
                    .isNone()) {
                throw QueryError.DELETE_CONFLICT.saying("Cannot delete a policy attached to entities.");
            }
            identityStore.policies().delete(policy.id(), current -> {
                if (current.versions().size() > 1) {
                    throw QueryError.DELETE_CONFLICT.saying(
                            "This policy has more than one version. Before you delete a policy, you"
                                    + " must delete the policy's versions. The default version is deleted with the policy.");
                }
            });
        });
    }

    private Step.Ask listPolicies(Call call) throws IOException {
        var form = call.form();
        var scope = form.choice("Scope", List.of("All", "AWS", "Local")).orElse("All");
        var prefix = form.text("PathPrefix").orElse("/");
        boolean onlyAttached = form.flag("OnlyAttached");
        var usage =
                form.choice("PolicyUsageFilter", List.of(ATTACHED, BOUNDARY)).orElse("");
        return Step.needing(call, Targets.arn(call, "policy" + prefix), new OperationConditions())
                .reply(out -> {
                    var uses = PolicyUses.of(identityStore, call.account());
                    Predicate<ManagedPolicy> wanted = policy -> {
                        var count = uses.of(policy.reference());
                        return policy.naming().path().startsWith(prefix)
                                && !(onlyAttached && count.isNone())
                                && !(usage.equals(ATTACHED) && count.attached() == 0)
                                && !(usage.equals(BOUNDARY) && count.boundaries() == 0);
                    };
                    Paging.write(
                            call,
                            out,
                            "Policies",
                            (Paging.Visit<ManagedPolicy> visit) -> {
                                Entities.Visit<ManagedPolicy> each = policy -> {
                                    if (wanted.test(policy)) {
                                        visit.see(policy);
                                    }
                                };
                                if (!scope.equals("AWS")) {
                                    identityStore.policies().forEach(call.account(), each);
                                }
                                if (!scope.equals("Local")) {
                                    for (var policy :
                                            identityStore.awsPolicies().all()) {
                                        each.see(policy);
                                    }
                                }
                            },
                            ManagedPolicy::arn,
                            EntityXml::size,
                            (policy, item) -> EntityXml.policy(policy, uses.of(policy.reference()), false, item));
                });
    }

    private Step.Ask listEntitiesForPolicy(Call call) throws IOException {
        var form = call.form();
        var filter = form.choice(
                        "EntityFilter", List.of("User", "Role", "Group", "LocalManagedPolicy", "AWSManagedPolicy"))
                .orElse("");
        var prefix = form.text("PathPrefix").orElse("/");
        var usage =
                form.choice("PolicyUsageFilter", List.of(ATTACHED, BOUNDARY)).orElse("");
        return targets.policy(call, new OperationConditions(), Targets::notAttachable)
                .reply((policy, out) -> {
                    var holding = new ArrayList<Holder>();
                    PolicyUses.forEachHolder(identityStore, call.account(), holder -> {
                        var permissions = holder.permissions();
                        boolean attached = !usage.equals(BOUNDARY)
                                && permissions.attached().contains(policy.reference());
                        boolean boundary = !usage.equals(ATTACHED)
                                && permissions
                                        .boundary()
                                        .filter(policy.reference()::equals)
                                        .isPresent();
                        if ((attached || boundary)
                                && (filter.isEmpty() || filter.equals(noun(holder)))
                                && holder.naming().path().startsWith(prefix)) {
                            holding.add(new Holder(noun(holder), holder.name(), holder.id()));
                        }
                    });
                    holding.sort(Comparator.comparing(Holder::key));
                    var page = Paging.page(call, holding, Holder::key);
                    for (var noun : List.of("Group", "User", "Role")) {
                        out.begin("Policy" + noun + "s");
                        for (var holder : page.items()) {
                            if (holder.noun().equals(noun)) {
                                out.begin("member")
                                        .element(noun + "Name", holder.name())
                                        .element(noun + "Id", holder.id())
                                        .end();
                            }
                        }
                        out.end();
                    }
                    page.writeEnd(out);
                });
    }

    /// Who has a policy.
    private record Holder(String noun, String name, String id) {
        String key() {
            return noun + id;
        }
    }

    private static String noun(PolicyHolder<?> holder) {
        return switch (holder) {
            case User user -> "User";
            case UserGroup group -> "Group";
            case Role role -> "Role";
        };
    }
}
