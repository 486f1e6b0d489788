package sealstead.audit;

import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import sealstead.custody.RecordReader;
import sealstead.custody.RecordWriter;
import sealstead.custody.SealedStore;
import sealstead.store.Bytes;
import sealstead.store.Edit;
import sealstead.store.Lane;
import sealstead.store.Table;

/// Where the chain has got to, kept sealed in the store: a trail that is cut off at its end is shorter than its anchor.
final class Anchor {
    private static final Table TABLE = new Table("audit");
    private static final Bytes LAST = Bytes.utf8("last");

    private final SealedStore store;

    Anchor(SealedStore store) {
        this.store = store;
    }

    Chain.Link read() throws IOException {
        return store.read(TABLE, LAST, EnumSet.of(Lane.HEAD))
                .head()
                .map(head -> read(head.value()))
                .orElse(Chain.Link.FIRST);
    }

    private static Chain.Link read(Bytes record) {
        var in = new RecordReader(record);
        long sequence = 0;
        var mac = "";
        while (in.next()) {
            switch (in.tag()) {
                case 1 -> sequence = in.number();
                case 2 -> mac = in.text();
                default -> {}
            }
        }
        return new Chain.Link(sequence, mac);
    }

    void write(Chain.Link link) throws IOException {
        var group = store.read(TABLE, LAST, EnumSet.of(Lane.HEAD));
        var record = new RecordWriter().number(1, link.sequence()).text(2, link.mac());
        store.commit(TABLE, LAST, group.unchanged(), List.of(new Edit.PutHead(record.toBytes())));
    }
}
