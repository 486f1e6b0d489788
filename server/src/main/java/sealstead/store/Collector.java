package sealstead.store;

import java.io.IOException;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Removes what is garbage. For each intent that is due: condemn it; ask whether the owner names the blob; if not,
/// fence the owner, so that a writer who read it before fails; only then delete. Every step may crash and be done
/// again. A committed head never names a deleted blob: a writer that read before the fence fails its guard, one
/// that read after it finds its claim condemned.
public final class Collector {
    private static final Logger LOG = LoggerFactory.getLogger(Collector.class);
    private static final int PAGE = 100;

    private final MetaStore store;
    private final BlobStore blobs;
    private final Intents intents;
    private final Owners owners;

    public Collector(MetaStore store, BlobStore blobs, Intents intents, Owners owners) {
        this.store = store;
        this.blobs = blobs;
        this.intents = intents;
        this.owners = owners;
    }

    /// One round over everything that is due.
    ///
    /// @return how many blobs were deleted
    public int collect() throws IOException {
        intents.dropSettled();
        int deleted = 0;
        for (int shard = 0; shard < Intents.SHARDS; shard++) {
            var from = Intents.shardStart(shard);
            var to = Optional.of(Intents.shardDue(shard, intents.now()));
            while (true) {
                var page = store.scan(Intents.TABLE, from, true, to, PAGE);
                for (var row : page.rows()) {
                    deleted += settle(row);
                    from = row.group();
                }
                if (!page.more()) {
                    break;
                }
            }
        }
        return deleted;
    }

    /// @return how many blobs were deleted
    private int settle(Page.Row row) throws IOException {
        var intent = Intents.parse(row);
        if (intent.fence()) {
            removeFence(intent);
            drop(intent.group(), row.head().txid());
            return 0;
        }
        var condemned = condemn(intent, row.head().txid());
        if (condemned.isEmpty()) {
            return 0; // its writer is still at work
        }
        var garbage = new HashSet<BlobId>();
        while (true) {
            garbage.clear();
            garbage.addAll(intent.blobs());
            var ownership = owners.ask(intent.ownerTable(), intent.ownerGroup(), Set.copyOf(intent.blobs()));
            garbage.removeAll(ownership.referenced());
            if (garbage.isEmpty() || fence(intent, ownership.unchanged())) {
                break;
            }
        }
        for (var blob : garbage) {
            blobs.delete(blob);
            LOG.debug("blob {} was garbage", blob);
        }
        drop(intent.group(), condemned.get());
        return garbage.size();
    }

    private Optional<TxId> condemn(Intents.Intent intent, TxId seen) throws IOException {
        if (intent.state() == Intents.CONDEMNED) {
            return Optional.of(seen);
        }
        var value = Intents.value(Intents.CONDEMNED, intent.ownerTable(), intent.ownerGroup(), intent.blobs());
        return switch (store.commit(
                Intents.TABLE, intent.group(), new Guard.At(seen), List.of(new Edit.PutHead(value)))) {
            case Outcome.Applied(var txid) -> Optional.of(txid);
            case Outcome.Conflict refreshed -> Optional.empty();
        };
    }

    private boolean fence(Intents.Intent intent, Guard unchanged) throws IOException {
        boolean absent = unchanged instanceof Guard.Absent;
        if (absent) {
            intents.rememberFence(
                    intent.ownerTable(), intent.ownerGroup(), intent.blobs().getFirst());
        }
        List<Edit> edits = absent ? List.of(new Edit.PutHead(Bytes.EMPTY)) : List.of();
        return store.commit(intent.ownerTable(), intent.ownerGroup(), unchanged, edits) instanceof Outcome.Applied;
    }

    private void removeFence(Intents.Intent intent) throws IOException {
        var owner = store.read(intent.ownerTable(), intent.ownerGroup(), EnumSet.of(Lane.HEAD));
        if (owner.head().filter(head -> head.value().size() == 0).isPresent()) {
            store.commit(intent.ownerTable(), intent.ownerGroup(), owner.unchanged(), List.of(new Edit.DeleteGroup()));
        }
    }

    private void drop(Bytes group, TxId txid) throws IOException {
        store.commit(Intents.TABLE, group, new Guard.At(txid), List.of(new Edit.DeleteGroup()));
    }
}
