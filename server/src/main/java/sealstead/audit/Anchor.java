package sealstead.audit;

import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import sealstead.custody.RecordReader;
import sealstead.custody.RecordWriter;
import sealstead.custody.SealedStore;
import sealstead.store.Bytes;
import sealstead.store.Edit;
import sealstead.store.Lane;
import sealstead.store.Table;

/// Where the chain has got to, kept sealed in the store: a trail that is cut off at its end is shorter than its
/// anchor. It is made before the first account is, so that a server that has an account and no anchor had it
/// taken away.
final class Anchor {
    static final Table TABLE = new Table("audit");
    private static final String LAST = "last";
    private static final EnumSet<Lane> HEAD = EnumSet.of(Lane.HEAD);

    private final SealedStore store;
    private final Bytes group;

    /// @param chain empty for the one that a store has had since it was made
    Anchor(SealedStore store, String chain) {
        this.store = store;
        this.group = Bytes.utf8(chain.isEmpty() ? LAST : LAST + "/" + chain);
    }

    /// What is kept.
    ///
    /// @param running whether a server writes the trail; still set after one that was killed
    record State(Chain.Link link, boolean running) {}

    Optional<State> read() throws IOException {
        return store.read(TABLE, group, HEAD).head().map(head -> read(head.value()));
    }

    static State read(Bytes record) {
        var in = new RecordReader(record);
        long sequence = 0;
        var mac = "";
        boolean running = false;
        while (in.next()) {
            switch (in.tag()) {
                case 1 -> sequence = in.number();
                case 2 -> mac = in.text();
                case 3 -> running = in.flag();
                default -> {}
            }
        }
        return new State(new Chain.Link(sequence, mac), running);
    }

    static Bytes write(State state) {
        return new RecordWriter()
                .number(1, state.link().sequence())
                .text(2, state.link().mac())
                .flag(3, state.running())
                .toBytes();
    }

    /// Keeps `wanted` in the place of what was last seen there; whatever else is there stays.
    ///
    /// @return what was there
    Optional<State> replace(Optional<State> expected, State wanted) throws IOException {
        var now = store.read(TABLE, group, HEAD);
        var found = now.head().map(head -> read(head.value()));
        if (found.equals(expected)) {
            store.commit(TABLE, group, now.unchanged(), List.of(new Edit.PutHead(write(wanted))));
        }
        return found;
    }

    /// Makes the anchor of a trail without lines, if there is none.
    void begin() throws IOException {
        replace(Optional.empty(), new State(Chain.Link.FIRST, false));
    }
}
