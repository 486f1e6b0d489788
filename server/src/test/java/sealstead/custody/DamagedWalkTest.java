package sealstead.custody;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
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
import sealstead.store.DamagedException;
import sealstead.store.Edit;
import sealstead.store.Guard;
import sealstead.store.Lane;
import sealstead.store.Table;
import sealstead.store.local.LocalMetaStore;

/// One damaged record costs no other its turn.
@SuppressWarnings("NullAway.Init")
final class DamagedWalkTest {
    private static final Table TABLE = new Table("walked");

    private final SecureRandom random = new SecureRandom();

    @TempDir
    private Path folder;

    private LocalMetaStore engine;
    private SealedStore store;

    @BeforeEach
    void open() throws IOException {
        engine = new LocalMetaStore(folder.resolve("records"), random);
        store = new SealedStore(engine, new HeldRootKey(SecretBytes.random(random, 32)), random);
        for (var name : List.of("a", "b", "c", "d")) {
            store.commit(TABLE, Bytes.utf8(name), new Guard.Absent(), List.of(new Edit.PutHead(Bytes.utf8(name))));
        }
    }

    @AfterEach
    void close() throws IOException {
        engine.close();
    }

    private void flipABit(String name) throws IOException {
        var group = engine.read(TABLE, Bytes.utf8(name), EnumSet.of(Lane.HEAD));
        var bytes = group.head().orElseThrow().value().readOnlyArray().clone();
        bytes[bytes.length - 1] ^= 1;
        engine.commit(TABLE, Bytes.utf8(name), group.unchanged(), List.of(new Edit.PutHead(Bytes.wrap(bytes))));
    }

    @Test
    void a_record_that_does_not_open_is_left_out_and_told() throws IOException {
        var seen = new ArrayList<String>();
        assertThat(store.walk(
                        TABLE,
                        Bytes.EMPTY,
                        Optional.empty(),
                        row -> seen.add(row.head().value().toUtf8())))
                .isFalse();
        flipABit("b");
        seen.clear();
        assertThat(store.walk(
                        TABLE,
                        Bytes.EMPTY,
                        Optional.empty(),
                        row -> seen.add(row.head().value().toUtf8())))
                .isTrue();
        assertThat(seen).containsExactly("a", "c", "d");
        seen.clear();
        assertThatThrownBy(() -> store.walkWhole(
                        TABLE,
                        Bytes.EMPTY,
                        Optional.empty(),
                        row -> seen.add(row.head().value().toUtf8())))
                .isInstanceOf(CorruptObjectException.class);
    }

    @Test
    void what_a_visitor_meets_of_one_record_ends_no_walk_unless_it_is_no_damage() throws IOException {
        var seen = new ArrayList<String>();
        var left = store.walk(TABLE, Bytes.EMPTY, Optional.empty(), row -> {
            var name = row.group().toUtf8();
            switch (name) {
                case "a" -> throw new DamagedException("a block", new IOException());
                case "b" -> throw new CorruptObjectException();
                case "c" -> throw new UncheckedIOException(new CorruptObjectException());
                default -> seen.add(name);
            }
        });
        assertThat(left).isTrue();
        assertThat(seen).containsExactly("d");
        assertThatThrownBy(() -> store.walk(TABLE, Bytes.EMPTY, Optional.empty(), row -> {
                    throw new IOException("the disk has gone");
                }))
                .hasMessage("the disk has gone");
    }
}
