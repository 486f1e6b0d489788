package sealstead.audit;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import sealstead.custody.RootKey;
import sealstead.custody.SealedStore;

/// Where a trail is kept, and how it is chained and sealed. Gateways that have a store together have a chain each.
public final class AuditStore {
    /// Before the name of a gateway, that of the folder of its chain; none of the store's first chain.
    private static final String OF_GATEWAY = "gateway-";

    private final Path home;
    private final SealedStore records;
    /// Empty for the first chain of the store.
    private final String name;
    private final AuditFolder folder;
    private final Anchor anchor;
    private final Chain chain;
    private final TrailLines lines;

    /// The first chain of a store.
    public AuditStore(Path folder, SealedStore records, RootKey root, SecureRandom random) {
        this(folder, "", records, new Chain(root.derive("audit")), new TrailLines(root, random));
    }

    private AuditStore(Path home, String name, SealedStore records, Chain chain, TrailLines lines) {
        this.home = home;
        this.records = records;
        this.name = name;
        this.folder = new AuditFolder(name.isEmpty() ? home : home.resolve(OF_GATEWAY + name));
        this.anchor = new Anchor(records, name);
        this.chain = chain;
        this.lines = lines;
    }

    /// That of a server which has its store alone.
    ///
    /// @param isNew whether the store has no account yet: whoever has one later and no anchor lost it
    public static AuditStore alone(Path folder, SealedStore records, RootKey root, SecureRandom random, boolean isNew)
            throws IOException {
        var store = new AuditStore(folder, records, root, random);
        if (isNew) {
            store.anchor.begin();
        }
        Chains.leaveFirst(records);
        return store;
    }

    /// That of one of the gateways of a store: the first chain if it has its files and nobody else goes on with it, or
    /// it has begun the store; else one of its own, which it begins once.
    ///
    /// @param gateway its name
    /// @param isNew whether the store has no account yet
    public static AuditStore of(
            Path folder, SealedStore records, RootKey root, SecureRandom random, String gateway, boolean isNew)
            throws IOException {
        var first = new AuditStore(folder, records, root, random);
        if (isNew) {
            first.anchor.begin();
        }
        // A store that gateways had one after the other has an anchor and no list.
        boolean mayBegin = first.anchor.read().isPresent();
        boolean hasFiles = !first.folder.files().isEmpty();
        if (Chains.isFirst(records, gateway, mayBegin, mayBegin && (isNew || hasFiles))) {
            return first;
        }
        var own = new AuditStore(folder, gateway, records, first.chain, first.lines);
        if (Chains.mayBegin(records, gateway, mayBegin)) {
            own.anchor.begin();
            Chains.begin(records, gateway);
        }
        return own;
    }

    /// The other chains of the store, as far as it knows them.
    List<AuditStore> others() throws IOException {
        var others = new ArrayList<AuditStore>();
        var known = Chains.read(records);
        if (known.isEmpty()) {
            return others;
        }
        if (!name.isEmpty()) {
            others.add(new AuditStore(home, "", records, chain, lines));
        }
        for (var begun : known.get().begun()) {
            if (!begun.equals(name)) {
                others.add(new AuditStore(home, begun, records, chain, lines));
            }
        }
        return others;
    }

    /// The gateway whose chain this is; of the first chain who goes on with it.
    String gateway() throws IOException {
        return name.isEmpty() ? Chains.read(records).map(Chains::first).orElse("") : name;
    }

    /// How far the store knows the chain to go.
    Optional<Long> anchored() throws IOException {
        return anchor.read().map(state -> state.link().sequence());
    }

    /// Makes the anchor of a new store.
    void begin() throws IOException {
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
