package sealstead.iam;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import sealstead.custody.RecordReader;
import sealstead.custody.RecordWriter;
import sealstead.custody.SealedStore;
import sealstead.store.Bytes;
import sealstead.store.Edit;
import sealstead.store.Lane;
import sealstead.store.Table;

/// When access keys and roles were used last. Noted in memory and written by maintenance, so that no request pays for
/// it; a crash loses what was noted since.
public final class LastUse {
    private static final Table TABLE = new Table("iam-last-use");
    private static final EnumSet<Lane> HEAD = EnumSet.of(Lane.HEAD);
    private static final Duration FINENESS = Duration.ofSeconds(1);

    private final SealedStore store;
    private final Clock clock;
    private final ConcurrentHashMap<String, LatestUse> uses = new ConcurrentHashMap<>();
    private final Set<String> unwritten = ConcurrentHashMap.newKeySet();

    public LastUse(SealedStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /// One use.
    public record LatestUse(Instant time, String service, String region) {}

    /// @param id an access key's or a role's
    void note(String id, String service, String region) {
        var now = clock.instant();
        var known = uses.get(id);
        if (known != null
                && known.service().equals(service)
                && known.region().equals(region)
                && Duration.between(known.time(), now).abs().compareTo(FINENESS) < 0) {
            return;
        }
        uses.put(id, new LatestUse(now, service, region));
        unwritten.add(id);
    }

    public Optional<LatestUse> of(String id) throws IOException {
        var noted = uses.get(id);
        return noted != null
                ? Optional.of(noted)
                : store.read(TABLE, Bytes.utf8(id), HEAD).head().map(head -> read(head.value()));
    }

    /// Forgets what is gone.
    public void forget(String id) throws IOException {
        unwritten.remove(id);
        uses.remove(id);
        var group = store.read(TABLE, Bytes.utf8(id), HEAD);
        if (group.head().isPresent()) {
            store.commit(TABLE, Bytes.utf8(id), group.unchanged(), List.of(new Edit.DeleteGroup()));
        }
    }

    /// Writes what was noted, and forgets it.
    public void flush() throws IOException {
        for (var id : List.copyOf(unwritten)) {
            unwritten.remove(id);
            var use = uses.get(id);
            if (use != null) {
                var group = store.read(TABLE, Bytes.utf8(id), HEAD);
                // Another gateway may have written a later one.
                if (group.head()
                        .filter(head -> read(head.value()).time().isAfter(use.time()))
                        .isEmpty()) {
                    store.commit(TABLE, Bytes.utf8(id), group.unchanged(), List.of(new Edit.PutHead(write(use))));
                }
                uses.remove(id, use);
            }
        }
    }

    static Bytes write(LatestUse use) {
        return new RecordWriter()
                .number(1, use.time().toEpochMilli())
                .text(2, use.service())
                .text(3, use.region())
                .toBytes();
    }

    static LatestUse read(Bytes record) {
        var in = new RecordReader(record);
        var time = Instant.EPOCH;
        var service = "";
        var region = "";
        while (in.next()) {
            switch (in.tag()) {
                case 1 -> time = Instant.ofEpochMilli(in.number());
                case 2 -> service = in.text();
                case 3 -> region = in.text();
                default -> {}
            }
        }
        return new LatestUse(time, service, region);
    }
}
