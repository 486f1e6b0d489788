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
}
