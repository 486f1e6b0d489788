package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sealstead.server.Setting;
import sealstead.store.Bytes;
import sealstead.store.Cell;
import sealstead.store.Edit;
import sealstead.store.EngineDriver;
import sealstead.store.Guard;
import sealstead.store.Head;
import sealstead.store.Lane;
import sealstead.store.MetaStore;
import sealstead.store.MetaStoreContract;
import sealstead.store.Outcome;
import sealstead.store.StoreUnavailableException;
import sealstead.store.Table;

/// The contract of records on a real HBase, some of whose answers are lost on their way.
@SuppressWarnings("NullAway.Init")
final class HBaseMetaStoreTest extends MetaStoreContract {
    private static final Table TABLE = new Table("test");

    @TempDir
    private Path folder;

    private Map<String, String> settings;
    private EngineDriver.OpenEngine engine;

    @BeforeAll
    static void needsHBase() {
        assumeTrue(HBaseCluster.isAvailable(), "store-hbase is not built, or the jars of an HBase are not there");
    }

    @Override
    protected MetaStore open() throws IOException {
        if (settings == null) {
            settings = FarStore.named(HBaseCluster.shared().newStore());
        }
        var opened = OpenStore.open(settings, "gateway", folder.resolve("scratch"));
        engine = opened;
        return OpenStore.records(opened);
    }

