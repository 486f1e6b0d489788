package sealstead.store.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sealstead.store.StoreFullException;

/// A disk that is not there, as full as a test says; what the reserve gives up is room on it.
@SuppressWarnings("NullAway.Init")
final class DiskRoomTest {
    private static final long MIB = 1024 * 1024;
    private static final long LOW = 64 * MIB;
    private static final long RESERVE = 32 * MIB;

    @TempDir
    private Path folder;

    private final AtomicLong free = new AtomicLong(100 * LOW);
    private final AtomicLong files = new AtomicLong(1_000_000);
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger questions = new AtomicInteger();
    private final Heard heard = new Heard();
    private DiskRoom room;

    private static final class Heard implements StoreListener {
        private String reason = "";

        @Override
        public void roomIsLow(String why) {
            reason = why;
        }

        @Override
        public void roomIsEnough() {
            reason = "";
        }
    }

    @BeforeEach
    void open() throws IOException {
        room = new DiskRoom(
                () -> {
                    questions.incrementAndGet();
                    return new Volume.Space(free.get() - reserved(), files.get());
                },
                10_000 * LOW,
                folder.resolve("reserve"),
                new DiskLimits(RESERVE, LOW),
                heard,
                nanos::get);
        room.wasFull(); // looks at once
    }

    private long reserved() throws IOException {
        if (!Files.isDirectory(folder.resolve("reserve"))) {
            return 0;
        }
        try (var all = Files.list(folder.resolve("reserve"))) {
            return all.mapToLong(file -> file.toFile().length()).sum();
        }
    }

    @Test
    void what_does_not_fit_above_the_mark_is_refused_before_it_is_written() {
        assertThatCode(() -> room.require(50 * LOW)).doesNotThrowAnyException();
        assertThatThrownBy(() -> room.require(99 * LOW + 1)).isInstanceOf(StoreFullException.class);
        assertThat(heard.reason)
                .as("one that is too large is no fault of the disk")
                .isEmpty();
        assertThatCode(() -> room.require(0)).doesNotThrowAnyException();
    }

    @Test
    void below_the_mark_everything_is_refused_until_there_is_room_again() throws Exception {
        free.set(LOW - 1 + reserved());
        assertThatThrownBy(() -> room.require(0)).isInstanceOf(StoreFullException.class);
        assertThat(heard.reason).contains("nearly full");
        free.set(LOW + 1 + reserved());
        room.wasFull();
        assertThatThrownBy(() -> room.require(0)).as("not back and forth").isInstanceOf(StoreFullException.class);
        free.set(2 * LOW + reserved());
        room.wasFull();
        assertThatCode(() -> room.require(0)).doesNotThrowAnyException();
        assertThat(heard.reason).isEmpty();
    }

    @Test
    void a_disk_with_plenty_of_room_is_not_asked_by_everyone() throws Exception {
        room.require(0);
        int asked = questions.get();
        for (int i = 0; i < 100; i++) {
            room.require(LOW / 10);
        }
        assertThat(questions.get()).isEqualTo(asked);
        for (int i = 0; i < 20; i++) {
            assertThatThrownBy(() -> room.require(999_999_999_999_999_999L))
                    .as("whoever wants more than there can be grants nobody anything")
                    .isInstanceOf(StoreFullException.class);
        }
        questions.set(asked);
        room.require(3 * LOW);
        assertThat(questions.get()).as("more than a share of what there was").isEqualTo(asked + 1);
        nanos.addAndGet(50_000_000);
        free.set(LOW - 1);
        assertThatThrownBy(() -> room.require(0)).as("after a while").isInstanceOf(StoreFullException.class);
    }

    @Test
    void the_reserve_is_given_up_when_others_fill_the_disk_and_made_again() throws Exception {
        assertThat(reserved()).isEqualTo(RESERVE);
        free.set(RESERVE);
        room.wasFull();
        assertThat(reserved()).isLessThan(RESERVE);
        assertThat(free.get() - reserved()).as("free again").isGreaterThanOrEqualTo(LOW / 4);
        free.set(100 * LOW);
        room.wasFull();
        assertThat(reserved()).isEqualTo(RESERVE);
    }

    @Test
    void who_fills_the_disk_does_not_get_what_opening_the_records_needs() throws Exception {
        free.set(RESERVE);
        for (int i = 0; i < 20; i++) {
            free.set(reserved()); // whatever was given up is taken at once
            room.wasFull();
        }
        assertThat(reserved()).isEqualTo(RESERVE / 2);
        for (int i = 0; i < 20; i++) {
            room.makeRoomToOpenAgain();
            free.set(reserved());
            room.wasFull();
        }
        assertThat(reserved()).isEqualTo(RESERVE / 4);
        for (long left = RESERVE / 4; left >= RESERVE / 8; left /= 2) {
            assertThat(room.makeRoomToStart()).isTrue();
            assertThat(reserved()).as("a half at each try to start").isEqualTo(left / 2);
            free.set(reserved());
        }
        assertThat(room.makeRoomToStart()).isTrue();
        assertThat(reserved()).isZero();
        assertThat(room.makeRoomToStart()).isFalse();
    }

    @Test
    void a_disk_without_inodes_is_as_full_as_one_without_bytes() throws Exception {
        files.set(3);
        assertThatThrownBy(() -> room.require(0)).isInstanceOf(StoreFullException.class);
        assertThat(heard.reason).contains("inode");
        assertThat(reserved()).as("the other half is for opening").isEqualTo(RESERVE / 2);
        files.set(1_000_000);
        room.wasFull();
        assertThatCode(() -> room.require(0)).doesNotThrowAnyException();
    }

    @Test
    void the_file_system_itself_is_asked() throws Exception {
        var volume = new Volume(folder);
        var before = volume.free();
        assertThat(before.bytes()).isBetween(1L, volume.totalBytes());
        assertThat(before.files()).isPositive();
        Volume.allocate(folder.resolve("allocated"), 8 * MIB);
        assertThat(Files.size(folder.resolve("allocated"))).isEqualTo(8 * MIB);
        assertThatThrownBy(() -> Volume.allocate(folder.resolve("huge"), 1L << 60))
                .isInstanceOf(IOException.class);
        assertThat(folder.resolve("huge")).doesNotExist();
    }
}
