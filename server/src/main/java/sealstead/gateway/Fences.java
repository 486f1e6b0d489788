package sealstead.gateway;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sealstead.custody.LabelGate;
import sealstead.custody.SealedStore;
import sealstead.custody.SealedStore.Update;
import sealstead.store.Bytes;
import sealstead.store.Edit;
import sealstead.store.Guard;
import sealstead.store.Lane;
import sealstead.store.Membership;
import sealstead.store.Outcome;
import sealstead.store.StoreUnavailableException;
import sealstead.store.Table;

/// Has the gates of all gateways of a store watch, and forbid, together.
///
/// Who watches writes a record ([Fence]), and waits until every living gateway has answered it. Each looks at these
/// records every second or so, opens a watch of its own at its gate for each, and answers in a cell of the record; a
/// question that is asked again, as when all shall forbid, has a higher round. A gateway that comes first says that it
/// is there and then looks at the records, before it commits anything; who watches first writes the record and then
/// looks who is there: so one of the two sees the other. A gateway that has answered once and is gone may have brought
/// what nobody counted, and so counts as one that did.
///
/// A record that goes takes with it what is forbidden. One that forbids, and whose owner is done or gone, stays until
/// no gateway lives that could have one of its keys, or until its reason does not stand any more.
public final class Fences implements LabelGate.Others {
    private static final Logger LOG = LoggerFactory.getLogger(Fences.class);
    private static final Table TABLE = new Table("fence");
    private static final EnumSet<Lane> HEAD = EnumSet.of(Lane.HEAD);
    private static final EnumSet<Lane> ALL = EnumSet.of(Lane.HEAD, Lane.CELLS);
    private static final int ID_BYTES = 16;
    /// Longer than a gateway that does not answer is believed to live.
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long LOOK_MILLIS = 50;
    /// Who asked once asks again soon after.
    private static final long LIVELY_NANOS = TimeUnit.SECONDS.toNanos(5);
    /// Looking whether what forbids is still needed costs reads for each. When that takes longer than this, it takes
    /// [#SWEEP_PART] of the time only.
    private static final long SWEEP_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final int SWEEP_PART = 20;

    private final SealedStore records;
    private final Membership membership;
    private final KeyHolder holder;
    private final RandomGenerator random;
    private final Map<String, LabelGate.LabelPart> parts;
    /// Those of this gateway.
    private final Map<Bytes, Own> own = new ConcurrentHashMap<>();
    /// Those of others, for the one thread that looks.
    private final Map<Bytes, Mirror> mirrors = new HashMap<>();
    private long answeredAt = System.nanoTime() - LIVELY_NANOS;
    private long sweepFrom = System.nanoTime();

    public Fences(
            SealedStore records,
            Membership membership,
            List<LabelGate.LabelPart> parts,
            KeyHolder holder,
            RandomGenerator random) {
        this.records = records;
        this.membership = membership;
        this.parts = parts.stream().collect(Collectors.toMap(LabelGate.LabelPart::name, part -> part));
        this.holder = holder;
        this.random = random;
    }

    private static Bytes cell(long member) {
        return Bytes.wrap(ByteBuffer.allocate(Long.BYTES).putLong(member).array());
    }

    @Override
    public LabelGate.Elsewhere watch(LabelGate.Wanted wanted, LabelGate.Watch here) throws IOException {
        var id = new byte[ID_BYTES];
        random.nextBytes(id);
        var fence = new Fence(
                membership.self().number(),
                wanted.part().name(),
                wanted.tags(),
                wanted.groups(),
                wanted.keys(),
                wanted.reason(),
                1,
                false,
                0);
        var made = new Own(Bytes.wrap(id), here);
        own.put(made.group, made);
        boolean all = false;
        try {
            if (!(records.commit(TABLE, made.group, new Guard.Absent(), List.<Edit>of(new Edit.PutHead(fence.write())))
                    instanceof Outcome.Applied)) {
                throw new IOException("the id of a fence was used twice");
            }
            made.written = true;
            made.await(1);
            all = true;
            return made;
        } finally {
            if (!all) {
                made.close();
            }
        }
    }

    /// A watch of this gateway at the gates of the others.
    private final class Own implements LabelGate.Elsewhere {
        private final Bytes group;
        private final LabelGate.Watch here;
        private volatile boolean written;
        private volatile boolean forbids;
        /// Nothing is asked any more; the record is to go, or to be left as settled.
        private volatile boolean over;
        private volatile boolean permitted;
        private volatile long lastSeen;

        Own(Bytes group, LabelGate.Watch here) {
            this.group = group;
            this.here = here;
        }

