package sealstead.iam;

/// An entity that policies are attached to.
public sealed interface PolicyHolder<T extends PolicyHolder<T>> extends Entity<T> permits User, UserGroup, Role {
    AttachedPolicies permissions();

    T with(AttachedPolicies permissions);
}
