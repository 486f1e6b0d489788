package sealstead.audit;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import sealstead.custody.RootKey;
import sealstead.custody.SealedStore;

/// Where a trail is kept, and how it is chained and sealed.
public final class AuditStore {
    private final AuditFolder folder;
    private final Anchor anchor;
    private final Chain chain;
    private final TrailLines lines;

    public AuditStore(Path folder, SealedStore records, RootKey root, SecureRandom random) {
        this.folder = new AuditFolder(folder);
        this.anchor = new Anchor(records);
        this.chain = new Chain(root.derive("audit"));
        this.lines = new TrailLines(root, random);
    }

    /// Makes the anchor of a new server, before it has an account: whoever has one later and no anchor lost it.
    public void begin() throws IOException {
        anchor.begin();
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

    TrailLines lines() {
        return lines;
    }
}
