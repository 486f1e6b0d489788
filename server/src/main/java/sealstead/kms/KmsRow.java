package sealstead.kms;

import java.util.List;

/// What is known of one operation of the KMS. A row begins with what it is about; each call after that says what is
/// not as with most.
final class KmsRow {
    final KmsOperation.Resource resource;
    final List<String> actions;
    boolean changesNothing;
    boolean makesMany;
    boolean byAlias;
    boolean ofAwsToo;

    private KmsRow(KmsOperation.Resource resource, String... actions) {
        this.resource = resource;
        this.actions = List.of(actions);
    }

    static KmsRow account() {
        return new KmsRow(KmsOperation.Resource.ACCOUNT);
    }

    static KmsRow key() {
        return new KmsRow(KmsOperation.Resource.KEY);
    }

    static KmsRow newAlias() {
        return new KmsRow(KmsOperation.Resource.NEW_ALIAS);
    }

    static KmsRow alias() {
        return new KmsRow(KmsOperation.Resource.ALIAS);
    }

    /// @param actions if they are not `kms:` and its name
    static KmsRow use(String... actions) {
        return new KmsRow(KmsOperation.Resource.USED_KEY, actions).changesNothing();
    }

    static KmsRow grant() {
        return new KmsRow(KmsOperation.Resource.GRANT);
    }

    static KmsRow absent() {
        return new KmsRow(KmsOperation.Resource.NONE);
    }

    /// It changes nothing, although its name does not say so.
    KmsRow changesNothing() {
        changesNothing = true;
        return this;
    }

    /// It makes something of which there may be many.
    KmsRow makesMany() {
        makesMany = true;
        return this;
    }

    /// The key may be named by an alias.
    KmsRow byAlias() {
        byAlias = true;
        return this;
    }

    /// It changes keys that AWS manages, too.
    KmsRow ofAwsToo() {
        ofAwsToo = true;
        return this;
    }
}
