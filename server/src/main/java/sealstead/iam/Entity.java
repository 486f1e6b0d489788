package sealstead.iam;

/// Something of IAM that has a name within its account.
public sealed interface Entity<T extends Entity<T>> permits PolicyHolder, ManagedPolicy, OidcProvider {
    Naming naming();

    T with(Naming naming);

    String arn();

    default String id() {
        return naming().id();
    }

    default String name() {
        return naming().name();
    }
}
