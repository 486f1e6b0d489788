package sealstead.audit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import sealstead.custody.RecordReader;
import sealstead.custody.RecordWriter;
import sealstead.custody.SealedStore;
import sealstead.custody.SealedStore.Update;
import sealstead.store.Bytes;
import sealstead.store.Edit;
import sealstead.store.Lane;

/// Whose chains there are in a store that several gateways have. The first chain of a store, which has no name, goes on
/// with the gateway that has its files; each other gateway has one of its own, called after it. A chain that was begun
/// is in this list for ever, so that one whose anchor is missing is known to have lost it.
///
/// @param first the gateway that goes on with the first chain; empty if none does
/// @param begun the gateways that have begun one of their own
record Chains(String first, List<String> begun) {
    private static final Bytes GROUP = Bytes.utf8("chains");
    private static final EnumSet<Lane> HEAD = EnumSet.of(Lane.HEAD);

    Chains {
        begun = List.copyOf(begun);
    }

    static Optional<Chains> read(SealedStore store) throws IOException {
        return store.read(Anchor.TABLE, GROUP, HEAD).head().map(head -> read(head.value()));
    }

    static Chains read(Bytes record) {
        var first = "";
        var begun = new ArrayList<String>();
        var in = new RecordReader(record);
        while (in.next()) {
            switch (in.tag()) {
                case 1 -> first = in.text();
                case 2 -> begun.add(in.text());
                default -> {}
            }
        }
        return new Chains(first, begun);
    }

    Bytes write() {
        var out = new RecordWriter().text(1, first);
        begun.forEach(name -> out.text(2, name));
        return out.toBytes();
    }

    /// Has a gateway go on with the first chain, if nobody does.
    ///
    /// @param mayBegin whether there may be no list yet
    /// @return whether it does
    static boolean isFirst(SealedStore store, String gateway, boolean mayBegin, boolean wants) throws IOException {
        return store.update(Anchor.TABLE, GROUP, head -> {
            if (head.isEmpty() && !mayBegin) {
                return Update.leave(false);
            }
            var now = head.map(Chains::read).orElse(new Chains("", List.of()));
            if (!now.first().isEmpty() || !wants) {
                return Update.leave(now.first().equals(gateway));
            }
            return new Update<>(true, new Edit.PutHead(new Chains(gateway, now.begun()).write()));
        });
    }

    /// Whether a gateway may begin a chain of its own: it never has.
    static boolean mayBegin(SealedStore store, String gateway, boolean mayBeginList) throws IOException {
        return read(store).map(known -> !known.begun().contains(gateway)).orElse(mayBeginList);
    }

    /// It has begun one.
    static void begin(SealedStore store, String gateway) throws IOException {
        store.update(Anchor.TABLE, GROUP, head -> {
            var now = head.map(Chains::read).orElse(new Chains("", List.of()));
            if (now.begun().contains(gateway)) {
                return Update.leave(true);
            }
            var begun = new ArrayList<>(now.begun());
            begun.add(gateway);
            return new Update<>(true, new Edit.PutHead(new Chains(now.first(), begun).write()));
        });
    }

    /// A server that has the store alone goes on with the first chain.
    static void leaveFirst(SealedStore store) throws IOException {
        store.update(Anchor.TABLE, GROUP, head -> {
            var now = head.map(Chains::read).orElse(new Chains("", List.of()));
            return now.first().isEmpty()
                    ? Update.leave(true)
                    : new Update<>(true, new Edit.PutHead(new Chains("", now.begun()).write()));
        });
    }
}
