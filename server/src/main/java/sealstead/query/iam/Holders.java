package sealstead.query.iam;

import java.io.IOException;
import java.util.List;
import sealstead.iam.Entities;
import sealstead.iam.IdentityStore;
import sealstead.iam.PolicyHolder;
import sealstead.iam.Role;
import sealstead.iam.User;
import sealstead.iam.UserGroup;
import sealstead.query.Call;
import sealstead.query.OperationConditions;

/// The three kinds of entities that hold policies, for operations that are alike for all of them.
final class Holders {
    /// One kind.
    ///
    /// @param noun `User`, `Group` or `Role`, as in the names of operations and parameters
    /// @param attached how many managed policies one may have
    /// @param inlineSize how long all inline policies of one may be together
    record Kind<T extends PolicyHolder<T>>(
            String noun, Entities<T> entities, Finder<T> finder, Quota attached, int inlineSize) {
        IamOperation operation(String before, String after) {
            return IamOperation.named(before + noun + after).orElseThrow();
        }
    }

    /// Finds the one that a call names.
    @FunctionalInterface
    interface Finder<T> {
        Sought<T> find(Call call, OperationConditions conditions) throws IOException;
    }

    private final Kind<User> users;
    private final Kind<UserGroup> groups;
    private final Kind<Role> roles;

    Holders(IdentityStore identityStore, Targets targets) {
        users = new Kind<>("User", identityStore.users(), targets::user, Quota.ATTACHED_TO_USER, 2048);
        groups = new Kind<>("Group", identityStore.groups(), targets::group, Quota.ATTACHED_TO_GROUP, 5120);
        roles = new Kind<>("Role", identityStore.roles(), targets::role, Quota.ATTACHED_TO_ROLE, 10_240);
    }

    List<Kind<?>> all() {
        return List.of(users, groups, roles);
    }

    Kind<User> users() {
        return users;
    }

    Kind<Role> roles() {
        return roles;
    }
}
