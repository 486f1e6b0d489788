package sealstead.store.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sealstead.golden.GoldenFile;
import sealstead.store.Bytes;
import sealstead.store.Table;

/// Keys of RocksDB, and the mark.
@SuppressWarnings("NullAway.Init")
final class LayoutGoldenTest {
    private static final Table TABLE = new Table("object");
    private static final Bytes GROUP = Bytes.of((byte) 1, (byte) 0, (byte) 'k');
    private static final Bytes SUB = Bytes.of((byte) 'v', (byte) 0, (byte) 2);

    @TempDir
    private Path folder;

    private static byte[] frozen(String name, byte[] now) {
        var frozen = GoldenFile.of(name, () -> Bytes.of(now));
        assertThat(Bytes.of(now)).isEqualTo(frozen);
        return frozen.toArray();
    }

    @Test
    void the_key_of_a_head() {
        var key = frozen("key-of-head", KeyLayout.head(TABLE, GROUP));
        assertThat(KeyLayout.tableOfHead(key).name()).isEqualTo(TABLE.name());
        assertThat(KeyLayout.groupOfHead(TABLE, key)).isEqualTo(GROUP);
    }

    @Test
    void the_key_of_a_cell() {
        var key = frozen("key-of-cell", KeyLayout.cell(KeyLayout.cells(TABLE, GROUP), SUB));
        assertThat(KeyLayout.nameOfCell(TABLE, key)).isEqualTo(new KeyLayout.CellName(GROUP, SUB));
    }

    @Test
    void the_mark() throws IOException {
        MarkKey key = content ->
                Arrays.copyOf(Bytes.utf8("the tag of a content, 32 bytes .").toArray(), 32);
        var state = new HighWaterMark.State(
                Bytes.utf8("run of 16 bytes."), Bytes.utf8("next, 16 bytes.."), 0x0102030405060708L);
        var file = folder.resolve("mark");
        HighWaterMark.open(new Marking(file, key), state).close();
        Files.write(file, frozen("mark", Files.readAllBytes(file)));
        assertThat(HighWaterMark.read(new Marking(file, key))).contains(state);
    }
}
