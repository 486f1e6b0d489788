package sealstead.query.iam;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Map;
import sealstead.iam.PolicyHolder;
import sealstead.iam.policy.NamedPolicy;
import sealstead.query.Call;
import sealstead.query.OperationConditions;
import sealstead.query.Paging;
import sealstead.query.QueryError;
import sealstead.query.QueryHandler;
import sealstead.query.Step;
import sealstead.wire.Refusal;

/// Put, Get, Delete and List of inline policies, of one kind of holder.
final class InlinePolicyOperations<T extends PolicyHolder<T>> {
    private final Holders.Kind<T> kind;

    InlinePolicyOperations(Holders.Kind<T> kind) {
        this.kind = kind;
    }

    void addTo(Map<IamOperation, QueryHandler> all) {
        all.put(kind.operation("Put", "Policy"), this::put);
        all.put(kind.operation("Get", "Policy"), this::get);
        all.put(kind.operation("Delete", "Policy"), this::delete);
        all.put(kind.operation("List", "Policies"), this::list);
    }

    private Step.Ask put(Call call) throws IOException {
        var name = call.form().name("PolicyName", Targets.MAX_NAME);
        var text = call.form().required("PolicyDocument");
        return kind.finder().find(call, new OperationConditions()).silently(holder -> {
            var policy = new NamedPolicy(name, Documents.ofIdentity(text));
            kind.entities().update(holder.id(), current -> {
                var changed = current.permissions().withInline(policy);
                if (Documents.inlineSize(changed) > kind.inlineSize()) {
                    throw QueryError.LIMIT_EXCEEDED.saying("Maximum policy size of " + kind.inlineSize()
                            + " bytes exceeded for " + kind.noun().toLowerCase(Locale.ROOT) + " " + current.name());
                }
                return current.with(changed);
            });
        });
    }

    private Step.Ask get(Call call) throws IOException {
        var name = call.form().name("PolicyName", Targets.MAX_NAME);
        return kind.finder().find(call, new OperationConditions()).reply((holder, out) -> {
            var policy = holder.permissions().inline().get(name);
            if (policy == null) {
                throw noPolicy(name);
            }
            out.element(kind.noun() + "Name", holder.name())
                    .element("PolicyName", name)
                    .element("PolicyDocument", EntityXml.encoded(policy.document()));
        });
    }

    private Refusal noPolicy(String name) {
        return QueryError.NO_SUCH_ENTITY.saying(
                "The " + kind.noun().toLowerCase(Locale.ROOT) + " policy with name " + name + " cannot be found.");
    }

    private Step.Ask delete(Call call) throws IOException {
        var name = call.form().name("PolicyName", Targets.MAX_NAME);
        return kind.finder().find(call, new OperationConditions()).silently(holder -> {
            if (!holder.permissions().inline().containsKey(name)) {
                throw noPolicy(name);
            }
            kind.entities()
                    .update(
                            holder.id(),
                            current -> current.with(current.permissions().withoutInline(name)));
        });
    }

    private Step.Ask list(Call call) throws IOException {
        return kind.finder().find(call, new OperationConditions()).reply((holder, out) -> {
            Paging.writeNames(
                    call,
                    out,
                    "PolicyNames",
                    new ArrayList<>(holder.permissions().inline().keySet()));
        });
    }
}
