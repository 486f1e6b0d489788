package sealstead.query.iam;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import sealstead.iam.PolicyHolder;
import sealstead.query.Call;
import sealstead.query.OperationConditions;
import sealstead.query.QueryError;
import sealstead.query.QueryHandler;
import sealstead.query.Step;

/// Put and Delete of permissions boundaries, of users or of roles.
final class BoundaryOperations<T extends PolicyHolder<T>> {
    private final Targets targets;
    private final Holders.Kind<T> kind;

    BoundaryOperations(Targets targets, Holders.Kind<T> kind) {
        this.targets = targets;
        this.kind = kind;
    }

    void addTo(Map<IamOperation, QueryHandler> all) {
        all.put(kind.operation("Put", "PermissionsBoundary"), this::put);
        all.put(kind.operation("Delete", "PermissionsBoundary"), this::delete);
    }

    private Step.Ask put(Call call) throws IOException {
        var arn = Targets.boundaryArn(call);
        return kind.finder()
                .find(call, new OperationConditions().with("iam:permissionsboundary", arn))
                .silently(holder -> {
                    var policy = targets.boundary(call);
                    kind.entities()
                            .update(
                                    holder.id(),
                                    current -> current.with(
                                            current.permissions().withBoundary(Optional.of(policy.reference()))));
                });
    }

    private Step.Ask delete(Call call) throws IOException {
        return kind.finder().find(call, new OperationConditions()).silently(holder -> {
            if (holder.permissions().boundary().isEmpty()) {
                throw QueryError.NO_SUCH_ENTITY.saying(
                        kind.noun() + " " + holder.name() + " does not have a permissions boundary.");
            }
            kind.entities()
                    .update(
                            holder.id(),
                            current -> current.with(current.permissions().withBoundary(Optional.empty())));
        });
    }
}
