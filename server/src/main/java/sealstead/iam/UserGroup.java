package sealstead.iam;

/// A group of users; its members are found in the users' records.
public record UserGroup(Naming naming, AttachedPolicies permissions) implements PolicyHolder<UserGroup> {
    @Override
    public String arn() {
        return naming.arn("group");
    }

    @Override
    public UserGroup with(Naming changed) {
        return new UserGroup(changed, permissions);
    }

    @Override
    public UserGroup with(AttachedPolicies changed) {
        return new UserGroup(naming, changed);
    }
}