    /// A commit is one request and has one answer.
    @Override
    protected void loseAnswer(int answer, Meanwhile meanwhile) {
        try {
            if (answer == 0) {
                HBaseCluster.shared().loseAnswer(meanwhile::run);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static Bytes b(String text) {
        return Bytes.utf8(text);
    }

    private Outcome commit(Guard guard, Edit... edits) throws IOException {
        return engine.records().commit(TABLE, b("g"), guard, List.of(edits));
    }

    private Guard unchanged() throws IOException {
        return engine.records().read(TABLE, b("g"), EnumSet.of(Lane.HEAD)).unchanged();
    }

    @Test
    void the_answer_that_is_to_be_lost_is_lost() throws IOException {
        int before = HBaseCluster.shared().losses();
        loseAnswer(0, () -> {});
        assertThat(commit(new Guard.Absent(), new Edit.PutHead(b("first")))).isInstanceOf(Outcome.Applied.class);
        assertThat(HBaseCluster.shared().losses()).isEqualTo(before + 1);
    }

    /// HBase orders what is written and deleted by numbers, and has no order within one commit.
    @Test
    void the_last_edit_of_a_cell_in_a_commit_counts_and_so_does_the_last_commit() throws IOException {
        commit(
                new Guard.Absent(),
                new Edit.PutHead(b("h")),
                new Edit.PutCell(Lane.CELLS, b("a"), b("old")),
                new Edit.PutCell(Lane.CELLS, b("b"), b("old")),
                new Edit.PutCell(Lane.CELLS, b("c"), b("old")));
        for (int i = 0; i < 50; i++) { // within few milliseconds
            commit(unchanged(), new Edit.DeleteGroup());
            commit(new Guard.Absent(), new Edit.PutHead(b("h")), new Edit.PutCell(Lane.CELLS, b("a"), b("new")));
            assertThat(engine.records()
                            .read(TABLE, b("g"), EnumSet.allOf(Lane.class))
                            .cells())
                    .containsExactly(new Cell(b("a"), b("new")));
        }
        commit(
                unchanged(),
                new Edit.PutCell(Lane.CELLS, b("b"), b("gone")),
                new Edit.DeleteGroup(),
                new Edit.PutHead(b("again")),
                new Edit.PutCell(Lane.CELLS, b("c"), b("gone")),
                new Edit.PutCell(Lane.CELLS, b("d"), b("gone")),
                new Edit.DeleteCell(Lane.CELLS, b("c")),
                new Edit.DeleteCells(Lane.CELLS, b("d"), b("e")),
                new Edit.PutCell(Lane.CELLS, b("d"), b("kept")),
                new Edit.DeleteCell(Lane.CELLS, b("e")),
                new Edit.PutCell(Lane.CELLS, b("e"), b("kept")));
        var group = engine.records().read(TABLE, b("g"), EnumSet.allOf(Lane.class));
        assertThat(group.cells()).containsExactly(new Cell(b("d"), b("kept")), new Cell(b("e"), b("kept")));
        assertThat(group.head()).map(Head::value).contains(b("again"));
    }

    @Test
    void what_was_flushed_compacted_and_split_reads_the_same() throws IOException {
        var table = settings.getOrDefault(Setting.STORE_HBASE_TABLE.key(), "");
        var cluster = HBaseCluster.shared();
        for (int i = 0; i < 200; i++) {
            engine.records()
                    .commit(
                            TABLE,
                            b("%03d".formatted(i)),
                            new Guard.Absent(),
                            List.of(new Edit.PutHead(b("v")), new Edit.PutCell(Lane.DATA, b(""), b("data"))));
            if (i == 100) {
                cluster.order("flush " + table);
            }
        }
        for (int i = 0; i < 200; i += 2) {
            var group = b("%03d".formatted(i));
            var guard =
                    engine.records().read(TABLE, group, EnumSet.of(Lane.HEAD)).unchanged();
            engine.records().commit(TABLE, group, guard, List.of(new Edit.DeleteGroup()));
        }
        for (var order : List.of("flush " + table, "compact " + table, "split " + table + " test/100")) {
            cluster.order(order);
            var rows = engine.records()
                    .scan(TABLE, Bytes.EMPTY, true, Optional.empty(), 1000)
                    .rows();
            assertThat(rows)
                    .hasSize(100)
                    .allSatisfy(row -> assertThat(row.head().value()).isEqualTo(b("v")));
            assertThat(engine.records().cell(TABLE, b("000"), Lane.DATA, b(""))).isEmpty();
            assertThat(engine.records().cell(TABLE, b("001"), Lane.DATA, b(""))).contains(b("data"));
        }
        assertThat(engine.records().tables()).containsExactly(TABLE);
    }

    @Test
    void a_second_gateway_is_refused_and_a_restarted_one_is_not() throws IOException {
        assertThatThrownBy(() -> OpenStore.open(settings, "another", folder.resolve("another")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("another gateway has the store");
        assertThat(commit(new Guard.Absent(), new Edit.PutHead(b("still ours"))))
                .isInstanceOf(Outcome.Applied.class);
        var killed = engine.records();
        OpenStore.open(settings, "gateway", folder.resolve("scratch")).close(); // as after a kill
        // The killed one hears of it when it next says that it has the store.
        while (true) {
            try {
                killed.read(TABLE, b("g"), EnumSet.of(Lane.HEAD));
            } catch (StoreUnavailableException taken) {
                assertThat(taken).hasMessageContaining("another gateway has taken the store over");
                break;
            }
        }
        assertThatThrownBy(() -> commit(new Guard.Absent(), new Edit.PutHead(b("late"))))
                .isInstanceOf(StoreUnavailableException.class);
        OpenStore.open(settings, "another", folder.resolve("another")).close();
    }

    @Test
    void a_table_that_would_lose_what_it_acknowledged_is_refused_by_name() throws IOException {
        var table = settings.getOrDefault(Setting.STORE_HBASE_TABLE.key(), "");
        engine.close();
        HBaseCluster.shared().order("set " + table + " SYNC_WAL");
        assertThatThrownBy(() -> OpenStore.open(settings, "gateway", folder.resolve("scratch")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("has DURABILITY SYNC_WAL and not FSYNC_WAL");
        HBaseCluster.shared().order("set " + table + " FSYNC_WAL");
        OpenStore.open(settings, "gateway", folder.resolve("scratch")).close();
    }
}
