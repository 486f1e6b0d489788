package sealstead.store.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sealstead.store.Bytes;
import sealstead.store.Edit;
import sealstead.store.Guard;
import sealstead.store.Table;

/// What keeps the engine from opening its files at all is set right by a repair, and nothing is lost by it: one bit in
/// each place of CURRENT, of the manifest and of a table's end, and files that are gone.
@SuppressWarnings("NullAway.Init")
@Tag("drill")
final class DamagedFilesTest {
    private static final Table TABLE = new Table("object");
    private static final int KEYS = 300;

    @TempDir
    private Path folder;

    private Path records;
    private Path whole;
    private int refused;
    private int aside;

    @BeforeEach
    void aStoreOfTwoTablesAndALog() throws IOException {
        records = folder.resolve("records");
        whole = folder.resolve("whole");
        for (int round = 0; round < 2; round++) {
            try (var store = open()) {
                for (int i = round; i < KEYS; i += 2) {
                    store.commit(TABLE, key(i), new Guard.Absent(), List.of(new Edit.PutHead(Bytes.utf8("v" + i))));
                }
            }
        }
        open().close(); // recovery makes a table of what was in the log
        copy(records, whole);
    }

    private LocalMetaStore open() throws IOException {
        return new LocalMetaStore(records, new SecureRandom());
    }

    private static Bytes key(int number) {
        return Bytes.utf8("bucket/key-%05d".formatted(number));
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        for (var file : files(to)) {
            Files.delete(file);
        }
        for (var file : files(from)) {
            Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (var all = Files.list(folder)) {
            return new ArrayList<>(all.sorted().toList());
        }
    }

    private Path file(String beginning, String end) throws IOException {
        return files(records).stream()
                .filter(file -> file.getFileName().toString().startsWith(beginning)
                        && file.toString().endsWith(end))
                .max((a, b) -> Long.compare(a.toFile().length(), b.toFile().length()))
                .orElseThrow();
    }

    private boolean opensWhole() {
        try (var store = open()) {
            return store.scan(TABLE, Bytes.EMPTY, true, Optional.empty(), 1000)
                            .rows()
                            .size()
                    == KEYS;
        } catch (IOException refusal) {
            return false;
        }
    }

    private List<String> mend() throws IOException {
        aside++;
        return FileMend.mend(
                records,
                new ManifestCopy(records),
                Files.createDirectories(folder.resolve("aside").resolve("" + aside)));
    }

    private void flip(Path file, int place, int bit) throws IOException {
        copy(whole, records);
        var bytes = Files.readAllBytes(file);
        bytes[place] ^= (byte) (1 << bit);
        Files.write(file, bytes);
        if (opensWhole()) {
            return; // nothing of meaning was hit
        }
        refused++;
        copy(whole, records);
        Files.write(file, bytes);
        assertThat(mend()).as("byte %s of %s", place, file.getFileName()).isNotEmpty();
        assertThat(opensWhole())
                .as("byte %s, bit %s of %s", place, bit, file.getFileName())
                .isTrue();
    }

    @Test
    void one_bit_of_CURRENT() throws IOException {
        var file = file("CURRENT", "");
        long size = Files.size(file);
        for (int place = 0; place < size; place++) {
            flip(file, place, place % 8);
        }
        assertThat(refused).isGreaterThan(10);
    }

    @Test
    void one_bit_of_the_manifest() throws IOException {
        var file = file("MANIFEST-", "");
        long size = Files.size(file);
        for (int place = 0; place < size; place += 37) {
            flip(file, place, place % 8);
        }
        assertThat(refused).isGreaterThan(3);
    }

    @Test
    void one_bit_of_the_end_of_a_table() throws IOException {
        var file = file("", ".sst");
        int size = (int) Files.size(file);
        for (int place = size - 1; place > size - 53; place -= 3) {
            flip(file, place, place % 8);
        }
        for (int place = size - 60; place > size - 1_500; place -= 97) {
            flip(file, place, place % 8);
        }
        assertThat(refused).isGreaterThan(5);
    }

    @Test
    void CURRENT_that_is_gone_or_empty() throws IOException {
        for (boolean empty : new boolean[] {true, false}) {
            copy(whole, records);
            var file = file("CURRENT", "");
            Files.delete(file);
            if (empty) {
                Files.createFile(file);
            }
            assertThat(mend()).containsExactly("the file CURRENT names the manifest again");
            assertThat(opensWhole()).isTrue();
        }
    }

    @Test
    void a_manifest_that_is_gone_or_full_of_rot_is_made_again_of_its_copy() throws IOException {
        for (int bytes : new int[] {-1, 0, 50, 400}) {
            try (var _ = open()) {
                // the copy is of the manifest that the last start has made
            }
            var file = file("MANIFEST-", "");
            if (bytes < 0) {
                Files.delete(file);
            } else {
                var rotten = Files.readAllBytes(file);
                for (int i = bytes; i < rotten.length; i++) {
                    rotten[i] = (byte) (rotten[i] * 31 + 7);
                }
                Files.write(file, rotten);
            }
            assertThat(mend().toString()).contains("the manifest was made again of its copy");
            assertThat(opensWhole()).isTrue();
        }
    }

    @Test
    void the_copy_of_the_manifest_is_that_of_the_engine_that_is_there_now() throws IOException {
        var engine = Files.createDirectories(folder.resolve("engine"));
        Files.writeString(engine.resolve("CURRENT"), "MANIFEST-000005\n");
        var manifest = engine.resolve("MANIFEST-000005");
        var copy = folder.resolve("engine.manifest").resolve("MANIFEST-000005");
        Files.writeString(manifest, "of the one before");
        new ManifestCopy(engine).update();
        Files.writeString(manifest, "of this one");
        var now = new ManifestCopy(engine);
        now.update();
        assertThat(copy).hasContent("of this one");
        Files.writeString(manifest, "of this one, and more");
        now.update();
        assertThat(copy).hasContent("of this one, and more");
    }

    @Test
    void a_table_whose_end_is_gone_costs_its_own_records_only() throws IOException {
        copy(whole, records);
        var file = file("", ".sst");
        var bytes = Files.readAllBytes(file);
        Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length - 2_000));
        assertThat(opensWhole()).isFalse();
        assertThatThrownBy(this::open).hasMessageContaining("sealstead repair");
        assertThat(mend()).isEmpty();
        assertThat(TableRepair.look(records)).as("%s", files(records)).hasSize(1);
        TableRepair.copy(records, folder.resolve("copy"));
        try (var store = new LocalMetaStore(folder.resolve("copy"), new SecureRandom())) {
            assertThat(store.scan(TABLE, Bytes.EMPTY, true, Optional.empty(), 1000)
                            .rows())
                    .hasSize(KEYS / 2);
        }
    }
}
