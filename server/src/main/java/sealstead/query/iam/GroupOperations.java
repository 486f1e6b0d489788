package sealstead.query.iam;

import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import sealstead.iam.AttachedPolicies;
import sealstead.iam.Entity;
import sealstead.iam.IdentityStore;
import sealstead.iam.Naming;
import sealstead.iam.User;
import sealstead.iam.UserGroup;
import sealstead.query.Call;
import sealstead.query.OperationConditions;
import sealstead.query.Paging;
import sealstead.query.QueryError;
import sealstead.query.QueryHandler;
import sealstead.query.Step;

/// Operations on groups and their members.
final class GroupOperations {
    private final IdentityStore identityStore;
    private final Targets targets;
    private final Clock clock;

    GroupOperations(IdentityStore identityStore, Targets targets, Clock clock) {
        this.identityStore = identityStore;
        this.targets = targets;
        this.clock = clock;
    }

    void addTo(Map<IamOperation, QueryHandler> all) {
        all.put(IamOperation.CREATE_GROUP, this::createGroup);
        all.put(IamOperation.GET_GROUP, this::getGroup);
        all.put(IamOperation.UPDATE_GROUP, this::updateGroup);
        all.put(IamOperation.DELETE_GROUP, this::deleteGroup);
        all.put(IamOperation.LIST_GROUPS, this::listGroups);
        all.put(IamOperation.LIST_GROUPS_FOR_USER, this::listGroupsForUser);
        all.put(IamOperation.ADD_USER_TO_GROUP, this::addUserToGroup);
        all.put(IamOperation.REMOVE_USER_FROM_GROUP, this::removeUserFromGroup);
    }

    private Step.Ask createGroup(Call call) throws IOException {
        var name = call.form().name("GroupName", Targets.MAX_NAME);
        var path = call.form().path("Path");
        return Step.needing(call, Targets.arn(call, "group" + path + name), new OperationConditions())
                .reply(out -> {
                    Quota.GROUPS.check(identityStore.groups().count(call.account()));
                    var group = new UserGroup(
                            Naming.fresh(call.account(), identityStore.ids().group(), path, name, clock.instant()),
                            AttachedPolicies.NONE);
                    if (!identityStore.groups().create(group)) {
                        throw QueryError.ALREADY_EXISTS.saying("Group with name " + name + " already exists.");
                    }
                    out.begin("Group");
                    EntityXml.group(group, out);
                    out.end();
                });
    }

    private Step.Ask getGroup(Call call) throws IOException {
        return targets.group(call).reply((group, out) -> {
            out.begin("Group");
            EntityXml.group(group, out);
            out.end();
            Paging.write(
                    call,
                    out,
                    "Users",
                    (Paging.Visit<User> visit) -> identityStore.forEachMember(group, visit::see),
                    GroupOperations::key,
                    EntityXml::size,
                    EntityXml::listed);
        });
    }

    private Step.Ask updateGroup(Call call) throws IOException {
        var form = call.form();
        var newName = form.optionalName("NewGroupName", Targets.MAX_NAME);
        var newPath = form.text("NewPath").isPresent() ? Optional.of(form.path("NewPath")) : Optional.<String>empty();
        return targets.group(call).then(group -> {
            if (newName.isEmpty() && newPath.isEmpty()) {
                return Step.Work.silent(() -> {});
            }
            var path = newPath.orElse(group.naming().path());
            var name = newName.orElse(group.name());
            return Step.needing(call, Targets.arn(call, "group" + path + name), new OperationConditions())
                    .silently(() -> {
                        if (!identityStore.groups().rename(group, path, name)) {
                            throw QueryError.ALREADY_EXISTS.saying("Group with name " + name + " already exists.");
                        }
                    });
        });
    }

    /// A member that joins at this very moment keeps the id of a group that is gone, which gives it nothing.
    private Step.Ask deleteGroup(Call call) throws IOException {
        return targets.group(call).silently(group -> {
            identityStore.forEachMember(group, user -> {
                throw QueryError.DELETE_CONFLICT.saying("Cannot delete entity, must remove users from group first.");
            });
            identityStore.groups().delete(group.id(), current -> UserOperations.checkBare(current.permissions()));
        });
    }

    private Step.Ask listGroups(Call call) throws IOException {
        var prefix = call.form().text("PathPrefix").orElse("/");
        return Step.needing(call, Targets.arn(call, "group" + prefix), new OperationConditions())
                .reply(out -> {
                    Paging.write(
                            call,
                            out,
                            "Groups",
                            EntityXml.under(identityStore.groups(), call.account(), prefix),
                            GroupOperations::key,
                            EntityXml::size,
                            EntityXml::group);
                });
    }

    private Step.Ask listGroupsForUser(Call call) throws IOException {
        return targets.user(call).reply((user, out) -> {
            var groups = new ArrayList<UserGroup>();
            for (var id : user.groups()) {
                identityStore.groups().byId(id).ifPresent(groups::add);
            }
            groups.sort(Comparator.comparing(GroupOperations::key));
            Paging.write(call, out, "Groups", groups, GroupOperations::key, EntityXml::group);
        });
    }

    private static String key(Entity<?> entity) {
        return entity.name().toLowerCase(Locale.ROOT);
    }

    private Step.Ask addUserToGroup(Call call) throws IOException {
        return targets.group(call).silently(group -> {
            var name = call.form().name("UserName", Targets.MAX_NAME);
            var user = identityStore.users().named(call.account(), name).orElseThrow(() -> Targets.noUser(name));
            var live = new ArrayList<String>();
            for (var id : user.groups()) {
                if (identityStore.groups().byId(id).isPresent()) {
                    live.add(id);
                }
            }
            var changed = identityStore.users().update(user.id(), current -> {
                if (current.groups().contains(group.id())) {
                    return current;
                }
                var more = new ArrayList<>(current.groups());
                more.removeIf(id -> user.groups().contains(id) && !live.contains(id));
                Quota.GROUPS_OF_USER.check(more.size());
                more.add(group.id());
                return current.withGroups(more);
            });
            if (changed.isEmpty()) {
                throw Targets.noUser(name);
            }
        });
    }

    private Step.Ask removeUserFromGroup(Call call) throws IOException {
        return targets.groupIfThere(call).silently(found -> {
            var name = call.form().name("UserName", Targets.MAX_NAME);
            var user = identityStore.users().named(call.account(), name).orElseThrow(() -> Targets.noUser(name));
            var group = found.orElseThrow(() -> Targets.noGroup(call.form().name("GroupName", Targets.MAX_NAME)));
            identityStore
                    .users()
                    .update(
                            user.id(),
                            current -> current.withGroups(current.groups().stream()
                                    .filter(id -> !id.equals(group.id()))
                                    .toList()));
        });
    }
}
