package sealstead.query.iam;

import java.io.IOException;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import sealstead.iam.AttachedPolicies;
import sealstead.iam.IdentityStore;
import sealstead.iam.Naming;
import sealstead.iam.User;
import sealstead.iam.policy.PrincipalName;
import sealstead.query.Call;
import sealstead.query.OperationConditions;
import sealstead.query.Paging;
import sealstead.query.QueryError;
import sealstead.query.QueryHandler;
import sealstead.query.Step;
import sealstead.query.TagKeys;

/// Operations on users.
final class UserOperations {
    private final IdentityStore identityStore;
    private final Targets targets;
    private final EntityXml xml;
    private final Clock clock;

    UserOperations(IdentityStore identityStore, Targets targets, EntityXml xml, Clock clock) {
        this.identityStore = identityStore;
        this.targets = targets;
        this.xml = xml;
        this.clock = clock;
    }

    void addTo(Map<IamOperation, QueryHandler> all) {
        all.put(IamOperation.CREATE_USER, this::createUser);
        all.put(IamOperation.GET_USER, this::getUser);
        all.put(IamOperation.UPDATE_USER, this::updateUser);
        all.put(IamOperation.DELETE_USER, this::deleteUser);
        all.put(IamOperation.LIST_USERS, this::listUsers);
    }

    private Step.Ask createUser(Call call) throws IOException {
        var form = call.form();
        var name = form.name("UserName", Targets.MAX_USER_NAME);
        var path = form.path("Path");
        var tags = form.tags(TagKeys.OF_PRINCIPALS);
        var conditions = new OperationConditions();
        form.text("PermissionsBoundary").ifPresent(arn -> conditions.with("iam:permissionsboundary", arn));
        return Step.needingTags(
                        call, IamOperation.TAG_USER.action(), Targets.arn(call, "user" + path + name), tags, conditions)
                .reply(out -> {
                    var boundary = form.text("PermissionsBoundary").isPresent()
                            ? Optional.of(targets.boundary(call).reference())
                            : Optional.<String>empty();
                    Quota.USERS.check(identityStore.users().count(call.account()));
                    var user = new User(
                            Naming.fresh(call.account(), identityStore.ids().user(), path, name, clock.instant())
                                    .withTags(tags),
                            AttachedPolicies.NONE.withBoundary(boundary),
                            List.of(),
                            List.of());
                    if (!identityStore.users().create(user)) {
                        throw QueryError.ALREADY_EXISTS.saying("User with name " + name + " already exists.");
                    }
                    out.begin("User");
                    xml.whole(user, out);
                    out.end();
                });
    }

    private Step.Ask getUser(Call call) throws IOException {
        var caller = call.caller();
        if (call.form().text("UserName").isEmpty() && caller.principal().kind() == PrincipalName.Kind.ROOT) {
            return Step.needingNothing().reply(out -> {
                var created = identityStore
                        .accounts()
                        .find(call.account())
                        .orElseThrow()
                        .created();
                out.begin("User")
                        .element("UserId", call.account())
                        .element("Arn", caller.arn())
                        .element("CreateDate", EntityXml.time(created))
                        .end();
            });
        }
        return targets.userOrCaller(call).reply((user, out) -> {
            out.begin("User");
            xml.whole(user, out);
            out.end();
        });
    }

    private Step.Ask updateUser(Call call) throws IOException {
        var form = call.form();
        var newName = form.optionalName("NewUserName", Targets.MAX_USER_NAME);
        var newPath = form.text("NewPath").isPresent() ? Optional.of(form.path("NewPath")) : Optional.<String>empty();
        return targets.user(call).then(user -> {
            var old = user.naming();
            if (newName.isEmpty() && newPath.isEmpty()) {
                return Step.Work.silent(() -> {});
            }
            var path = newPath.orElse(old.path());
            var name = newName.orElse(old.name());
            var conditions = new OperationConditions().resourceTags("iam", old.tags());
            return Step.needing(call, Targets.arn(call, "user" + path + name), conditions)
                    .silently(() -> {
                        if (!identityStore.users().rename(user, path, name)) {
                            throw QueryError.ALREADY_EXISTS.saying("User with name " + name + " already exists.");
                        }
                    });
        });
    }

    private Step.Ask deleteUser(Call call) throws IOException {
        return targets.user(call).silently(user -> {
            var gone = new HashSet<String>();
            for (var group : user.groups()) {
                if (identityStore.groups().byId(group).isEmpty()) {
                    gone.add(group);
                }
            }
            identityStore.users().delete(user.id(), current -> {
                if (!current.keys().isEmpty()) {
                    throw QueryError.DELETE_CONFLICT.saying("Cannot delete entity, must delete access keys first.");
                }
                if (!gone.containsAll(current.groups())) {
                    throw QueryError.DELETE_CONFLICT.saying(
                            "Cannot delete entity, must remove users from group first.");
                }
                checkBare(current.permissions());
            });
        });
    }

    /// Refuses to delete who still has policies.
    static void checkBare(AttachedPolicies permissions) {
        if (!permissions.attached().isEmpty()) {
            throw QueryError.DELETE_CONFLICT.saying("Cannot delete entity, must detach all policies first.");
        }
        if (!permissions.inline().isEmpty()) {
            throw QueryError.DELETE_CONFLICT.saying("Cannot delete entity, must delete policies first.");
        }
    }

    private Step.Ask listUsers(Call call) throws IOException {
        var prefix = call.form().text("PathPrefix").orElse("/");
        return Step.needing(call, Targets.arn(call, "user" + prefix), new OperationConditions())
                .reply(out -> {
                    Paging.write(
                            call,
                            out,
                            "Users",
                            EntityXml.under(identityStore.users(), call.account(), prefix),
                            user -> user.name().toLowerCase(Locale.ROOT),
                            EntityXml::size,
                            EntityXml::listed);
                });
    }
}
