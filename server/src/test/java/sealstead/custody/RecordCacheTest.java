package sealstead.custody;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sealstead.crypto.CorruptObjectException;
import sealstead.crypto.SecretBytes;
import sealstead.store.Bytes;
import sealstead.store.Edit;
import sealstead.store.Guard;
import sealstead.store.MetaStore;
import sealstead.store.Outcome;
import sealstead.store.Table;
import sealstead.store.local.LocalMetaStore;

@SuppressWarnings("NullAway.Init")
final class RecordCacheTest {
    private static final Table TABLE = new Table("remembered");
    private static final Bytes MINE = Bytes.utf8("mine");
    private static final Bytes YOURS = Bytes.utf8("yours");

    private final SecureRandom random = new SecureRandom();
    private final RootKey root = new HeldRootKey(SecretBytes.random(random, 32));
    private final AtomicInteger reads = new AtomicInteger();

    @TempDir
    private Path folder;

    private LocalMetaStore engine;
    private SealedStore store;

    @BeforeEach
    void open() throws IOException {
        engine = new LocalMetaStore(folder.resolve("records"), random);
        store = new SealedStore(engine, root, random);
    }

    @AfterEach
    void close() throws IOException {
        engine.close();
    }

    private String read(Bytes group, Bytes record) {
        reads.incrementAndGet();
        return group.toUtf8() + ": " + record.toUtf8();
    }

    @Test
    void a_record_is_opened_once_until_it_changes() throws IOException {
        var memory = RecordCache.<String>ofAll(1024, 4, this::read);
        put(store, MINE, new Guard.Absent(), "first");
        for (int i = 0; i < 3; i++) {
            assertThat(store.head(TABLE, MINE, memory)).contains("mine: first");
        }
        assertThat(reads).hasValue(1);

        put(store, MINE, store.recall(TABLE, MINE, memory).unchanged(), "second");
        assertThat(store.head(TABLE, MINE, memory)).contains("mine: second");
        assertThat(reads).hasValue(2);
    }

    @Test
    void of_many_those_are_remembered_that_are_asked_for_again() throws IOException {
        var memory = RecordCache.<String>ofRepeated(1024, 4, this::read);
        put(store, MINE, new Guard.Absent(), "value");
        for (int i = 0; i < 5; i++) {
            assertThat(store.head(TABLE, MINE, memory)).contains("mine: value");
        }
        assertThat(reads).hasValue(2);
    }

    /// The row of one group in the place of another's, commit and all: what was opened as the one is not the other.
    @Test
    void an_engine_that_shows_another_groups_row_is_found_out_though_that_is_remembered() throws IOException {
        put(store, MINE, new Guard.Absent(), "value");
        put(store, YOURS, new Guard.Absent(), "other");
        var memory = RecordCache.<String>ofAll(1024, 4, this::read);
        assertThat(store.head(TABLE, MINE, memory)).contains("mine: value");

        var swapped = new SealedStore(showing(engine, MINE, YOURS), root, random);
        assertThatThrownBy(() -> swapped.head(TABLE, YOURS, memory)).isInstanceOf(CorruptObjectException.class);
    }

    private static void put(SealedStore store, Bytes group, Guard guard, String value) throws IOException {
        assertThat(store.commit(TABLE, group, guard, List.of(new Edit.PutHead(Bytes.utf8(value)))))
                .isInstanceOf(Outcome.Applied.class);
    }

    /// The engine with one group's row in another's place.
    private static MetaStore showing(MetaStore engine, Bytes shown, Bytes place) {
        return (MetaStore) Proxy.newProxyInstance(
                MetaStore.class.getClassLoader(), new Class<?>[] {MetaStore.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("read") && place.equals(arguments[1])) {
                        arguments[1] = shown;
                    }
                    try {
                        return method.invoke(engine, arguments);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                });
    }
}
