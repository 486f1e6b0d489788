package sealstead.server;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import sealstead.custody.StoreKey;
import sealstead.health.Health;
import sealstead.store.BlobPins;
import sealstead.store.BlobStore;
import sealstead.store.Membership;
import sealstead.store.MetaStore;
import sealstead.store.Room;
import sealstead.store.StoreKeyPlace;
import sealstead.store.Table;
import sealstead.store.local.LocalMetaStore;
import sealstead.store.local.StoreCheckpoint;

/// What has the records and the blobs of a server: its data folder, or an engine beyond this machine. What is
/// about files the latter refuses by name.
interface Engine extends StoreKeyPlace, AutoCloseable {
    /// Opens what `store.engine` names.
    ///
    /// @throws IOException if it cannot be used, or another server has it
    static Engine open(Config config, Health health, SecureRandom random) throws IOException {
        return config.isLocal()
                ? LocalEngine.open(config, health, random)
                : FarEngine.open(config, health, Optional.empty(), false, random);
    }

    /// The key that everything in it is under.
    StoreKey storeKey();

    MetaStore records();

    /// The gateways that have it; absent if one has it alone, always.
    Optional<Membership> membership();

    /// @param pins hold what is read, where the engine does not do so itself
    BlobStore blobs(BlobPins pins);

    /// To be asked before a body is read.
    Room room();

    LocalMetaStore.Stats stats();

    /// Whether it can prove that what was deleted is in no file any more.
    boolean erases();

    /// Has nothing in any file of what was deleted or replaced among the heads of a table.
    void erase(Table table) throws IOException;

    /// @throws IllegalArgumentException if backups are not made here
    void checkBackups();

    StoreCheckpoint checkpoint() throws IOException;

    /// Whether a path is in the folder of this server.
    boolean contains(Path path) throws IOException;

    @Override
    void close() throws IOException;
}
