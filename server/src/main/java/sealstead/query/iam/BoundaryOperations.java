package sealstead.query.iam;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import sealstead.iam.PolicyHolder;
import sealstead.query.Call;
import sealstead.query.Facts;
import sealstead.query.Operation;
import sealstead.query.QueryError;

/// Put and Delete of permissions boundaries, of users or of roles.
final class BoundaryOperations<T extends PolicyHolder<T>> {
    private final Targets targets;
    private final Holders.Kind<T> kind;

    BoundaryOperations(Targets targets, Holders.Kind<T> kind) {
        this.targets = targets;
        this.kind = kind;
    }

    void addTo(Map<IamOperation, Operation> all) {
        all.put(kind.operation("Put", "PermissionsBoundary"), Operation.silent(this::put));
        all.put(kind.operation("Delete", "PermissionsBoundary"), Operation.silent(this::delete));
    }

    private void put(Call call) throws IOException {
        var arn = Targets.boundaryArn(call);
        var holder = kind.finder().find(call, new Facts().with("iam:permissionsboundary", arn));
        var policy = targets.boundary(call);
        kind.entities()
                .update(
                        holder.id(),
                        current -> current.with(current.permissions().withBoundary(Optional.of(policy.reference()))));
    }

    private void delete(Call call) throws IOException {
        var holder = kind.finder().find(call, new Facts());
        if (holder.permissions().boundary().isEmpty()) {
            throw QueryError.NO_SUCH_ENTITY.saying(
                    kind.noun() + " " + holder.name() + " does not have a permissions boundary.");
        }
        kind.entities()
                .update(
                        holder.id(),
                        current -> current.with(current.permissions().withBoundary(Optional.empty())));
    }
}
