package sealstead.s3.notification;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import sealstead.custody.SealedStore;
import sealstead.store.Bytes;
import sealstead.store.Edit;
import sealstead.store.Guard;
import sealstead.store.Outcome;
import sealstead.store.Table;
import sealstead.store.TxId;

/// Events that wait to be delivered, sealed and durable, in order of time for each webhook.
final class EventQueue {
    private static final Table TABLE = new Table("event");
    private static final Bytes END_OF_NAME = Bytes.of((byte) 0);

    private final SealedStore records;
    private final RandomGenerator random;
    private final Clock clock;

    EventQueue(SealedStore records, RandomGenerator random, Clock clock) {
        this.records = records;
        this.random = random;
        this.clock = clock;
    }

    /// An event that waits.
    ///
    /// @param since microseconds since 1970
    record Waiting(Bytes group, TxId written, long since, Bytes document) {}

    void add(String webhook, byte[] document) throws IOException {
        var now = clock.instant();
        var id = ByteBuffer.allocate(16)
                .putLong(now.getEpochSecond() * 1_000_000 + now.getNano() / 1000)
                .putLong(random.nextLong());
        var group = Bytes.concat(queue(webhook), Bytes.wrap(id.array()));
        var edit = new Edit.PutHead(Bytes.wrap(document));
        if (!(records.commit(TABLE, group, new Guard.Absent(), List.of(edit)) instanceof Outcome.Applied)) {
            throw new IOException("an event id was used twice");
        }
    }

    /// The oldest events for a webhook.
    List<Waiting> oldest(String webhook, int limit) throws IOException {
        var start = queue(webhook);
        var page = records.scan(TABLE, start, true, Optional.of(start.prefixSuccessor()), limit);
        var waiting = new ArrayList<Waiting>();
        for (var row : page.rows()) {
            if (row.head().value().size() > 0) {
                long since = ByteBuffer.wrap(row.group().readOnlyArray()).getLong(start.size());
                waiting.add(new Waiting(
                        row.group(), row.head().txid(), since, row.head().value()));
            }
        }
        return waiting;
    }

    void remove(Waiting event) throws IOException {
        records.commit(TABLE, event.group(), new Guard.At(event.written()), List.of(new Edit.DeleteGroup()));
    }

    private static Bytes queue(String webhook) {
        return Bytes.concat(Bytes.utf8(webhook), END_OF_NAME);
    }
}
