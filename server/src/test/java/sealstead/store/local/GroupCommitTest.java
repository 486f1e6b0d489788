package sealstead.store.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDBException;
import sealstead.store.Lane;

/// Success is answered for what was written, failure for what was not, whatever happens in between.
@SuppressWarnings("NullAway.Init")
final class GroupCommitTest {
    private static final byte[] VALUE = {1};

    @TempDir
    private Path folder;

    private RocksFamilies families;
    private GroupCommit committer;

    @BeforeEach
    void open() throws IOException {
        families = RocksFamilies.open(folder);
        committer = new GroupCommit(families, new BlobGarbage(families.db(), families.of(Lane.DATA)), sequence -> {});
    }

    @AfterEach
    void close() {
        committer.close();
        families.close();
    }

    @Test
    void a_fault_of_the_writer_itself_is_no_success_and_not_its_end() throws Exception {
        var nowhere = List.of(new GroupCommit.Change(noLane(), key(1), VALUE));
        assertThatThrownBy(() -> committer.commit(nowhere)).isInstanceOf(IOException.class);

        committer.commit(List.of(new GroupCommit.Change(Lane.HEAD, key(2), VALUE)));
        assertThat(stored(key(1))).isFalse();
        assertThat(stored(key(2))).isTrue();
    }

    /// A lock that is given up while its commit can still be written lets the next one pass a guard that no longer
    /// holds.
    @Test
    void who_is_interrupted_while_committing_still_learns_the_outcome() throws Exception {
        var outcome = new CompletableFuture<Void>();
        var writer = Thread.ofVirtual().start(() -> {
            try {
                for (int i = 0; i < 2000; i++) {
                    boolean written = committed(key(i));
                    Thread.interrupted();
                    assertThat(stored(key(i))).isEqualTo(written);
                }
                outcome.complete(null);
            } catch (RocksDBException | AssertionError wrong) {
                outcome.completeExceptionally(wrong);
            }
        });
        while (!outcome.isDone()) {
            LockSupport.parkNanos(100_000);
            writer.interrupt();
        }
        outcome.get();
    }

    @Test
    void what_comes_after_the_end_is_refused() throws Exception {
        committer.close();
        assertThatThrownBy(() -> committer.commit(List.of(new GroupCommit.Change(Lane.HEAD, key(1), VALUE))))
                .hasMessageContaining("closed");
        assertThat(stored(key(1))).isFalse();
    }

    private boolean committed(byte[] key) {
        try {
            committer.commit(List.of(new GroupCommit.Change(Lane.HEAD, key, VALUE)));
            return true;
        } catch (IOException interrupted) {
            return false;
        }
    }

    private boolean stored(byte[] key) throws RocksDBException {
        return families.db().get(families.head(), key) != null;
    }

    private static byte[] key(int number) {
        return ByteBuffer.allocate(4).putInt(number).array();
    }

    @SuppressWarnings("NullAway")
    private static Lane noLane() {
        return null;
    }
}
