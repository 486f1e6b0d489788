package sealstead.conformance;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import sealstead.store.BlobStore;
import sealstead.store.BlobStoreContract;

/// The contract of blobs on a real HDFS.
@SuppressWarnings("NullAway.Init")
final class HdfsBlobStoreTest extends BlobStoreContract {
    @TempDir
    private Path folder;

    private Map<String, String> settings;

    @BeforeAll
    static void needsHBase() {
        assumeTrue(HBaseCluster.isAvailable(), "store-hbase is not built, or the jars of an HBase are not there");
    }

    @Override
    protected BlobStore open() throws IOException {
        if (settings == null) {
            settings = FarStore.named(HBaseCluster.shared().newStore());
        }
        var opened = OpenStore.open(settings, "gateway", folder.resolve("scratch"));
        // Who closes the blobs of the contract closes all.
        return (BlobStore) Proxy.newProxyInstance(
                BlobStore.class.getClassLoader(), new Class<?>[] {BlobStore.class}, (self, method, arguments) -> {
                    if (method.getName().equals("close")) {
                        opened.close();
                        return null;
                    }
                    try {
                        return method.invoke(opened.blobs(), arguments);
                    } catch (InvocationTargetException failed) {
                        throw failed.getCause();
                    }
                });
    }
}
