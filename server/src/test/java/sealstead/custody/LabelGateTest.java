package sealstead.custody;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sealstead.crypto.SecretBytes;
import sealstead.store.Bytes;
import sealstead.store.Edit;
import sealstead.store.Lane;
import sealstead.store.StoreUnavailableException;
import sealstead.store.Table;
import sealstead.store.local.LocalMetaStore;

/// What is committed with a label is noticed, and can be forbidden.
@SuppressWarnings("NullAway.Init")
final class LabelGateTest {
    private static final Table TABLE = new Table("labelled");
    private static final LabelGate.LabelPart WHOLE = new LabelGate.LabelPart("whole", UnaryOperator.identity());
    private static final Bytes OLD = Bytes.utf8("old");
    private static final Bytes NEW = Bytes.utf8("new");

    private final SecureRandom random = new SecureRandom();

    @TempDir
    private Path folder;

    private LocalMetaStore engine;
    private SealedStore store;

    @BeforeEach
    void open() throws IOException {
        engine = new LocalMetaStore(folder.resolve("records"), random);
        store = new SealedStore(engine, new HeldRootKey(SecretBytes.random(random, 32)), random);
    }

    @AfterEach
    void close() throws IOException {
        engine.close();
    }

    private void put(String group, Bytes label) throws IOException {
        var name = Bytes.utf8(group);
        var unchanged = store.read(TABLE, name, EnumSet.of(Lane.HEAD)).unchanged();
        store.commit(TABLE, name, unchanged, List.of(new Edit.PutHead(Bytes.utf8("value"), label)));
    }

    @Test
    void a_watch_sees_what_is_committed_after_it_was_opened_and_nothing_else() throws IOException {
        put("before", OLD);
        try (var watch = store.gate().watch(WHOLE, Set.of(OLD))) {
            put("other", NEW);
            put("none", Bytes.EMPTY);
            assertThat(watch.seen()).isZero();
            put("moved", OLD);
            assertThat(watch.seen()).isEqualTo(1);
            var cell = new Edit.PutCell(Lane.CELLS, Bytes.utf8("v"), Bytes.utf8("older"), OLD);
            var group = Bytes.utf8("other");
            store.commit(
                    TABLE,
                    group,
                    store.read(TABLE, group, EnumSet.of(Lane.HEAD)).unchanged(),
                    List.of(cell));
            assertThat(watch.seen()).isEqualTo(2);
            assertThat(watch.forbid()).isFalse();
        }
        put("after", OLD);
    }

    @Test
    void what_is_forbidden_stays_so_and_costs_nothing_else() throws IOException {
        try (var watch = store.gate().watch(WHOLE, Set.of(OLD))) {
            assertThat(watch.forbid()).isTrue();
        }
        assertThatThrownBy(() -> put("late", OLD)).isInstanceOf(StoreUnavailableException.class);
        assertThat(store.read(TABLE, Bytes.utf8("late"), EnumSet.of(Lane.HEAD)).head())
                .isEmpty();
        put("current", NEW);
        put("none", Bytes.EMPTY);
    }

    @Test
    void what_one_watch_permits_again_stays_forbidden_by_another() throws IOException {
        var first = store.gate().watch(WHOLE, Set.of(OLD));
        var second = store.gate().watch(WHOLE, Set.of(OLD, NEW));
        assertThat(first.forbid()).isTrue();
        assertThat(first.forbid()).as("once more").isTrue();
        assertThat(second.forbid()).isTrue();
        first.close();
        second.close();
        first.permit();
        first.permit();
        assertThatThrownBy(() -> put("a", OLD)).isInstanceOf(StoreUnavailableException.class);
        assertThatThrownBy(() -> put("a", NEW)).isInstanceOf(StoreUnavailableException.class);
        second.permit();
        put("a", OLD);
        put("a", NEW);
    }
}