        @Override
        public long seen() throws IOException {
            if (!over) {
                count(ask(forbids));
            }
            return lastSeen;
        }

        private Answers ask(boolean forbidding) throws IOException {
            var asked = change(group, fence -> fence.asked(forbidding));
            if (asked.isEmpty()) {
                throw new StoreUnavailableException("a watch of what is written under a key was ended by others");
            }
            return await(asked.get().round());
        }

        private void count(Answers answers) {
            lastSeen = answers.all().values().stream()
                            .mapToLong(Fence.Answer::seen)
                            .sum()
                    + answers.gone();
        }

        @Override
        public boolean forbid() throws IOException {
            if (forbids) {
                return true;
            }
            var answers = ask(true);
            count(answers);
            forbids = answers.gone() == 0
                    && answers.all().values().stream().allMatch(answer -> answer.forbids() && answer.seen() == 0);
            if (!forbids) {
                lastSeen = Math.max(1, lastSeen);
            }
            return forbids;
        }

        /// Until everybody has answered a question who has the store beside this gateway.
        private Answers await(long round) throws IOException {
            long end = System.nanoTime() + PATIENCE_NANOS;
            while (true) {
                // First who lives, and then what they said: who comes in between has seen the question.
                var living = others();
                var answers = answers(group);
                // Who went a moment ago has answered nothing, and may have sent something that is done only now.
                boolean steady = round > 1 || membership.isSteady();
                if (steady
                        && living.stream()
                                .allMatch(member -> answers.containsKey(member)
                                        && answers.get(member).round() >= round)) {
                    var gone = new HashSet<>(answers.keySet());
                    gone.removeAll(living);
                    return new Answers(answers, gone.size());
                }
                if (System.nanoTime() - end > 0) {
                    throw new StoreUnavailableException(
                            "another gateway of the store does not answer what is asked of all");
                }
                pause();
            }
        }

        @Override
        public void permit() {
            forbids = false;
            permitted = true;
            end();
        }

        @Override
        public void close() {
            end();
        }

        private void end() {
            over = true;
            try {
                finish();
            } catch (IOException later) {
                LOG.warn("what was watched for at other gateways ends a little later: {}", later.toString());
            }
        }

        /// To be tried again until it has been done.
        void finish() throws IOException {
            if (!written || !forbids || permitted) {
                drop(group);
                own.remove(group);
            } else {
                long newest = membership.living().getLast().number();
                change(group, fence -> fence.isSettled() ? fence : fence.settled(newest));
            }
        }
    }

    /// @param gone how many have answered and are not there any more
    private record Answers(Map<Long, Fence.Answer> all, long gone) {}

    private Map<Long, Fence.Answer> answers(Bytes group) throws IOException {
        var read = records.read(TABLE, group, ALL);
        if (read.head().isEmpty()) {
            throw new StoreUnavailableException("a watch of what is written under a key was ended by others");
        }
        var answers = new HashMap<Long, Fence.Answer>();
        for (var cell : read.cells()) {
            answers.put(ByteBuffer.wrap(cell.sub().readOnlyArray()).getLong(), Fence.Answer.read(cell.value()));
        }
        return answers;
    }

    /// Whether somebody has told the owner that he does not forbid it, or has had some.
    private boolean isRefused(Bytes group, Fence fence) throws IOException {
        return answers(group).values().stream()
                .anyMatch(answer -> answer.round() == fence.round() && (!answer.forbids() || answer.seen() > 0));
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(LOOK_MILLIS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailableException("interrupted while other gateways were asked", stop);
        }
    }

    private Set<Long> others() throws IOException {
        return membership.living().stream()
                .map(Membership.Member::number)
                .filter(number -> number != membership.self().number())
                .collect(Collectors.toSet());
    }

    private Optional<Fence> change(Bytes group, UnaryOperator<Fence> change) throws IOException {
        return records.update(TABLE, group, Fence::read, change, Fence::write);
    }

    private void drop(Bytes group) throws IOException {
        records.update(
                TABLE,
                group,
                HEAD,
                now -> now.head().isEmpty()
                        ? Update.leave(true)
                        : new Update<>(true, List.<Edit>of(new Edit.DeleteGroup())));
    }

    /// What this gateway does for the watch of another.
    private final class Mirror {
        private final LabelGate.Watch watch;
        private final List<String> keys;
        private final long underWay;
        private long answered;
        private boolean forbids;
        private boolean settled;

