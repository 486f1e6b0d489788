package sealstead.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sealstead.crypto.SecretBytes;
import sealstead.custody.HeldRootKey;
import sealstead.custody.LabelGate;
import sealstead.custody.SealedStore;
import sealstead.store.Bytes;
import sealstead.store.Edit;
import sealstead.store.Lane;
import sealstead.store.Membership;
import sealstead.store.StoreUnavailableException;
import sealstead.store.Table;
import sealstead.store.local.LocalMetaStore;

/// What is committed through another gateway is noticed, and can be forbidden.
@SuppressWarnings("NullAway.Init")
final class FencesTest {
    private static final Table TABLE = new Table("labelled");
    private static final LabelGate.LabelPart WHOLE = new LabelGate.LabelPart("whole", UnaryOperator.identity());
    private static final Bytes OLD = Bytes.utf8("old");
    private static final Bytes NEW = Bytes.utf8("new");

    private final SecureRandom random = new SecureRandom();
    private final SecretBytes key = SecretBytes.random(random, 32);
    private final List<Membership.Member> members = new CopyOnWriteArrayList<>();
    private final Set<String> reasons = new HashSet<>();
    /// How often it is said that somebody went a moment ago.
    private int unsteady;

    @TempDir
    private Path folder;

    private LocalMetaStore engine;
    private Gateway first;
    private Gateway second;

    /// Looks whenever the other asks who is there: nobody need wait for it.
    private final class Gateway implements Membership, KeyHolder {
        private final Member self;
        private final SealedStore store;
        private final Fences fences;
        private final List<String> forgotten = new ArrayList<>();
        private long underWay;

        Gateway(long number) throws IOException {
            self = new Member(number, Bytes.utf8("gateway" + number));
            store = new SealedStore(engine, new HeldRootKey(key.copy()), random);
            fences = new Fences(store, this, List.of(WHOLE), this, random);
            members.add(self);
            store.gate().join(fences);
            fences.look(false);
        }

        private boolean leads() {
            return members.getFirst().equals(self);
        }

        void look() throws IOException {
            fences.look(leads());
        }

        LabelGate.Watch watch(String reason) throws IOException {
            return store.gate().watch(new LabelGate.Wanted(WHOLE, Set.of(OLD), Bytes.EMPTY, List.of("k"), reason));
        }

        void put(String group, Bytes label) throws IOException {
            var name = Bytes.utf8(group);
            var unchanged = store.read(TABLE, name, EnumSet.of(Lane.HEAD)).unchanged();
            store.commit(TABLE, name, unchanged, List.of(new Edit.PutHead(Bytes.utf8("value"), label)));
        }

        void assertForbidden() {
            assertThatThrownBy(() -> put("late", OLD)).isInstanceOf(StoreUnavailableException.class);
        }

        @Override
        public Member self() {
            return self;
        }

        @Override
        public List<Member> living() throws IOException {
            var other = this == first ? second : first;
            if (other != null && members.contains(other.self) && !Thread.holdsLock(other.fences)) {
                other.look();
            }
            return List.copyOf(members);
        }

        @Override
        public boolean isSteady() {
            return unsteady-- <= 0;
        }

        @Override
        public Instant time() {
            return Instant.EPOCH;
        }

        @Override
        public boolean keepAlone(boolean alone) {
            return !alone;
        }

        @Override
        public void suspend(Optional<String> reason) {}

        @Override
        public void leave(List<String> keys) {}

        @Override
        public long underWay(List<String> keys) {
            return underWay;
        }

        @Override
        public void forget(List<String> keys) {
            forgotten.addAll(keys);
        }

        @Override
        public boolean stands(String reason) {
            return reasons.contains(reason);
        }
    }

    @BeforeEach
    void open() throws IOException {
        engine = new LocalMetaStore(folder.resolve("records"), random);
        first = new Gateway(1);
        second = new Gateway(2);
    }

    @AfterEach
    void close() throws IOException {
        engine.close();
    }

    @Test
    void what_another_brings_is_seen_and_then_nothing_is_forbidden() throws IOException {
        second.put("before", OLD);
        try (var watch = first.watch("")) {
            second.put("other", NEW);
            assertThat(watch.seen()).isZero();
            second.put("moved", OLD);
            assertThat(watch.seen()).isEqualTo(1);
            assertThat(watch.forbid()).isFalse();
        }
        first.put("a", OLD);
        second.put("b", OLD);
    }

    @Test
    void a_write_that_is_under_way_at_another_counts() throws IOException {
        second.underWay = 1;
        try (var watch = first.watch("")) {
            assertThat(watch.seen()).isEqualTo(1);
            assertThat(watch.forbid()).isFalse();
        }
    }

    @Test
    void what_is_forbidden_is_refused_by_all_and_by_who_comes_later() throws IOException {
        var watch = first.watch("");
        assertThat(watch.forbid()).isTrue();
        assertThat(watch.forbid()).as("once more").isTrue();
        second.assertForbidden();
        first.assertForbidden();
        new Gateway(3).assertForbidden();
        watch.close();
        second.look();
        second.assertForbidden();
        assertThat(second.forgotten).contains("k");
        second.put("current", NEW);
    }

    @Test
    void what_is_permitted_again_is_so_at_all() throws IOException {
        var watch = first.watch("");
        assertThat(watch.forbid()).isTrue();
        watch.permit();
        second.look();
        first.put("a", OLD);
        second.put("b", OLD);
    }

    @Test
    void one_that_answered_and_is_gone_counts_as_one_that_wrote() throws IOException {
        try (var watch = first.watch("")) {
            members.remove(second.self);
            assertThat(watch.forbid()).isFalse();
        }
        first.put("a", OLD);
    }

    /// What it sent may be done only now.
    @Test
    void nothing_is_decided_a_moment_after_somebody_has_gone() throws IOException {
        unsteady = 3;
        try (var watch = first.watch("")) {
            assertThat(unsteady).as("looks until it is so").isNegative();
            assertThat(watch.forbid()).isTrue();
        }
    }

    @Test
    void what_an_owner_that_is_gone_could_not_forbid_goes() throws IOException {
        var watch = first.watch("");
        second.put("moved", OLD);
        assertThat(watch.forbid()).isFalse();
        members.remove(first.self);
        second.look();
        second.look();
        second.put("b", OLD);
    }

    /// It was killed, and nobody knows what it has done.
    @Test
    void what_an_owner_that_is_gone_forbade_stays_until_none_lives_that_had_the_key() throws IOException {
        var watch = first.watch("");
        assertThat(watch.forbid()).isTrue();
        members.remove(first.self);
        second.look();
        second.look();
        second.assertForbidden();
        var third = new Gateway(3);
        third.assertForbidden();
        members.remove(second.self);
        third.look(); // it may have had one itself, when the owner was found gone before it came
        third.look();
        third.put("a", OLD);
    }

    @Test
    void what_an_owner_that_is_gone_only_watched_goes() throws IOException {
        first.watch("");
        members.remove(first.self);
        second.look();
        second.put("a", OLD);
        assertThat(second.store.first(new Table("fence"), Bytes.EMPTY).group()).isEmpty();
    }

    @Test
    void what_is_forbidden_for_a_reason_goes_with_it_through_whatever_gateway() throws IOException {
        reasons.add("deletion");
        var watch = first.watch("deletion");
        assertThat(watch.forbid()).isTrue();
        watch.close();
        first.look();
        second.look();
        second.assertForbidden();
        reasons.clear();
        first.look();
        first.look();
        second.look();
        first.put("a", OLD);
        second.put("b", OLD);
    }
}
