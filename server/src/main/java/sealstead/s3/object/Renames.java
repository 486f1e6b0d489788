package sealstead.s3.object;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.random.RandomGenerator;
import sealstead.custody.SealedStore;
import sealstead.store.BlobId;
import sealstead.store.Bytes;
import sealstead.store.Edit;
import sealstead.store.Group;
import sealstead.store.Intents;
import sealstead.store.Lane;
import sealstead.store.Outcome;
import sealstead.store.Owners.Ownership;
import sealstead.time.WitnessedTime;

/// How an object gets from one key to another, where a commit is of one key only. A rename is these commits:
///
/// 1. its entry is written under the source, so that it is never lost;
/// 2. the source is marked LEAVING: nobody changes it any more without settling the rename first;
/// 3. the destination gets the object, marked ARRIVED. This is the moment at which the object is renamed: whoever reads
///    the source finds its mark, looks at the destination, and from now on finds nothing at the source;
/// 4. the source is removed;
/// 5. the entry says so, and the client's token;
/// 6. the mark is taken from the destination. One that a crash left there stops nobody: the next change takes it away.
///
/// Whoever finds a mark in the way of a change goes on from there: after 3 to the end, before it back. To go back the
/// source is marked RETURNING, then the destination is fenced, and only then the source is unmarked. Whoever renames
/// reads the destination first, then sees the source LEAVING, then commits to the destination as it was read: either
/// that comes before the fence and is seen there, or it fails. A sweep does the same for those that crashed.
///
/// Blobs stay where they are. An intent that names the source as their owner is still answered rightly, since the entry
/// leads on to the destination; so it is kept until no such intent can be left.
final class Renames {
    private static final EnumSet<Lane> HEAD = EnumSet.of(Lane.HEAD);
    private static final EnumSet<Lane> CELLS = EnumSet.of(Lane.CELLS);
    /// How long a rename is left to whoever began it.
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final SealedStore records;
    private final Intents intents;
    private final RenameEntries entries;
    private final RenameTokens tokens;
    private final RandomGenerator random;
    private final WitnessedTime time;
    private final Clock clock;

    Renames(SealedStore records, Intents intents, RandomGenerator random, WitnessedTime time) {
        this.records = records;
        this.intents = intents;
        this.entries = new RenameEntries(records);
        this.tokens = new RenameTokens(records, time);
        this.random = random;
        this.time = time;
        this.clock = time.clock();
    }

    /// One attempt to rename.
    record Renaming(String bucketId, String source, String destination, String attempt) {
        static Renaming of(Bytes sourceGroup, String destination, String attempt) {
            return new Renaming(Objects.bucketId(sourceGroup), Objects.key(sourceGroup), destination, attempt);
        }

        Bytes sourceGroup() {
            return Objects.group(bucketId, source);
        }

        Bytes destinationGroup() {
            return Objects.group(bucketId, destination);
        }
    }

    RenameTokens tokens() {
        return tokens;
    }

    private Group head(Bytes group) throws IOException {
        return records.read(Objects.TABLE, group, HEAD);
    }

    private static Optional<RenameMark> mark(Group group, Renaming move) {
        return group.head()
                .filter(head -> head.value().size() > 0)
                .flatMap(head -> ObjectRecord.mark(head.value()))
                .filter(mark -> mark.attempt().equals(move.attempt()));
    }

    private static boolean bears(Group group, Renaming move, RenameMark.State state) {
        return mark(group, move).filter(mark -> mark.state() == state).isPresent();
    }

    private boolean commit(Bytes group, Group read, List<Edit> edits) throws IOException {
        return records.commit(Objects.TABLE, group, read.unchanged(), edits) instanceof Outcome.Applied;
    }

    private boolean remark(Bytes group, Group read, Optional<RenameMark> mark) throws IOException {
        var head = ObjectRecord.readHead(read.head().orElseThrow().value());
        return commit(group, read, List.of(ObjectRecord.put(head.with(mark), records)));
    }

    /// Whether the object has arrived, so that what is at the source counts no more.
    boolean hasArrived(Renaming move) throws IOException {
        return bears(head(move.destinationGroup()), move, RenameMark.State.ARRIVED);
    }

    /// The first commit; `found` must have been read before it.
    void begin(Renaming move, String token, List<BlobId> blobs) throws IOException {
        entries.begin(move, new RenameEntry(move.destination(), clock.instant(), false, token, blobs));
    }

    /// The second commit.
    ///
    /// @param found the source, read before the first
    /// @return false if another commit came first
    boolean leave(Renaming move, Objects.Found found) throws IOException {
        var mark = new RenameMark(RenameMark.State.LEAVING, move.attempt(), move.destination());
        var head = found.head().orElseThrow().with(Optional.of(mark));
        return records.commit(
                        Objects.TABLE, move.sourceGroup(), found.unchanged(), List.of(ObjectRecord.put(head, records)))
                instanceof Outcome.Applied;
    }

    /// Whether the third commit may be made on a destination that was read before.
    boolean isLeaving(Renaming move) throws IOException {
        return bears(head(move.sourceGroup()), move, RenameMark.State.LEAVING);
    }

