package sealstead.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import sealstead.custody.StoreKey;
import sealstead.health.Health;
import sealstead.store.BlobPins;
import sealstead.store.BlobStore;
import sealstead.store.Membership;
import sealstead.store.MetaStore;
import sealstead.store.Room;
import sealstead.store.Table;
import sealstead.store.local.DataFolder;
import sealstead.store.local.DiskLimits;
import sealstead.store.local.LocalMetaStore;
import sealstead.store.local.StoreCheckpoint;

/// The data folder as an [Engine].
final class LocalEngine implements Engine {
    private final DataFolder data;
    private final StoreKey key;

    private LocalEngine(DataFolder data, StoreKey key) {
        this.data = data;
        this.key = key;
    }

    static Engine open(Config config, Health health, SecureRandom random) throws IOException {
        if (Files.exists(FarEngine.gatewayFile(config))) {
            throw new IOException("the folder " + config.data() + " is that of a gateway, whose data is in another"
                    + " engine: store.engine = local would begin anew beside it");
        }
        var key = RootKeys.open(config, random);
        var data = DataFolder.open(
                config.data(),
                Optional.of(Marks.of(config, key)),
                new DiskLimits(config.number(Setting.DISK_RESERVE), config.number(Setting.DISK_LOW_WATER)),
                new StoreHealth(health),
                random);
        return new LocalEngine(data, key);
    }

    @Override
    public StoreKey storeKey() {
        return key;
    }

    @Override
    public MetaStore records() {
        return data.records();
    }

    @Override
    public Optional<Membership> membership() {
        return Optional.empty();
    }

    @Override
    public BlobStore blobs(BlobPins pins) {
        return data.blobs(); // an open file can be read when its name is gone
    }

    @Override
    public Room room() {
        return data.room();
    }

    @Override
    public LocalMetaStore.Stats stats() {
        return data.records().stats();
    }

    @Override
    public boolean erases() {
        return true;
    }

    @Override
    public void erase(Table table) throws IOException {
        data.erase(table);
    }

    @Override
    public void checkBackups() {}

    @Override
    public StoreCheckpoint checkpoint() throws IOException {
        return data.checkpoint();
    }

    @Override
    public boolean contains(Path path) throws IOException {
        return data.contains(path);
    }

    @Override
    public List<String> storeKeys() throws IOException {
        return data.storeKeys();
    }

    @Override
    public void putStoreKey(String text) throws IOException {
        data.putStoreKey(text);
    }

    @Override
    public String place() {
        return data.place();
    }

    @Override
    public void close() throws IOException {
        data.close();
    }
}
