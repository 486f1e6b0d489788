package sealstead.store.local;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Optional;
import sealstead.store.Bytes;
import sealstead.store.Head;
import sealstead.store.Table;

/// The heads of small tables, in memory: every request reads its bucket's, some twice. That may be believed because no
/// other process has the folder, and because an entry is only put or dropped under its group's lock, and dropped before
/// a commit: while that is on its way, who asks for the head waits for it.
final class SmallHeads {
    private static final int MOST = 20_000;

    private final Cache<Name, Head> known =
            Caffeine.newBuilder().maximumSize(MOST).executor(Runnable::run).build();

    private record Name(Table table, Bytes group) {}

    Optional<Head> find(Table table, Bytes group) {
        return Optional.ofNullable(known.getIfPresent(new Name(table, group)));
    }

    /// To be called under the group's lock.
    void keep(Table table, Bytes group, Head head) {
        known.put(new Name(table, group), head);
    }

    /// To be called under the group's lock, before a commit.
    void drop(Table table, Bytes group) {
        if (table.small()) {
            known.invalidate(new Name(table, group));
        }
    }
}
