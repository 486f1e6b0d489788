package sealstead.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What a [BlobStore] promises, whichever engine carries it.
@SuppressWarnings("NullAway.Init")
public abstract class BlobStoreContract {
    private final Random random = new Random(1);
    private BlobStore blobs;

    /// Opens the engine on what it kept, or anew.
    protected abstract BlobStore open() throws IOException;

    @BeforeEach
    void openStore() throws IOException {
        blobs = open();
    }

    @AfterEach
    void closeStore() throws IOException {
        blobs.close();
    }

    private BlobId name() {
        return BlobId.random(random, Instant.EPOCH);
    }

    private void write(BlobId id, byte[] bytes) throws IOException {
        try (var sink = blobs.create(id)) {
            sink.write(bytes, 0, bytes.length / 2);
            sink.write(bytes, bytes.length / 2, bytes.length - bytes.length / 2);
            sink.commit();
        }
    }

    private byte[] body(int size) {
        var bytes = new byte[size];
        random.nextBytes(bytes);
        return bytes;
    }

    @Test
    void a_blob_is_read_back_at_any_position() throws IOException {
        var id = name();
        var body = body(3_000_000);
        write(id, body);
        try (var reader = blobs.open(id)) {
            assertThat(reader.length()).isEqualTo(body.length);
            var part = new byte[100_000];
            reader.read(1_234_567, part, 0, part.length);
            assertThat(part).isEqualTo(java.util.Arrays.copyOfRange(body, 1_234_567, 1_334_567));
            assertThatThrownBy(() -> reader.read(2_999_999, part, 0, 2)).isInstanceOf(EOFException.class);
        }
    }

    @Test
    void nothing_is_visible_before_the_commit_and_nothing_stays_after_an_abort() throws IOException {
        var id = name();
        try (var sink = blobs.create(id)) {
            sink.write(body(100), 0, 100);
            assertThatThrownBy(() -> blobs.open(id)).isInstanceOf(BlobMissingException.class);
        }
        assertThatThrownBy(() -> blobs.open(id)).isInstanceOf(BlobMissingException.class);
        write(id, body(10));
        blobs.open(id).close();
    }

    @Test
    void deleting_is_final_and_may_be_repeated() throws IOException {
        var id = name();
        write(id, body(10));
        blobs.delete(id);
        blobs.delete(id);
        assertThatThrownBy(() -> blobs.open(id)).isInstanceOf(BlobMissingException.class);
    }

    @Test
    void a_reader_outlives_the_deletion() throws IOException {
        var id = name();
        var body = body(100_000);
        write(id, body);
        try (var reader = blobs.open(id)) {
            blobs.delete(id);
            var all = new byte[body.length];
            reader.read(0, all, 0, all.length);
            assertThat(all).isEqualTo(body);
        }
    }

    @Test
    void blobs_are_there_after_opening_again() throws IOException {
        var id = name();
        var body = body(70_000);
        write(id, body);
        try (var unfinished = blobs.create(name())) {
            unfinished.write(body, 0, body.length);
            blobs.close();
            blobs = open();
        }
        try (var reader = blobs.open(id)) {
            assertThat(reader.length()).isEqualTo(body.length);
        }
    }

    @Test
    void blobs_of_any_length_come_back_wherever_they_are_read() throws IOException {
        int part = 16 * 1024 * 1024;
        int beginning = 128 * 1024;
        for (int length : new int[] {0, 1, beginning - 1, beginning, beginning + 1, part - 1, part, 2 * part + 1}) {
            var id = name();
            var body = body(length);
            try (var sink = blobs.create(id)) {
                for (int at = 0; at < length; at += 100_000) {
                    sink.write(body, at, Math.min(100_000, length - at));
                }
                sink.commit();
            }
            assertThat(blobs.length(id)).hasValue(length);
            try (var reader = blobs.open(id)) {
                assertThat(reader.length()).isEqualTo(length);
                var all = new byte[length];
                for (int at = 0; at < length; at += 300_000) {
                    reader.read(at, all, at, Math.min(300_000, length - at));
                }
                assertThat(all).isEqualTo(body);
                for (int i = 0; i < 10 && length > 0; i++) {
                    int from = random.nextInt(length);
                    var some = new byte[Math.min(70_000, length - from)];
                    reader.read(from, some, 0, some.length);
                    assertThat(some).isEqualTo(java.util.Arrays.copyOfRange(body, from, from + some.length));
                }
            }
            blobs.delete(id);
            assertThat(blobs.length(id)).isEmpty();
        }
    }

    @Test
    void a_walk_visits_what_was_committed_and_nothing_else() throws IOException {
        var there = new java.util.HashSet<BlobId>();
        for (int i = 0; i < 5; i++) {
            var id = name();
            write(id, body(10));
            there.add(id);
        }
        var gone = name();
        write(gone, body(10));
        blobs.delete(gone);
        try (var aborted = blobs.create(name())) {
            aborted.write(body(17 * 1024 * 1024), 0, 17 * 1024 * 1024);
        }
        var visited = new java.util.ArrayList<BlobId>();
        blobs.walk(visited::add);
        assertThat(visited).containsExactlyInAnyOrderElementsOf(there);
    }

    @Test
    void what_is_deleted_while_it_is_read_is_gone_for_others_at_once() throws IOException {
        var id = name();
        var body = body(3_000_000);
        write(id, body);
        try (var reader = blobs.open(id)) {
            blobs.delete(id);
            assertThatThrownBy(() -> blobs.open(id)).isInstanceOf(BlobMissingException.class);
            assertThat(blobs.length(id)).isEmpty();
            var all = new byte[body.length];
            reader.read(0, all, 0, all.length);
            assertThat(all).isEqualTo(body);
        }
        assertThatThrownBy(() -> blobs.open(id)).isInstanceOf(BlobMissingException.class);
        blobs.walk(left -> assertThat(left).isNotEqualTo(id));
    }
}
