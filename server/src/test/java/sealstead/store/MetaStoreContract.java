package sealstead.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What a [MetaStore] promises, whichever engine carries it.
@SuppressWarnings("NullAway.Init")
public abstract class MetaStoreContract {
    private static final Table TABLE = new Table("test");
    private static final Table OTHER = new Table("test-b");
    private static final EnumSet<Lane> ALL = EnumSet.allOf(Lane.class);

    private MetaStore store;

    /// Opens the engine on what it kept, or anew.
    protected abstract MetaStore open() throws IOException;

    /// Has the engine's answer lost on its way: of the answers to the statements of the next commit that with
    /// the number `answer`, from 0. Nothing where none can be lost.
    ///
    /// @param meanwhile is done after the engine has answered and before the writer knows that he will hear nothing
    protected void loseAnswer(int answer, Meanwhile meanwhile) {}

    /// What others do meanwhile.
    protected interface Meanwhile {
        void run() throws IOException;
    }

    @BeforeEach
    void openStore() throws IOException {
        store = open();
    }

    @AfterEach
    void closeStore() throws IOException {
        store.close();
    }

    private static Bytes b(String text) {
        return Bytes.utf8(text);
    }

    private TxId put(Table table, Bytes group, String value) throws IOException {
        var guard = store.read(table, group, EnumSet.of(Lane.HEAD)).unchanged();
        return applied(store.commit(table, group, guard, List.of(new Edit.PutHead(b(value)))));
    }

