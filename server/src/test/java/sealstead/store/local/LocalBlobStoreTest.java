package sealstead.store.local;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import sealstead.store.BlobStore;
import sealstead.store.BlobStoreContract;

@SuppressWarnings("NullAway.Init")
final class LocalBlobStoreTest extends BlobStoreContract {
    @TempDir
    private Path folder;

    @Override
    protected BlobStore open() throws IOException {
        return new LocalBlobStore(folder.resolve("blobs"));
    }
}
