package sealstead.custody;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sealstead.crypto.CorruptObjectException;
import sealstead.crypto.SecretBytes;
import sealstead.store.Bytes;
import sealstead.store.Edit;
import sealstead.store.Guard;
import sealstead.store.Lane;
import sealstead.store.Table;
import sealstead.store.local.LocalMetaStore;

/// Labels can be read without opening a record, and not be changed without its noticing.
@SuppressWarnings("NullAway.Init")
final class LabelTest {
    private static final Table TABLE = new Table("labelled");
    private static final Bytes GROUP = Bytes.utf8("group");
    private static final Bytes LABEL = Bytes.utf8("label");

    private final SecureRandom random = new SecureRandom();

    @TempDir
    private Path folder;

    private LocalMetaStore engine;
    private SealedStore store;

    @BeforeEach
    void open() throws IOException {
        engine = new LocalMetaStore(folder.resolve("records"), random);
        store = new SealedStore(engine, new HeldRootKey(SecretBytes.random(random, 32)), random);
        store.commit(
                TABLE,
                GROUP,
                new Guard.Absent(),
                List.of(
                        new Edit.PutHead(Bytes.utf8("head"), LABEL),
                        new Edit.PutCell(Lane.CELLS, Bytes.utf8("a"), Bytes.utf8("cell"), LABEL),
                        new Edit.PutCell(Lane.CELLS, Bytes.utf8("b"), Bytes.utf8("without"))));
    }

    @AfterEach
    void close() throws IOException {
        engine.close();
    }

    @Test
    void labels_are_read_unopened_and_records_open_with_them_and_without() throws IOException {
        var seen = new ArrayList<String>();
        assertThat(store.walkUnopened(TABLE, Bytes.EMPTY, Optional.empty(), record -> seen.add(tell(record))))
                .isFalse();
        store.walkUnopenedCells(TABLE, GROUP, Bytes.EMPTY, Bytes.utf8("z"), record -> seen.add(tell(record)));
        assertThat(seen).containsExactly("label: head", "label: cell", "none: without");
        var group = store.read(TABLE, GROUP, EnumSet.of(Lane.HEAD, Lane.CELLS));
        assertThat(group.head().orElseThrow().value().toUtf8()).isEqualTo("head");
        assertThat(group.cells()).hasSize(2);
    }

    private String tell(SealedStore.Unopened record) throws IOException {
        return record.label().map(Bytes::toUtf8).orElse("none") + ": "
                + store.open(record).toUtf8();
    }

    @Test
    void every_byte_of_a_labelled_record_counts() throws IOException {
        var sealed = engine.read(TABLE, GROUP, EnumSet.of(Lane.HEAD)).head().orElseThrow();
        var whole = sealed.value().toArray();
        for (int at = 0; at < whole.length; at++) {
            var changed = whole.clone();
            changed[at] ^= 1;
            put(Bytes.wrap(changed));
            assertThatThrownBy(() -> store.read(TABLE, GROUP, EnumSet.of(Lane.HEAD)))
                    .as("byte %d", at)
                    .isInstanceOf(IOException.class);
        }
        for (int length = 1; length < whole.length; length++) {
            put(Bytes.wrap(java.util.Arrays.copyOf(whole, length)));
            assertThatThrownBy(() -> store.read(TABLE, GROUP, EnumSet.of(Lane.HEAD)))
                    .as("cut to %d bytes", length)
                    .isInstanceOf(CorruptObjectException.class);
        }
        put(sealed.value());
        assertThat(store.read(TABLE, GROUP, EnumSet.of(Lane.HEAD)).head()).isPresent();
    }

    private void put(Bytes value) throws IOException {
        var now = engine.read(TABLE, GROUP, EnumSet.of(Lane.HEAD));
        engine.commit(TABLE, GROUP, now.unchanged(), List.of(new Edit.PutHead(value)));
    }

    @Test
    void tags_are_the_same_for_one_name_and_for_no_other() {
        assertThat(store.tag("kms", "a")).isEqualTo(store.tag("kms", "a")).isNotEqualTo(store.tag("kms", "b"));
        assertThat(store.tag("kms", "a")).isNotEqualTo(store.tag("service", "a"));
        var other = new SealedStore(engine, new HeldRootKey(SecretBytes.random(random, 32)), random);
        assertThat(store.tag("kms", "a")).isNotEqualTo(other.tag("kms", "a"));
    }
}
