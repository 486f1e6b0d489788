package sealstead.store.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sealstead.store.Bytes;
import sealstead.store.Edit;
import sealstead.store.Guard;
import sealstead.store.MetaStore;
import sealstead.store.MetaStoreContract;
import sealstead.store.Outcome;
import sealstead.store.Table;

@SuppressWarnings("NullAway.Init")
final class LocalMetaStoreTest extends MetaStoreContract {
    @TempDir
    private Path folder;

    @Override
    protected MetaStore open() throws IOException {
        return new LocalMetaStore(folder.resolve("records"), new SecureRandom());
    }

    /// Whatever waits while one group is being synced goes into the next: 32 writers that do nothing else keep the
    /// queue full, so that far fewer syncs than commits are made.
    @Test
    void writers_at_the_same_time_share_their_syncs() throws Exception {
        try (var store = new LocalMetaStore(folder.resolve("grouped"), new SecureRandom())) {
            try (var writers = Executors.newFixedThreadPool(32)) {
                var done = new ArrayList<Callable<Outcome>>();
                for (int i = 0; i < 6400; i++) {
                    var group = Bytes.utf8("group-" + i);
                    done.add(() -> store.commit(
                            new Table("grouped"),
                            group,
                            new Guard.Absent(),
                            List.of(new Edit.PutHead(Bytes.utf8("value")))));
                }
                for (var outcome : writers.invokeAll(done)) {
                    assertThat(outcome.get()).isInstanceOf(Outcome.Applied.class);
                }
            }
            assertThat(store.stats().commits()).isEqualTo(6400);
            assertThat(store.stats().syncs()).isBetween(1L, 3200L);
        }
    }
}
