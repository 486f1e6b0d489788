package sealstead.iam;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import sealstead.crypto.SecretBytes;
import sealstead.iam.policy.PrincipalName;

/// A user of an account.
///
/// @param groups the ids of the groups it is in
public record User(Naming naming, AttachedPolicies permissions, List<String> groups, List<Key> keys)
        implements PolicyHolder<User> {
    public User {
        groups = List.copyOf(groups);
        keys = List.copyOf(keys);
    }

    /// A long-term access key.
    public record Key(String id, SecretBytes secret, boolean active, Instant created) {}

    @Override
    public String arn() {
        return naming.arn("user");
    }

    @Override
    public User with(Naming changed) {
        return new User(changed, permissions, groups, keys);
    }

    @Override
    public User with(AttachedPolicies changed) {
        return new User(naming, changed, groups, keys);
    }

    public User withGroups(List<String> changed) {
        return new User(naming, permissions, changed, keys);
    }

    public User withKeys(List<Key> changed) {
        return new User(naming, permissions, groups, changed);
    }

    public Optional<Key> key(String keyId) {
        return keys.stream().filter(key -> key.id().equals(keyId)).findFirst();
    }

    public PrincipalName principal() {
        return new PrincipalName(PrincipalName.Kind.USER, naming.accountId(), arn(), arn(), "", id(), id());
    }
}