        Mirror(Fence fence) throws IOException {
            var part = parts.get(fence.part());
            if (part == null) {
                throw new IOException("another gateway watches " + fence.part() + ", which this one does not know");
            }
            this.keys = fence.keys();
            this.watch =
                    gate().watchHere(new LabelGate.Wanted(part, fence.tags(), fence.groups(), keys, fence.reason()));
            holder.leave(keys);
            this.underWay = holder.underWay(keys);
        }

        private long seen() {
            return watch.seenHere() + underWay;
        }

        /// @return whether it had not been answered
        boolean answer(Bytes group, Fence fence) throws IOException {
            if (fence.forbids() && !forbids) {
                // One that is settled forbids whatever came: nothing is counted any more.
                forbids = watch.forbidHere();
            }
            if (fence.isSettled() && !settled) {
                holder.forget(keys);
                settled = true;
            }
            boolean news = fence.round() > answered;
            if (news) {
                var answer = new Fence.Answer(fence.round(), seen(), forbids);
                var put = List.<Edit>of(
                        new Edit.PutCell(Lane.CELLS, cell(membership.self().number()), answer.write()));
                records.update(
                        TABLE, group, HEAD, now -> now.head().isEmpty() ? Update.leave(true) : new Update<>(true, put));
                answered = fence.round();
            }
            return news;
        }

        void end() {
            watch.close();
            watch.permitHere();
            holder.forget(keys);
        }
    }

    private LabelGate gate() {
        return records.gate();
    }

    /// Looks what the others watch for, and answers. Called again and again, and once before anything is committed;
    /// by one thread at a time.
    ///
    /// @param leads whether what nobody owns any more is cleaned up
    /// @return whether there is anything to look at soon again
    public synchronized boolean look(boolean leads) throws IOException {
        var over = own.values().stream().filter(each -> each.over).toList();
        var there = new HashMap<Bytes, Fence>();
        // Who owns one that cannot be read waits in vain for an answer, and destroys nothing.
        records.walk(TABLE, Bytes.EMPTY, Optional.empty(), row -> {
            if (row.head().value().size() > 0) {
                there.put(row.group(), Fence.read(row.head().value()));
            }
        });
        for (var row : there.entrySet()) {
            var fence = row.getValue();
            if (fence.owner() != membership.self().number()) {
                var mirror = mirrors.get(row.getKey());
                if (mirror == null) {
                    mirror = new Mirror(fence);
                    mirrors.put(row.getKey(), mirror);
                }
                if (mirror.answer(row.getKey(), fence)) {
                    answeredAt = System.nanoTime();
                }
            }
        }
        var ended = new HashSet<>(mirrors.keySet());
        ended.removeAll(there.keySet());
        for (var group : ended) {
            var gone = mirrors.remove(group);
            if (gone != null) {
                gone.end();
            }
        }
        for (var each : over) {
            finish(each, Optional.ofNullable(there.get(each.group)));
        }
        if (leads) {
            sweep(there);
        }
        return System.nanoTime() - answeredAt < LIVELY_NANOS;
    }

    /// @param fence of one that was over before the fences were read
    private void finish(Own each, Optional<Fence> fence) throws IOException {
        if (fence.isEmpty()) {
            each.here.permitHere();
            own.remove(each.group);
        } else if (!fence.get().isSettled()) {
            each.finish();
        }
    }

    private void sweep(Map<Bytes, Fence> there) throws IOException {
        if (there.isEmpty()) {
            return;
        }
        long begun = System.nanoTime();
        boolean all = begun - sweepFrom >= 0;
        var living = membership.living();
        var numbers = living.stream().map(Membership.Member::number).collect(Collectors.toSet());
        for (var row : there.entrySet()) {
            var fence = row.getValue();
            boolean owned = numbers.contains(fence.owner());
            if (fence.isSettled() ? !all : owned) {
                continue;
            }
            if (!fence.forbids() || isUseless(fence, numbers)) {
                drop(row.getKey());
            } else if (!fence.isSettled() && isRefused(row.getKey(), fence)) {
                drop(row.getKey()); // its owner cannot have destroyed anything
            } else if (!fence.isSettled()) {
                long newest = living.getLast().number();
                change(row.getKey(), now -> now.isSettled() ? now : now.settled(newest));
            }
        }
        long now = System.nanoTime();
        if (now - begun > SWEEP_NANOS) {
            sweepFrom = now + SWEEP_PART * (now - begun);
        }
    }

    private boolean isUseless(Fence fence, Set<Long> living) throws IOException {
        return fence.reason().isEmpty()
                ? fence.isSettled() && living.stream().allMatch(number -> number > fence.upTo())
                : !holder.stands(fence.reason());
    }
}
