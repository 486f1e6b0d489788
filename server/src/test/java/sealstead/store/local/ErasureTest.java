package sealstead.store.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sealstead.store.Bytes;
import sealstead.store.Edit;
import sealstead.store.Guard;
import sealstead.store.Lane;
import sealstead.store.Table;

/// A table of records is erased whatever lies around it in the engine's files.
final class ErasureTest {
    private static final Table BEFORE = new Table("aaa");
    private static final Table ERASED = new Table("mmm");
    private static final Table BEHIND = new Table("zzz");

    private static void put(LocalMetaStore store, Table table, Guard guard, String value) throws IOException {
        store.commit(table, Bytes.utf8("group"), guard, List.of(new Edit.PutHead(Bytes.utf8(value))));
    }

    @Test
    void a_table_of_the_engine_that_only_lies_around_the_range_does_not_stop_it(@TempDir Path folder)
            throws IOException {
        try (var store = new LocalMetaStore(folder, new Random(1))) {
            put(store, ERASED, new Guard.Absent(), "destroyed and gone");
            store.erase(ERASED); // which puts it into the lowest level
            var there = store.read(ERASED, Bytes.utf8("group"), EnumSet.of(Lane.HEAD));
            store.commit(ERASED, Bytes.utf8("group"), there.unchanged(), List.of(new Edit.DeleteGroup()));
            store.erase(ERASED);
            put(store, BEFORE, new Guard.Absent(), "before");
            put(store, BEHIND, new Guard.Absent(), "behind");
            store.erase(ERASED);
            try (var files = Files.walk(folder)) {
                var all = files.filter(Files::isRegularFile).toList();
                assertThat(all).anyMatch(file -> file.toString().endsWith(".sst"));
                for (var file : all) {
                    assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                            .as(file.toString())
                            .doesNotContain("destroyed and gone");
                }
            }
        }
    }

    /// Its tables are links: what the store erases would live on in them.
    @Test
    void what_a_tool_that_was_cut_off_read_from_is_gone_at_the_next_start(@TempDir Path folder) throws IOException {
        DataFolder.open(folder, new Random(1)).close();
        var records = folder.resolve(DataFolder.RECORDS);
        var view = ReadableView.apart(records); // never closed
        Files.createDirectories(folder.resolve("records.view.aside"));
        Files.createDirectories(folder.resolve("records.view.manifest"));
        assertThat(view.folder()).isDirectory();
        try (var store = DataFolder.open(folder, new Random(1));
                var left = Files.newDirectoryStream(folder, "records.view*")) {
            assertThat(store.records()).isNotNull();
            assertThat(left).isEmpty();
        }
    }
}
