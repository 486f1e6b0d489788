package sealstead.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import sealstead.golden.GoldenFile;
import sealstead.store.local.LocalMetaStore;

/// What may be garbage, as it stands in the table `gc`: a misread intent would delete what is owned.
@SuppressWarnings("NullAway.Init")
final class IntentGoldenTest {
    private static final Table OWNERS = new Table("object");
    private static final Bytes OWNER = Bytes.of((byte) 1, (byte) 0, (byte) 'k');
    private static final BlobId BLOB = new BlobId(0x00079ec6, 0x11223344, 0x5566778899aabbccL);
    private static final BlobId FURTHER = new BlobId(0x00079ec7, 0xfedcba98, 0x0123456789abcdefL);
    private static final Instant WRITTEN = Instant.ofEpochMilli(1_795_000_000_123L);

    /// Bytes of a group.
    private static final int GROUP = 22;

    @TempDir
    private Path folder;

    private LocalMetaStore records;
    private Intents intents;

    @BeforeEach
    void open() throws IOException {
        records = new LocalMetaStore(folder.resolve("records"), new SecureRandom());
        var clock = Clock.fixed(WRITTEN, ZoneOffset.UTC);
        intents = new Intents(records, clock, clock, new Intents.Graces(Duration.ofHours(24), Duration.ofMinutes(5)));
    }

    @AfterEach
    void close() throws IOException {
        records.close();
    }

    /// A file holds the group's 22 bytes and then the head.
    private static Page.Row isFrozen(String name, Page.Row row) {
        var now = Bytes.wrap(ByteBuffer.allocate(GROUP + row.head().value().size())
                .put(row.group().readOnlyArray())
                .put(row.head().value().readOnlyArray())
                .array());
        var frozen = GoldenFile.of("intent-" + name, () -> now);
        assertThat(now).isEqualTo(frozen);
        return row(frozen);
    }

    private static Page.Row row(Bytes frozen) {
        var bytes = frozen.toArray();
        return new Page.Row(
                Bytes.of(Arrays.copyOf(bytes, GROUP)),
                new Head(new TxId(0, 0), Bytes.of(Arrays.copyOfRange(bytes, GROUP, bytes.length))));
    }

    private Page.Row onlyRow() throws IOException {
        var rows = records.scan(Intents.TABLE, Bytes.EMPTY, true, Optional.empty(), 2)
                .rows();
        assertThat(rows).hasSize(1);
        return rows.getFirst();
    }

    private static void isRead(Page.Row frozen, byte state, List<BlobId> blobs, Intents.Kind kind, String due) {
        assertThat(Intents.parse(frozen))
                .isEqualTo(new Intents.Intent(frozen.group(), state, OWNERS, OWNER, blobs, kind, Instant.parse(due)));
    }

    @ParameterizedTest
    @EnumSource
    void an_intent_of_each_kind_is_written_and_read_as_it_is_frozen(Intents.Kind kind) throws IOException {
        switch (kind) {
            case CREATION -> intents.begin(OWNERS, OWNER, BLOB);
            case RETIREMENT -> intents.retire(OWNERS, OWNER, List.of(BLOB, FURTHER));
            case SECOND_LOOK -> intents.lookAgain(OWNERS, OWNER, List.of(BLOB, FURTHER));
            case FENCE -> intents.rememberFence(OWNERS, OWNER, BLOB);
        }
        var frozen = isFrozen(kind.name().toLowerCase(Locale.ROOT).replace('_', '-'), onlyRow());
        switch (kind) {
            case CREATION -> isRead(frozen, Intents.PENDING, List.of(BLOB), kind, "2026-11-19T11:06:41Z");
            case RETIREMENT -> isRead(frozen, Intents.PENDING, List.of(BLOB, FURTHER), kind, "2026-11-18T11:11:41Z");
            case SECOND_LOOK -> isRead(frozen, Intents.PENDING, List.of(BLOB, FURTHER), kind, "2026-11-19T11:06:41Z");
            case FENCE -> isRead(frozen, Intents.PENDING, List.of(BLOB), kind, "2026-11-25T11:06:41Z");
        }
    }

    @Test
    void one_that_the_collector_has_condemned_is_written_and_read_as_it_is_frozen() throws IOException {
        intents.begin(OWNERS, OWNER, BLOB);
        var condemned = Intents.value(Intents.CONDEMNED, OWNERS, OWNER, List.of(BLOB));
        var frozen = isFrozen("condemned", new Page.Row(onlyRow().group(), new Head(new TxId(0, 0), condemned)));
        isRead(frozen, Intents.CONDEMNED, List.of(BLOB), Intents.Kind.CREATION, "2026-11-19T11:06:41Z");
    }

    /// Nothing writes them any more.
    @Test
    void one_that_counts_hours_is_read_as_it_is_frozen() {
        var frozen = row(GoldenFile.of("intent-in-hours", () -> Bytes.EMPTY));
        isRead(frozen, Intents.PENDING, List.of(BLOB), Intents.Kind.RETIREMENT, "2026-11-18T12:00:00Z");
        assertThat(Intents.parse(frozen).inHours()).isTrue();
    }
}
