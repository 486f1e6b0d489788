package sealstead.moving;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import sealstead.store.BlobId;
import sealstead.store.Bytes;
import sealstead.store.Table;
import sealstead.store.WatchedBlobs;
import sealstead.store.WatchedRecords;

/// What has changed in a store since it was taken up last, each once however often it changed. Bounded in bytes:
/// a store that changes faster than it is copied cannot be moved while it is served, and that is said.
public final class Changes implements WatchedRecords.Watcher, WatchedBlobs.Watcher {
    private static final long MAX_BYTES = 64L * 1024 * 1024;
    /// Of the bookkeeping of an entry.
    private static final int ENTRY_BYTES = 160;

    private final Set<Name> groups = new LinkedHashSet<>();
    private final Set<BlobId> blobs = new LinkedHashSet<>();
    /// Those that began since, whether they are there by now or not, until they are forgotten.
    private final Set<BlobId> begun = new HashSet<>();

    private long bytes;
    private boolean tooMany;

    /// A group.
    ///
    /// @param table by its name: whether its heads are kept in memory is no part of it
    record Name(String table, Bytes group) {}

    @Override
    public synchronized void changed(Table table, Bytes group) {
        if (!table.name().equals(MoveRecord.TABLE.name()) && groups.add(new Name(table.name(), group))) {
            grow(ENTRY_BYTES + group.size());
        }
    }

    @Override
    public synchronized void making(BlobId id) {
        if (begun.add(id)) {
            grow(ENTRY_BYTES);
        }
    }

    @Override
    public synchronized void made(BlobId id) {
        if (blobs.add(id)) {
            grow(ENTRY_BYTES);
        }
    }

    private void grow(long by) {
        bytes += by;
        if (bytes > MAX_BYTES) {
            tooMany = true;
            groups.clear();
            blobs.clear();
            begun.clear();
            bytes = 0;
        }
    }

    /// Some of the groups, at most `limit`, oldest first; none if nothing has changed.
    synchronized List<Name> takeGroups(int limit) throws IOException {
        checkAll();
        return take(groups, limit, name -> ENTRY_BYTES + name.group().size());
    }

    /// Some of the blobs that were made.
    synchronized List<BlobId> takeBlobs(int limit) throws IOException {
        checkAll();
        return take(blobs, limit, id -> ENTRY_BYTES);
    }

    /// Whether a blob is one of those that began since the watching did: it is met, or was, among the blobs that were
    /// made.
    synchronized boolean isNew(BlobId id) {
        return begun.contains(id);
    }

    /// Takes a blob for one of those that were always there.
    synchronized void forget(BlobId id) {
        if (begun.remove(id)) {
            bytes -= ENTRY_BYTES;
        }
    }

    synchronized int waiting() {
        return groups.size() + blobs.size();
    }

    private void checkAll() throws IOException {
        if (tooMany) {
            throw new IOException("the store changes faster than it can be copied: move it in a quieter hour, or with"
                    + " the server stopped");
        }
    }

    private <T> List<T> take(Set<T> from, int limit, java.util.function.ToLongFunction<T> size) {
        var taken = new ArrayList<T>(Math.min(limit, from.size()));
        for (Iterator<T> all = from.iterator(); all.hasNext() && taken.size() < limit; ) {
            var each = all.next();
            all.remove();
            bytes -= size.applyAsLong(each);
            taken.add(each);
        }
        return taken;
    }
}
