package sealstead.time;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
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

/// The time that the store has counted, as it is kept in it: table `time`, group `counted`.
public final class TimeRecord {
    private static final Table TABLE = new Table("time");
    private static final Bytes GROUP = Bytes.utf8("counted");
    private static final EnumSet<Lane> HEAD = EnumSet.of(Lane.HEAD);

    private final SealedStore records;

    public TimeRecord(SealedStore records) {
        this.records = records;
    }

    /// Absent in a store that was never served before, or not by a version that counted.
    public Optional<WitnessedTime.Kept> read() throws IOException {
        return records.read(TABLE, GROUP, HEAD).head().map(head -> parse(head.value()));
    }

    /// Keeps what was counted; a server that comes second keeps its own at its next turn. Of the time that servers
    /// have run nothing is taken back: one that came later has counted less.
    public void write(WitnessedTime.Kept kept) throws IOException {
        var before = records.read(TABLE, GROUP, HEAD);
        var running = before.head()
                .map(head -> parse(head.value()).running())
                .filter(longer -> longer.compareTo(kept.running()) > 0)
                .orElse(kept.running());
        var now = new WitnessedTime.Kept(kept.counted(), running);
        records.commit(TABLE, GROUP, before.unchanged(), List.of(new Edit.PutHead(format(now))));
    }

    static Bytes format(WitnessedTime.Kept kept) {
        return new RecordWriter()
                .number(1, kept.counted().toEpochMilli())
                .number(2, kept.running().toMillis())
                .toBytes();
    }

    static WitnessedTime.Kept parse(Bytes record) {
        var in = new RecordReader(record);
        var counted = Instant.EPOCH;
        var running = Duration.ZERO;
        while (in.next()) {
            switch (in.tag()) {
                case 1 -> counted = Instant.ofEpochMilli(in.number());
                case 2 -> running = Duration.ofMillis(in.number());
                default -> {}
            }
        }
        return new WitnessedTime.Kept(counted, running);
    }
}
