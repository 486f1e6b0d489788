package sealstead.store.local;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.junit.jupiter.api.io.TempDir;
import sealstead.store.MetaStore;
import sealstead.store.MetaStoreContract;

@SuppressWarnings("NullAway.Init")
final class LocalMetaStoreTest extends MetaStoreContract {
    @TempDir
    private Path folder;

    @Override
    protected MetaStore open() throws IOException {
        return new LocalMetaStore(folder.resolve("records"), new SecureRandom());
    }
}
