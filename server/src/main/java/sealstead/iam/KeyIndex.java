package sealstead.iam;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import sealstead.custody.RecordCache;
import sealstead.custody.RecordReader;
import sealstead.custody.RecordWriter;
import sealstead.custody.SealedStore;
import sealstead.store.Bytes;
import sealstead.store.Edit;
import sealstead.store.Lane;
import sealstead.store.Table;

/// Whose a long-term access key is. Written before its owner gets the key and removed after the owner has lost it, and
/// believed only if the owner says the same: an entry by itself opens nothing.
final class KeyIndex {
    private static final Table TABLE = Table.small("iam-access-key");
    private static final EnumSet<Lane> HEAD = EnumSet.of(Lane.HEAD);
    private static final int PART_OF_HEAP = 256;
    private static final Duration SETTLED = Duration.ofHours(1);

    private final SealedStore store;
    private final Clock clock;
    private final RecordCache<Owner> cache = RecordCache.ofAll(PART_OF_HEAP, 6, (group, record) -> read(record));

    KeyIndex(SealedStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /// @param userId empty for the account's root
    record Owner(String accountId, String userId, Instant since) {}

    /// Whether an owner has a key.
    @FunctionalInterface
    interface Has {
        boolean test(Owner owner, String keyId) throws IOException;
    }

    Optional<Owner> find(String keyId) throws IOException {
        return store.head(TABLE, Bytes.utf8(keyId), cache);
    }

    void put(String keyId, String accountId, String userId) throws IOException {
        var group = Bytes.utf8(keyId);
        var record = write(new Owner(accountId, userId, clock.instant()));
        var current = store.read(TABLE, group, HEAD);
        store.commit(TABLE, group, current.unchanged(), List.of(new Edit.PutHead(record)));
    }

    void remove(String keyId) throws IOException {
        var group = Bytes.utf8(keyId);
        var current = store.read(TABLE, group, HEAD);
        if (current.head().isPresent()) {
            store.commit(TABLE, group, current.unchanged(), List.of(new Edit.DeleteGroup()));
        }
    }

    /// Removes what interrupted changes left.
    void sweep(Has has) throws IOException {
        var settled = clock.instant().minus(SETTLED);
        store.walk(TABLE, Bytes.EMPTY, Optional.empty(), row -> {
            var owner = read(row.head().value());
            var keyId = row.group().toUtf8();
            if (owner.since().isBefore(settled) && !has.test(owner, keyId)) {
                remove(keyId);
            }
        });
    }

    static Bytes write(Owner owner) {
        return new RecordWriter()
                .text(1, owner.accountId())
                .text(2, owner.userId())
                .number(3, owner.since().toEpochMilli())
                .toBytes();
    }

    static Owner read(Bytes record) {
        var in = new RecordReader(record);
        var account = "";
        var user = "";
        var since = Instant.EPOCH;
        while (in.next()) {
            switch (in.tag()) {
                case 1 -> account = in.text();
                case 2 -> user = in.text();
                case 3 -> since = Instant.ofEpochMilli(in.number());
                default -> {}
            }
        }
        return new Owner(account, user, since);
    }
}
