package sealstead.iam;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import sealstead.custody.RecordCache;
import sealstead.custody.RecordReader;
import sealstead.custody.RecordWriter;
import sealstead.custody.SealedStore;
import sealstead.store.Bytes;
import sealstead.store.Edit;
import sealstead.store.Lane;
import sealstead.store.Table;

/// Which id a name stands for: groups `account/noun/name in lower case`. A name belongs to whoever is alive; what it
/// says of somebody who is gone is the remainder of an interrupted change, and the next claim takes it over.
final class Names {
    private static final Table TABLE = Table.small("iam-name");
    private static final EnumSet<Lane> HEAD = EnumSet.of(Lane.HEAD);
    private static final int PART_OF_HEAP = 256;
    /// Older than any change takes.
    private static final Duration SETTLED = Duration.ofHours(1);

    private final SealedStore store;
    private final Clock clock;
    private final RecordCache<Claim> cache = RecordCache.ofAll(PART_OF_HEAP, 6, (group, record) -> read(record));

    Names(SealedStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    record Claim(String id, Instant since) {}

    /// Says whether the entity of an id exists, or goes by a name.
    @FunctionalInterface
    interface Alive {
        boolean test(String id) throws IOException;
    }

    Optional<String> find(String noun, String account, String name) throws IOException {
        return store.head(TABLE, group(noun, account, name), cache).map(Claim::id);
    }

    /// Gives a name to `id`, unless somebody alive has it.
    boolean claim(String noun, String account, String name, String id, Alive alive) throws IOException {
        var record = write(new Claim(id, clock.instant()));
        return store.update(TABLE, group(noun, account, name), head -> {
            var holder = head.map(there -> read(there).id());
            return holder.isPresent() && !holder.get().equals(id) && alive.test(holder.get())
                    ? SealedStore.Update.leave(false)
                    : new SealedStore.Update<>(true, new Edit.PutHead(record));
        });
    }

    /// Frees a name if it is still that of `id`.
    void release(String noun, String account, String name, String id) throws IOException {
        var group = store.read(TABLE, group(noun, account, name), HEAD);
        if (group.head().filter(head -> read(head.value()).id().equals(id)).isPresent()) {
            store.commit(TABLE, group(noun, account, name), group.unchanged(), List.of(new Edit.DeleteGroup()));
        }
    }

    /// The ids of an account's names of one noun, in the order of the names.
    List<String> all(String noun, String account) throws IOException {
        var ids = new ArrayList<String>();
        var prefix = group(noun, account, "");
        store.walkWhole(
                TABLE,
                prefix,
                Optional.of(prefix.prefixSuccessor()),
                row -> ids.add(read(row.head().value()).id()));
        return ids;
    }

    /// Frees the names of one noun that interrupted changes left.
    ///
    /// @param goesBy whether the entity of an id exists under a name in lower case
    void sweep(String noun, GoesBy goesBy) throws IOException {
        var settled = clock.instant().minus(SETTLED);
        store.walk(TABLE, Bytes.EMPTY, Optional.empty(), row -> {
            var parts = row.group().toUtf8().split("/", 3);
            var claim = read(row.head().value());
            if (parts[1].equals(noun) && claim.since().isBefore(settled) && !goesBy.test(claim.id(), parts[2])) {
                release(noun, parts[0], parts[2], claim.id());
            }
        });
    }

    /// Whether an entity exists under a name.
    @FunctionalInterface
    interface GoesBy {
        boolean test(String id, String lowerCaseName) throws IOException;
    }

    private static Bytes group(String noun, String account, String name) {
        return Bytes.utf8(account + "/" + noun + "/" + name.toLowerCase(Locale.ROOT));
    }

    static Bytes write(Claim claim) {
        return new RecordWriter()
                .text(1, claim.id())
                .number(2, claim.since().toEpochMilli())
                .toBytes();
    }

    static Claim read(Bytes record) {
        var in = new RecordReader(record);
        var id = "";
        var since = Instant.EPOCH;
        while (in.next()) {
            switch (in.tag()) {
                case 1 -> id = in.text();
                case 2 -> since = Instant.ofEpochMilli(in.number());
                default -> {}
            }
        }
        return new Claim(id, since);
    }
}
