package sealstead.query.iam;

import java.io.IOException;
import java.time.Clock;
import java.util.Map;
import sealstead.iam.IdentityStore;
import sealstead.iam.ManagedPolicy;
import sealstead.query.Call;
import sealstead.query.OperationConditions;
import sealstead.query.Paging;
import sealstead.query.QueryError;
import sealstead.query.QueryHandler;
import sealstead.query.Step;
import sealstead.wire.Refusal;

/// Operations on the versions of managed policies.
final class PolicyVersionOperations {
    private static final int MAX_VERSIONS = 5;
    private static final int MAX_VERSION_ID = 64;
    private static final String VERSION_ID = "v[1-9][0-9]*(\\.[A-Za-z0-9-]*)?";

    private final IdentityStore identityStore;
    private final Targets targets;
    private final Clock clock;

    PolicyVersionOperations(IdentityStore identityStore, Targets targets, Clock clock) {
        this.identityStore = identityStore;
        this.targets = targets;
        this.clock = clock;
    }

    void addTo(Map<IamOperation, QueryHandler> all) {
        all.put(IamOperation.CREATE_POLICY_VERSION, this::createPolicyVersion);
        all.put(IamOperation.GET_POLICY_VERSION, this::getPolicyVersion);
        all.put(IamOperation.DELETE_POLICY_VERSION, this::deletePolicyVersion);
        all.put(IamOperation.LIST_POLICY_VERSIONS, this::listPolicyVersions);
        all.put(IamOperation.SET_DEFAULT_POLICY_VERSION, this::setDefaultPolicyVersion);
    }

    private Step.Ask createPolicyVersion(Call call) throws IOException {
        var text = call.form().required("PolicyDocument");
        boolean asDefault = call.form().flag("SetAsDefault");
        return targets.ownPolicy(call, new OperationConditions()).reply((policy, out) -> {
            var document = Documents.managed(text);
            Quota.MANAGED_POLICY_SIZE.checkTotal(Documents.size(document));
            var changed = identityStore
                    .policies()
                    .update(policy.id(), current -> {
                        if (current.versions().size() >= MAX_VERSIONS) {
                            throw QueryError.LIMIT_EXCEEDED.saying(
                                    "A managed policy can have up to " + MAX_VERSIONS
                                            + " versions. Before you create a new version, you must delete an existing version.");
                        }
                        return current.withVersion(document, asDefault, clock.instant());
                    })
                    .orElseThrow(() -> Targets.noPolicy(policy.arn()));
            out.begin("PolicyVersion");
            EntityXml.version(changed, changed.versions().getLast(), false, out);
            out.end();
        });
    }

    private Step.Ask getPolicyVersion(Call call) throws IOException {
        var name = versionId(call);
        return targets.policy(call, new OperationConditions(), arn -> noVersion(arn, name))
                .reply((policy, out) -> {
                    var version = version(policy, name);
                    out.begin("PolicyVersion");
                    EntityXml.version(policy, version, true, out);
                    out.end();
                });
    }

    private static String versionId(Call call) {
        var name = call.form().required("VersionId");
        if (name.length() > MAX_VERSION_ID || !name.matches(VERSION_ID)) {
            throw QueryError.constraint("VersionId", "Member must satisfy regular expression pattern: " + VERSION_ID);
        }
        return name;
    }

    private static ManagedPolicy.PolicyVersion version(ManagedPolicy policy, String name) {
        return policy.version(name).orElseThrow(() -> noVersion(policy.arn(), name));
    }

    private static Refusal noVersion(String arn, String name) {
        return QueryError.NO_SUCH_ENTITY.saying(
                "Policy " + arn + " version " + name + " does not exist or is not attachable.");
    }

    private Step.Ask deletePolicyVersion(Call call) throws IOException {
        var name = versionId(call);
        return targets.ownPolicy(call, new OperationConditions(), arn -> noVersion(arn, name))
                .silently(policy -> {
                    var version = version(policy, name);
                    identityStore.policies().update(policy.id(), current -> {
                        if (current.defaultVersion() == version.number()) {
                            throw QueryError.DELETE_CONFLICT.saying("Cannot delete the default version of a policy.");
                        }
                        return current.withoutVersion(version.number(), clock.instant());
                    });
                });
    }

    private Step.Ask listPolicyVersions(Call call) throws IOException {
        return targets.policy(call).reply((policy, out) -> {
            Paging.write(
                    call,
                    out,
                    "Versions",
                    policy.versions().reversed(),
                    version -> "%012d".formatted(Integer.MAX_VALUE - version.number()),
                    (version, item) -> EntityXml.version(policy, version, false, item));
        });
    }

    private Step.Ask setDefaultPolicyVersion(Call call) throws IOException {
        var name = versionId(call);
        return targets.ownPolicy(call, new OperationConditions(), arn -> noVersion(arn, name))
                .silently(policy -> {
                    var wanted = version(policy, name).wireName();
                    identityStore.policies().update(policy.id(), current -> {
                        var version = current.version(wanted).orElseThrow(() -> noVersion(policy.arn(), wanted));
                        return current.withDefault(version.number(), clock.instant());
                    });
                });
    }
}