    /// Forgets an attempt whose source was never marked, and never will be.
    void forget(Renaming move) throws IOException {
        entries.forget(move);
    }

    /// Brings a rename to its end, or back to its beginning if the object has not arrived.
    void settle(Renaming move) throws IOException {
        if (hasArrived(move)) {
            finish(move);
        } else {
            giveUp(move);
        }
    }

    /// The commits after the third; each may have been made already.
    void finish(Renaming move) throws IOException {
        while (true) {
            var source = head(move.sourceGroup());
            if (mark(source, move).isEmpty() || commit(move.sourceGroup(), source, List.of(new Edit.DeleteGroup()))) {
                break;
            }
        }
        var entry = entries.find(move);
        if (entry.isPresent() && !entry.get().token().isEmpty()) {
            tokens.succeeded(move.bucketId(), entry.get().token(), move.attempt());
        }
        entries.finish(move);
        while (true) {
            var destination = head(move.destinationGroup());
            if (mark(destination, move).isEmpty() || remark(move.destinationGroup(), destination, Optional.empty())) {
                return;
            }
        }
    }

    /// Takes the object back, unless it has arrived after all.
    void giveUp(Renaming move) throws IOException {
        while (true) {
            var source = head(move.sourceGroup());
            var mark = mark(source, move);
            if (mark.isEmpty()) {
                if (hasArrived(move)) {
                    finish(move);
                }
                return;
            }
            if (mark.get().state() == RenameMark.State.LEAVING) {
                var returning = new RenameMark(RenameMark.State.RETURNING, move.attempt(), move.destination());
                remark(move.sourceGroup(), source, Optional.of(returning));
                continue;
            }
            var destination = head(move.destinationGroup());
            if (bears(destination, move, RenameMark.State.ARRIVED)) {
                finish(move);
                return;
            }
            if (fence(move.destinationGroup(), destination) && remark(move.sourceGroup(), source, Optional.empty())) {
                entries.forget(move);
                return;
            }
        }
    }

    /// Makes every commit fail that goes out from what was read before.
    private boolean fence(Bytes group, Group read) throws IOException {
        if (read.head().isPresent()) {
            return commit(group, read, List.of());
        }
        intents.rememberFence(Objects.TABLE, group, BlobId.random(random, clock.instant()));
        return commit(group, read, List.of(new Edit.PutHead(Bytes.EMPTY)));
    }

    /// Settles an attempt of which only its name is known, so that it is over when this returns.
    void recover(Renaming move) throws IOException {
        while (true) {
            var source = head(move.sourceGroup());
            if (mark(source, move).isPresent() || hasArrived(move)) {
                settle(move);
                return;
            }
            // Whoever has read the source before the entry was written and has not marked it yet must fail.
            if (entries.find(move).filter(entry -> !entry.done()).isEmpty()) {
                return;
            }
            if (fence(move.sourceGroup(), source)) {
                entries.forget(move);
                return;
            }
        }
    }

    /// Settles what crashed, and forgets what nobody can ask for any more.
    ///
    /// @param cleared no intent that was due before this is left
    void sweep(Instant cleared, LongConsumer progress) throws IOException {
        var now = time.passed();
        entries.walk(known -> {
            var age = Duration.between(known.entry().begun(), now);
            if (known.entry().done()) {
                // An intent that names the source is due within that time; only the collector knows whether it is
                // settled.
                if (known.entry().begun().plus(intents.memory()).isBefore(cleared)) {
                    entries.forget(known.move());
                }
            } else if (age.compareTo(PATIENCE) > 0) {
                recover(known.move());
            }
            progress.accept(1);
        });
        tokens.forgetOld();
    }

    /// Which blobs a key names, or those keys name to which its objects have gone.
    Ownership ask(Bytes group, Set<BlobId> asked) throws IOException {
        while (true) {
            Map<Bytes, Group> seen = new LinkedHashMap<>();
            var referenced = new HashSet<BlobId>();
            var next = new ArrayDeque<Bytes>(List.of(group));
            while (!next.isEmpty() && !referenced.containsAll(asked)) {
                var key = next.remove();
                if (seen.containsKey(key)) {
                    continue;
                }
                var read = records.read(Objects.TABLE, key, CELLS);
                seen.put(key, read);
                referenced.addAll(Objects.referenced(read, asked));
                for (var gone : entries.from(key)) {
                    if (gone.entry().blobs().stream()
                            .anyMatch(blob -> asked.contains(blob) && !referenced.contains(blob))) {
                        next.add(gone.move().destinationGroup());
                    }
                }
            }
            // Something may have gone from a key that was not read yet to one that was.
            if (seen.size() == 1 || referenced.containsAll(asked) || areUnchanged(seen)) {
                return new Ownership(
                        referenced,
                        java.util.Objects.requireNonNull(seen.get(group)).unchanged());
            }
        }
    }

    private boolean areUnchanged(Map<Bytes, Group> seen) throws IOException {
        for (var entry : seen.entrySet()) {
            if (!head(entry.getKey()).unchanged().equals(entry.getValue().unchanged())) {
                return false;
            }
        }
        return true;
    }
}
