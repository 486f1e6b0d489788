package sealstead.audit;

import java.nio.file.Path;
import sealstead.custody.RootKey;
import sealstead.custody.SealedStore;

/// Where a trail is kept and how it is chained.
public final class AuditStore {
    private final AuditFolder folder;
    private final Anchor anchor;
    private final Chain chain;

    public AuditStore(Path folder, SealedStore records, RootKey root) {
        this.folder = new AuditFolder(folder);
        this.anchor = new Anchor(records);
        this.chain = new Chain(root.derive("audit"));
    }

    AuditFolder folder() {
        return folder;
    }

    Anchor anchor() {
        return anchor;
    }

    Chain chain() {
        return chain;
    }
}