    private static TxId applied(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Applied.class);
        return ((Outcome.Applied) outcome).txid();
    }

    private Optional<String> head(Table table, Bytes group) throws IOException {
        return store.read(table, group, EnumSet.of(Lane.HEAD))
                .head()
                .map(head -> head.value().toUtf8());
    }

    /// The heads of small tables may be kept in memory; no reader may notice.
    @Test
    void a_reader_never_sees_an_older_head_than_the_last_acknowledged_commit() throws Exception {
        var small = Table.small("small");
        var acknowledged = new java.util.concurrent.atomic.AtomicInteger();
        try (var readers = Executors.newFixedThreadPool(4)) {
            var seen = new ArrayList<Future<Boolean>>();
            put(small, b("g"), "0");
            for (int i = 0; i < 4; i++) {
                seen.add(readers.submit(() -> {
                    while (acknowledged.get() < 300) {
                        int least = acknowledged.get();
                        if (Integer.parseInt(head(small, b("g")).orElse("-1")) < least) {
                            return false;
                        }
                    }
                    return true;
                }));
            }
            for (int i = 1; i <= 300; i++) {
                put(small, b("g"), Integer.toString(i));
                acknowledged.set(i);
            }
            for (var reader : seen) {
                assertThat(reader.get()).isTrue();
            }
        }
        var txid = store.read(small, b("g"), EnumSet.of(Lane.HEAD)).unchanged();
        applied(store.commit(small, b("g"), txid, List.of(new Edit.DeleteGroup())));
        assertThat(head(small, b("g"))).isEmpty();
    }

    /// A head names a cell that each commit replaces: who finds the named cell gone finds another head as well.
    @Test
    void a_reader_that_misses_what_a_commit_removed_sees_its_head() throws Exception {
        var small = Table.small("small");
        var group = b("g");
        var done = new java.util.concurrent.atomic.AtomicBoolean();
        applied(store.commit(small, group, new Guard.Absent(), naming("0", "none")));
        try (var readers = Executors.newFixedThreadPool(4)) {
            var seen = new ArrayList<Future<Boolean>>();
            for (int i = 0; i < 4; i++) {
                seen.add(readers.submit(() -> {
                    while (!done.get()) {
                        var named = b(head(small, group).orElseThrow());
                        if (store.cell(small, group, Lane.CELLS, named).isEmpty()
                                && b(head(small, group).orElseThrow()).equals(named)) {
                            return false;
                        }
                    }
                    return true;
                }));
            }
            for (int i = 1; i <= 500; i++) {
                var guard = store.read(small, group, EnumSet.of(Lane.HEAD)).unchanged();
                applied(store.commit(small, group, guard, naming(Integer.toString(i), Integer.toString(i - 1))));
            }
            done.set(true);
            for (var reader : seen) {
                assertThat(reader.get()).isTrue();
            }
        }
    }

    private static List<Edit> naming(String cell, String old) {
        return List.of(
                new Edit.DeleteCell(Lane.CELLS, b(old)),
                new Edit.PutCell(Lane.CELLS, b(cell), b("value")),
                new Edit.PutHead(b(cell)));
    }

    @Test
    void a_commit_is_read_back_in_all_its_lanes() throws IOException {
        applied(store.commit(
                TABLE,
                b("g"),
                new Guard.Absent(),
                List.of(
                        new Edit.PutHead(b("head")),
                        new Edit.PutCell(Lane.CELLS, b("2"), b("two")),
                        new Edit.PutCell(Lane.CELLS, b("1"), b("one")),
                        new Edit.PutCell(Lane.DATA, Bytes.EMPTY, b("data")))));
        var group = store.read(TABLE, b("g"), ALL);
        assertThat(group.head().orElseThrow().value()).isEqualTo(b("head"));
        assertThat(group.cells()).containsExactly(new Cell(b("1"), b("one")), new Cell(b("2"), b("two")));
        assertThat(group.data()).containsExactly(new Cell(Bytes.EMPTY, b("data")));
        assertThat(store.cell(TABLE, b("g"), Lane.DATA, Bytes.EMPTY)).contains(b("data"));
        assertThat(store.cell(TABLE, b("g"), Lane.CELLS, b("3"))).isEmpty();
        assertThat(store.read(TABLE, b("g"), Lane.CELLS, b("2"), 10).cells())
                .containsExactly(new Cell(b("2"), b("two")));
        assertThat(store.read(TABLE, b("g"), Lane.CELLS, Bytes.EMPTY, 1).cells())
                .containsExactly(new Cell(b("1"), b("one")));
    }

    @Test
    void a_guard_that_does_not_hold_writes_nothing_and_says_what_is_there() throws IOException {
        var first = put(TABLE, b("g"), "first");
        for (var guard : List.of(new Guard.Absent(), new Guard.At(new TxId(1, 2)))) {
            var outcome = store.commit(TABLE, b("g"), guard, List.of(new Edit.PutHead(b("second"))));
            assertThat(outcome).isInstanceOf(Outcome.Conflict.class);
            assertThat(((Outcome.Conflict) outcome).current().head()).contains(new Head(first, b("first")));
        }
        assertThat(store.commit(TABLE, b("none"), new Guard.At(first), List.of(new Edit.PutHead(b("x")))))
                .isInstanceOf(Outcome.Conflict.class);
        assertThat(head(TABLE, b("g"))).contains("first");
        assertThat(head(TABLE, b("none"))).isEmpty();
    }

    @Test
    void a_group_deleted_and_made_again_is_not_the_one_that_was_read() throws IOException {
        var first = put(TABLE, b("g"), "same");
        applied(store.commit(TABLE, b("g"), new Guard.At(first), List.of(new Edit.DeleteGroup())));
        put(TABLE, b("g"), "same");
        assertThat(store.commit(TABLE, b("g"), new Guard.At(first), List.of(new Edit.PutHead(b("stale")))))
                .isInstanceOf(Outcome.Conflict.class);
    }

    @Test
    void a_commit_to_cells_alone_gives_the_head_a_new_txid() throws IOException {
        var first = put(TABLE, b("g"), "head");
        var second = applied(store.commit(
                TABLE, b("g"), new Guard.At(first), List.of(new Edit.PutCell(Lane.CELLS, b("a"), b("1")))));
        assertThat(second).isNotEqualTo(first);
        assertThat(store.read(TABLE, b("g"), ALL).head()).contains(new Head(second, b("head")));
        assertThatThrownBy(() -> store.commit(
                        TABLE, b("empty"), new Guard.Absent(), List.of(new Edit.PutCell(Lane.CELLS, b("a"), b("1")))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void deleting_a_group_leaves_no_cell_behind() throws IOException {
        var txid = applied(store.commit(
                TABLE,
                b("g"),
                new Guard.Absent(),
                List.of(
                        new Edit.PutHead(b("h")),
                        new Edit.PutCell(Lane.CELLS, b("a"), b("1")),
                        new Edit.PutCell(Lane.DATA, b("a"), b("1")))));
        applied(store.commit(TABLE, b("g"), new Guard.At(txid), List.of(new Edit.DeleteGroup())));
        put(TABLE, b("g"), "again");
        var group = store.read(TABLE, b("g"), ALL);
        assertThat(group.cells()).isEmpty();
        assertThat(group.data()).isEmpty();
    }

    @Test
    void a_range_of_cells_is_deleted_up_to_its_end() throws IOException {
        var edits = new ArrayList<Edit>(List.of(new Edit.PutHead(b("h"))));
        for (var sub : List.of("a", "b", "c", "d")) {
            edits.add(new Edit.PutCell(Lane.CELLS, b(sub), b(sub)));
        }
        var txid = applied(store.commit(TABLE, b("g"), new Guard.Absent(), edits));
        applied(store.commit(
                TABLE, b("g"), new Guard.At(txid), List.of(new Edit.DeleteCells(Lane.CELLS, b("b"), b("d")))));
        assertThat(store.read(TABLE, b("g"), ALL).cells())
                .containsExactly(new Cell(b("a"), b("a")), new Cell(b("d"), b("d")));
    }

    @Test
    void of_sixteen_writers_on_one_group_exactly_one_wins_each_round() throws Exception {
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            var guard = store.read(TABLE, b("race"), ALL).unchanged();
            for (int round = 0; round < 20; round++) {
                var barrier = new CyclicBarrier(16);
                var expected = guard;
                var tasks = new ArrayList<Callable<Outcome>>();
                for (int w = 0; w < 16; w++) {
                    var value = b("round " + round + " writer " + w);
                    tasks.add(() -> {
                        barrier.await();
                        return store.commit(TABLE, b("race"), expected, List.of(new Edit.PutHead(value)));
                    });
                }
                var winners = new ArrayList<TxId>();
                for (Future<Outcome> outcome : pool.invokeAll(tasks)) {
                    if (outcome.get() instanceof Outcome.Applied(var txid)) {
                        winners.add(txid);
                    }
                }
                assertThat(winners).hasSize(1);
                guard = new Guard.At(winners.getFirst());
            }
        }
    }

    @Test
    void a_lost_answer_is_settled_by_reading_the_txid() throws IOException {
        var first = put(TABLE, b("g"), "one");
        var mine = applied(store.commit(TABLE, b("g"), new Guard.At(first), List.of(new Edit.PutHead(b("two")))));
        // The answer was lost and the commit is sent again: it conflicts, and the head's txid tells that it was
        // applied.
        var again = store.commit(TABLE, b("g"), new Guard.At(first), List.of(new Edit.PutHead(b("two"))));
        assertThat(again).isInstanceOf(Outcome.Conflict.class);
        assertThat(((Outcome.Conflict) again).current().head().orElseThrow().txid())
                .isEqualTo(mine);
    }

    @Test
    void a_scan_is_in_unsigned_order_and_goes_on_where_it_stopped() throws IOException {
        var names = List.of(
                Bytes.of((byte) 0),
                Bytes.of((byte) 0, (byte) 1),
                b("a"),
                b("a/"),
                b("a/b"),
                b("a0"),
                b("b"),
                b("ä"),
                b("\uFFEE"),
                b("\uD83D\uDE00"),
                Bytes.of((byte) 0xFE),
                Bytes.of((byte) 0xFF, (byte) 0xFF));
        var shuffled = new ArrayList<>(names);
        java.util.Collections.shuffle(shuffled, new Random(1));
        for (var name : shuffled) {
            put(TABLE, name, "v");
        }
        put(OTHER, b("not here"), "v");
        for (int limit : new int[] {1, 2, 5, 100}) {
            var seen = new ArrayList<Bytes>();
            var from = Bytes.EMPTY;
            boolean inclusive = true;
            while (true) {
                var page = store.scan(TABLE, from, inclusive, Optional.empty(), limit);
                page.rows().forEach(row -> seen.add(row.group()));
                if (!page.more()) {
                    break;
                }
                assertThat(page.rows()).hasSize(limit);
                from = page.rows().getLast().group();
                inclusive = false;
            }
            assertThat(seen).containsExactlyElementsOf(names);
        }
        var under = store.scan(TABLE, b("a/"), true, Optional.of(b("a/").prefixSuccessor()), 100);
        assertThat(under.rows()).extracting(Page.Row::group).containsExactly(b("a/"), b("a/b"));
        assertThat(under.more()).isFalse();
    }

    @Test
    void groups_whose_names_begin_alike_never_mix() throws IOException {
        var names = List.of(
                b("g"),
                Bytes.of((byte) 'g', (byte) 0),
                Bytes.of((byte) 'g', (byte) 0, (byte) 0),
                b("gg"),
                b("g\u0001"));
        for (var name : names) {
            applied(store.commit(
                    TABLE,
                    name,
                    new Guard.Absent(),
                    List.of(
                            new Edit.PutHead(b("h")),
                            new Edit.PutCell(Lane.CELLS, Bytes.of((byte) 0), name),
                            new Edit.PutCell(Lane.CELLS, b("x"), name))));
        }
        for (var name : names) {
            assertThat(store.read(TABLE, name, ALL).cells())
                    .containsExactly(new Cell(Bytes.of((byte) 0), name), new Cell(b("x"), name));
        }
        var guard = store.read(TABLE, b("g"), ALL).unchanged();
        applied(store.commit(TABLE, b("g"), guard, List.of(new Edit.DeleteGroup())));
        for (var name : names.subList(1, names.size())) {
            assertThat(store.read(TABLE, name, ALL).cells()).hasSize(2);
        }
    }

    @Test
    void everything_is_there_after_opening_again() throws IOException {
        var txid = put(TABLE, b("kept"), "value");
        store.close();
        store = open();
        assertThat(store.read(TABLE, b("kept"), ALL).head()).contains(new Head(txid, b("value")));
    }

    @Test
    void no_update_of_sixteen_writers_on_one_group_is_lost() throws Exception {
        int each = 10;
        put(TABLE, b("sum"), "0");
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            var tasks = new ArrayList<Callable<Boolean>>();
            for (int w = 0; w < 16; w++) {
                tasks.add(() -> {
                    for (int i = 0; i < each; i++) {
                        addOne();
                    }
                    return true;
                });
            }
            for (var done : pool.invokeAll(tasks)) {
                assertThat(done.get()).isTrue();
            }
        }
        assertThat(head(TABLE, b("sum"))).contains(Integer.toString(16 * each));
    }

    /// Everybody deletes only what he made himself.
    @Test
    void what_was_made_where_others_make_and_delete_is_there_until_its_maker_deletes_it() throws Exception {
        int each = 20;
        var group = b("come-and-gone");
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            var makers = new ArrayList<Future<Integer>>();
            for (int w = 0; w < 6; w++) {
                makers.add(pool.submit(() -> {
                    int made = 0;
                    while (made < each) {
                        var edits = List.<Edit>of(new Edit.PutHead(b("v")));
                        if (store.commit(TABLE, group, new Guard.Absent(), edits) instanceof Outcome.Applied mine) {
                            made++;
                            assertThat(store.read(TABLE, group, EnumSet.of(Lane.HEAD))
                                            .head())
                                    .map(Head::txid)
                                    .contains(mine.txid());
                            applied(store.commit(
                                    TABLE, group, new Guard.At(mine.txid()), List.of(new Edit.DeleteGroup())));
                        }
                    }
                    return made;
                }));
            }
            for (var maker : makers) {
                assertThat(maker.get()).isEqualTo(each);
            }
        }
        assertThat(head(TABLE, group)).isEmpty();
    }

    private void addOne() throws IOException {
        while (true) {
            var read = store.read(TABLE, b("sum"), EnumSet.of(Lane.HEAD));
            int sum = Integer.parseInt(read.head().orElseThrow().value().toUtf8());
            var next = List.<Edit>of(new Edit.PutHead(b(Integer.toString(sum + 1))));
            if (store.commit(TABLE, b("sum"), read.unchanged(), next) instanceof Outcome.Applied) {
                return;
            }
        }
    }

    /// Each kind of commit, with the answer to each of its statements lost; an engine that loses none has it easy.
    @Test
    void a_commit_whose_answer_was_lost_is_applied_once_and_said_to_be() throws IOException {
        for (int answer = 0; answer < 4; answer++) {
            var group = b("lost " + answer);
            loseAnswer(answer, () -> {});
            var made = applied(store.commit(TABLE, group, new Guard.Absent(), List.of(new Edit.PutHead(b("made")))));
            assertThat(store.read(TABLE, group, ALL).head()).contains(new Head(made, b("made")));
            loseAnswer(answer, () -> {});
            var changed = applied(store.commit(
                    TABLE,
                    group,
                    new Guard.At(made),
                    List.of(
                            new Edit.PutCell(Lane.CELLS, b("a"), b("1")),
                            new Edit.DeleteCell(Lane.CELLS, b("b")),
                            new Edit.PutHead(b("changed")))));
            assertThat(store.read(TABLE, group, ALL).head()).contains(new Head(changed, b("changed")));
            assertThat(store.cell(TABLE, group, Lane.CELLS, b("a"))).contains(b("1"));
            loseAnswer(answer, () -> {});
            applied(store.commit(TABLE, group, new Guard.At(changed), List.of(new Edit.DeleteGroup())));
            assertThat(store.read(TABLE, group, ALL).head()).isEmpty();
            loseAnswer(answer, () -> {});
            assertThat(store.commit(TABLE, group, new Guard.At(changed), List.of(new Edit.DeleteGroup())))
                    .isInstanceOf(Outcome.Conflict.class);
            loseAnswer(answer, () -> {});
            assertThat(store.read(TABLE, group, ALL).head()).isEmpty();
        }
        loseAnswer(0, () -> {});
        head(TABLE, b("none"));
    }

    /// Whatever came after it, a commit that was applied is never said not to have been, or it would be done twice.
    @Test
    void a_commit_whose_answer_was_lost_is_known_although_others_came_after_it() throws IOException {
        var group = b("overtaken");
        loseAnswer(0, () -> {
            for (int i = 0; i < 5; i++) {
                put(TABLE, group, "later " + i);
            }
        });
        applied(store.commit(TABLE, group, new Guard.Absent(), List.of(new Edit.PutHead(b("first")))));
        var current = store.read(TABLE, group, EnumSet.of(Lane.HEAD)).unchanged();
        loseAnswer(0, () -> {
            var guard = store.read(TABLE, group, EnumSet.of(Lane.HEAD)).unchanged();
            applied(store.commit(TABLE, group, guard, List.of(new Edit.DeleteGroup())));
            put(TABLE, group, "made again");
        });
        applied(store.commit(TABLE, group, current, List.of(new Edit.PutHead(b("second")))));
        current = store.read(TABLE, group, EnumSet.of(Lane.HEAD)).unchanged();
        loseAnswer(0, () -> put(TABLE, group, "another's"));
        applied(store.commit(TABLE, group, current, List.of(new Edit.DeleteGroup())));
    }

    @Test
    void a_scan_sees_what_stays_once_and_in_order_while_others_come_and_go() throws Exception {
        int stable = 60;
        for (int i = 0; i < stable; i++) {
            put(TABLE, b("%03d".formatted(2 * i)), "stays");
        }
        var done = new java.util.concurrent.atomic.AtomicBoolean();
        try (var writers = Executors.newFixedThreadPool(4)) {
            var ended = new ArrayList<Future<Boolean>>();
            for (int w = 0; w < 4; w++) {
                int from = w;
                ended.add(writers.submit(() -> {
                    while (!done.get()) {
                        for (int i = from; i < stable; i += 4) {
                            var group = b("%03d".formatted(2 * i + 1));
                            var txid = put(TABLE, group, "goes");
                            applied(store.commit(TABLE, group, new Guard.At(txid), List.of(new Edit.DeleteGroup())));
                        }
                    }
                    return true;
                }));
            }
            try {
                for (int round = 0; round < 20; round++) {
                    var seen = new ArrayList<String>();
                    var from = Bytes.EMPTY;
                    boolean inclusive = true;
                    for (boolean more = true; more; inclusive = false) {
                        var page = store.scan(TABLE, from, inclusive, Optional.empty(), 7);
                        page.rows().forEach(row -> seen.add(row.group().toUtf8()));
                        more = page.more();
                        from = more ? page.rows().getLast().group() : from;
                    }
                    assertThat(seen).isSorted().doesNotHaveDuplicates();
                    assertThat(seen.stream().filter(name -> Integer.parseInt(name) % 2 == 0))
                            .hasSize(stable);
                }
            } finally {
                done.set(true);
            }
            for (var each : ended) {
                assertThat(each.get()).isTrue();
            }
        }
    }

    @Test
    void a_cell_may_be_as_large_as_the_engine_says_and_no_larger() throws IOException {
        var value = new byte[store.caps().maxCellBytes()];
        new Random(1).nextBytes(value);
        var largest = Bytes.wrap(value);
        var edits = List.<Edit>of(new Edit.PutHead(b("h")), new Edit.PutCell(Lane.CELLS, b("a"), largest));
        var txid = applied(store.commit(TABLE, b("g"), new Guard.Absent(), edits));
        assertThat(store.cell(TABLE, b("g"), Lane.CELLS, b("a"))).contains(largest);
        var larger = Bytes.concat(largest, b("+"));
        assertThatThrownBy(() -> store.commit(
                        TABLE,
                        b("g"),
                        new Guard.At(txid),
                        List.of(new Edit.PutHead(b("i")), new Edit.PutCell(Lane.CELLS, b("b"), larger))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(store.read(TABLE, b("g"), EnumSet.of(Lane.HEAD)).head()).contains(new Head(txid, b("h")));
        var inline = largest.slice(0, store.caps().maxInlineBytes());
        applied(store.commit(
                TABLE, b("g"), new Guard.At(txid), List.of(new Edit.PutCell(Lane.DATA, Bytes.EMPTY, inline))));
        assertThat(store.cell(TABLE, b("g"), Lane.DATA, Bytes.EMPTY)).contains(inline);
    }

    /// The key of an object has up to 1,024 bytes, and what stands beside it in a name less than 176.
    @Test
    void names_are_any_bytes_up_to_twelve_hundred() throws IOException {
        long seed = Long.getLong("sealstead.seed", System.nanoTime());
        System.out.println("MetaStoreContract: -Dsealstead.seed=" + seed);
        var random = new Random(seed);
        var subs = new TreeMap<Bytes, Bytes>();
        var groups = new TreeMap<Bytes, Bytes>();
        while (groups.size() < 40) {
            groups.put(binary(random, 1200), b("head"));
        }
        while (subs.size() < 40) {
            subs.put(binary(random, 1200), b("cell"));
        }
        var named = groups.firstKey();
        for (var each : groups.entrySet()) {
            var edits = new ArrayList<Edit>(List.of(new Edit.PutHead(each.getValue())));
            if (each.getKey().equals(named)) {
                subs.forEach((sub, value) -> edits.add(new Edit.PutCell(Lane.CELLS, sub, value)));
            }
            applied(store.commit(TABLE, each.getKey(), new Guard.Absent(), edits));
        }
        var found = new ArrayList<Bytes>();
        store.scan(TABLE, Bytes.EMPTY, true, Optional.empty(), 100).rows().forEach(row -> found.add(row.group()));
        assertThat(found).containsExactlyElementsOf(groups.keySet());
        assertThat(store.read(TABLE, named, ALL).cells())
                .extracting(Cell::sub)
                .containsExactlyElementsOf(subs.keySet());
        var all = List.copyOf(subs.keySet());
        var from = all.get(10);
        var to = all.get(30);
        assertThat(store.read(TABLE, named, Lane.CELLS, from, 5).cells())
                .extracting(Cell::sub)
                .containsExactlyElementsOf(all.subList(10, 15));
        var guard = store.read(TABLE, named, ALL).unchanged();
        applied(store.commit(TABLE, named, guard, List.of(new Edit.DeleteCells(Lane.CELLS, from, to))));
        var left = new ArrayList<>(all.subList(0, 10));
        left.addAll(all.subList(30, 40));
        assertThat(store.read(TABLE, named, ALL).cells()).extracting(Cell::sub).containsExactlyElementsOf(left);
    }

    /// Mostly of the bytes that an engine could take for an end or an escape.
    private static Bytes binary(Random random, int most) {
        var bytes = new byte[random.nextInt(4) == 0 ? most : 1 + random.nextInt(6)];
        random.nextBytes(bytes);
        if (bytes.length < most) {
            byte[] odd = {0, 1, (byte) 0x7F, (byte) 0x80, (byte) 0xFE, (byte) 0xFF};
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = odd[random.nextInt(odd.length)];
            }
        }
        return Bytes.wrap(bytes);
    }

    @Test
    void random_commits_agree_with_a_map() throws IOException {
        long seed = Long.getLong("sealstead.seed", System.nanoTime());
        System.out.println("MetaStoreContract: -Dsealstead.seed=" + seed);
        var random = new Random(seed);
        var model = new TreeMap<Bytes, String>();
        for (int i = 0; i < 500; i++) {
            var group = b("k" + random.nextInt(40));
            var current = store.read(TABLE, group, ALL);
            if (random.nextInt(4) == 0 && current.head().isPresent()) {
                applied(store.commit(TABLE, group, current.unchanged(), List.of(new Edit.DeleteGroup())));
                model.remove(group);
            } else {
                var value = "v" + i;
                applied(store.commit(TABLE, group, current.unchanged(), List.of(new Edit.PutHead(b(value)))));
                model.put(group, value);
            }
        }
        var page = store.scan(TABLE, Bytes.EMPTY, true, Optional.empty(), 1000);
        var found = new TreeMap<Bytes, String>();
        page.rows().forEach(row -> found.put(row.group(), row.head().value().toUtf8()));
        assertThat(found).isEqualTo(model);
    }
}
