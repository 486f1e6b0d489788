package sealstead.query.iam;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Map;
import sealstead.iam.IdentityStore;
import sealstead.iam.ManagedPolicy;
import sealstead.iam.PolicyHolder;
import sealstead.query.Call;
import sealstead.query.OperationConditions;
import sealstead.query.Paging;
import sealstead.query.QueryHandler;
import sealstead.query.Step;

/// Attach, Detach and ListAttached of managed policies, of one kind of holder.
final class AttachmentOperations<T extends PolicyHolder<T>> {
    private final IdentityStore identityStore;
    private final Targets targets;
    private final Holders.Kind<T> kind;

    AttachmentOperations(IdentityStore identityStore, Targets targets, Holders.Kind<T> kind) {
        this.identityStore = identityStore;
        this.targets = targets;
        this.kind = kind;
    }

    void addTo(Map<IamOperation, QueryHandler> all) {
        all.put(kind.operation("Attach", "Policy"), this::attach);
        all.put(kind.operation("Detach", "Policy"), this::detach);
        all.put(kind.operation("ListAttached", "Policies"), this::list);
    }

    private Sought<T> holder(Call call) throws IOException {
        var arn = Targets.policyArn(call);
        return kind.finder().find(call, new OperationConditions().with("iam:policyarn", arn));
    }

    private Step.Ask attach(Call call) throws IOException {
        return holder(call).silently(holder -> {
            var policy = targets.attachable(call);
            kind.entities().update(holder.id(), current -> {
                var changed = current.permissions().attach(policy.reference());
                kind.attached().checkTotal(changed.attached().size());
                return current.with(changed);
            });
        });
    }

    private Step.Ask detach(Call call) throws IOException {
        return holder(call).silently(holder -> {
            var arn = Targets.policyArn(call);
            var policy = identityStore
                    .policyNamed(call.account(), arn)
                    .filter(known -> holder.permissions().attached().contains(known.reference()))
                    .orElseThrow(() -> Targets.noPolicy(arn));
            kind.entities()
                    .update(
                            holder.id(),
                            current -> current.with(current.permissions().detach(policy.reference())));
        });
    }

    private Step.Ask list(Call call) throws IOException {
        var prefix = call.form().text("PathPrefix").orElse("/");
        return kind.finder().find(call, new OperationConditions()).reply((holder, out) -> {
            var policies = new ArrayList<ManagedPolicy>();
            for (var reference : holder.permissions().attached()) {
                identityStore
                        .policy(reference)
                        .filter(policy -> policy.naming().path().startsWith(prefix))
                        .ifPresent(policies::add);
            }
            policies.sort(Comparator.comparing(ManagedPolicy::arn));
            Paging.write(
                    call,
                    out,
                    "AttachedPolicies",
                    policies,
                    ManagedPolicy::arn,
                    (policy, item) -> item.element("PolicyName", policy.name()).element("PolicyArn", policy.arn()));
        });
    }
}
