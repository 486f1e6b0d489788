package sealstead.server;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sealstead.crypto.RandomId;
import sealstead.custody.StoreKey;
import sealstead.health.Health;
import sealstead.health.ServerPart;
import sealstead.store.BlobPins;
import sealstead.store.BlobStore;
import sealstead.store.Bytes;
import sealstead.store.EngineDriver;
import sealstead.store.Membership;
import sealstead.store.MetaStore;
import sealstead.store.PinnedBlobs;
import sealstead.store.Room;
import sealstead.store.Table;
import sealstead.store.local.DataFolder;
import sealstead.store.local.LocalMetaStore;
import sealstead.store.local.StoreCheckpoint;

/// An engine beyond this machine as an [Engine]. The data folder is this gateway's own: its lock, its name, its
/// audit trail, and what is on its way.
final class FarEngine implements Engine {
    private static final Logger LOG = LoggerFactory.getLogger(FarEngine.class);
    private static final RandomId NAME = RandomId.BITS_128;
    private static final String SCRATCH = "on-its-way";

    private final String name;
    private final EngineDriver.OpenEngine engine;
    private final StoreKey key;
    private final FileChannel lock;
    private final Path folder;

    private FarEngine(String name, EngineDriver.OpenEngine engine, StoreKey key, FileChannel lock, Path folder) {
        this.name = name;
        this.engine = engine;
        this.key = key;
        this.lock = lock;
        this.folder = folder;
    }

    /// Where a gateway's name is.
    static Path gatewayFile(Config config) {
        return config.data().resolve("gateway");
    }

    /// @param storeKey the text of the one that it gets if it is empty; without it gets one of its own
    /// @param alone whether no other gateway may have it meanwhile
    static Engine open(Config config, Health health, Optional<String> storeKey, boolean alone, SecureRandom random)
            throws IOException {
        var name = config.text(Setting.STORE_ENGINE).orElseThrow();
        var folder = config.data();
        if (DataFolder.isFormatted(folder) || DataFolder.hasData(folder) || DataFolder.hasStoreKey(folder)) {
            throw new IOException("the data folder " + folder + " has a store of its own, which store.engine = " + name
                    + " would leave behind: name another folder for this gateway");
        }
        var driver = EngineJars.driver(name, config.text(Setting.STORE_JARS).orElse(""));
        Files.createDirectories(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        var lock = DataFolder.lock(folder);
        try {
            return open(config, health, storeKey, alone, random, driver, lock);
        } catch (IOException | RuntimeException failed) {
            lock.close();
            throw failed;
        }
    }

    private static Engine open(
            Config config,
            Health health,
            Optional<String> storeKey,
            boolean alone,
            SecureRandom random,
            EngineDriver driver,
            FileChannel lock)
            throws IOException {
        var mark = new AtomicReference<Optional<PulseMark>>(Optional.empty());
        var hearing = new EngineDriver.Hearing() {
            @Override
            public void failed(String reason) {
                health.failed(ServerPart.STORE, reason);
            }

            @Override
            public void well() {
                health.well(ServerPart.STORE);
            }

            @Override
            public void pulse(long number) throws IOException {
                var known = mark.get();
                if (known.isPresent()) {
                    known.get().write(number);
                }
            }
        };
        var engine = EngineJars.open(
                driver,
                new EngineDriver.EngineContext(
                        config.engineSettings(),
                        gateway(gatewayFile(config), random),
                        config.data().resolve(SCRATCH),
                        alone,
                        hearing),
                random);
        try {
            var key = RootKeys.open(config, engine, storeKey, random);
            var ours = new PulseMark(Marks.of(config, key), engine.id());
            ours.check(engine.pulse());
            mark.set(Optional.of(ours));
            engine.begin();
            LOG.info(
                    "the store is {}; it is erased, backed up and repaired there (docs/{}.md)",
                    engine.place(),
                    driver.name());
            return new FarEngine(driver.name(), engine, key, lock, config.data());
        } catch (IOException | RuntimeException failed) {
            engine.close();
            throw failed;
        }
    }

    /// The name of this gateway, made once.
    private static Bytes gateway(Path file, SecureRandom random) throws IOException {
        if (!Files.exists(file)) {
            var next = file.resolveSibling("gateway.new");
            Files.writeString(
                    next,
                    NAME.hex(random) + "\n",
                    StandardCharsets.US_ASCII,
                    StandardOpenOption.DSYNC,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE);
            Files.move(next, file);
        }
        var text = Files.readString(file, StandardCharsets.ISO_8859_1).strip();
        if (!text.matches("[0-9a-f]{" + NAME.digits() + "}")) {
            throw new IOException("the file " + file + " is damaged: remove it, and this gateway gets another name");
        }
        return Bytes.wrap(HexFormat.of().parseHex(text));
    }

    @Override
    public StoreKey storeKey() {
        return key;
    }

    @Override
    public MetaStore records() {
        return engine.records();
    }

    @Override
    public Optional<Membership> membership() {
        return engine.membership();
    }

    @Override
    public BlobStore blobs(BlobPins pins) {
        return new PinnedBlobs(engine.blobs(), pins);
    }

    /// How much room it has the engine says when it has none.
    @Override
    public Room room() {
        return bytes -> {};
    }

    @Override
    public LocalMetaStore.Stats stats() {
        var counts = engine.counts();
        return new LocalMetaStore.Stats(
                counts.getOrDefault("commits", 0L),
                0,
                counts.getOrDefault("recordReads", 0L),
                counts.getOrDefault("recordScans", 0L),
                counts.getOrDefault("recordsScanned", 0L));
    }

    @Override
    public boolean erases() {
        return false;
    }

    @Override
    public void erase(Table table) throws IOException {
        throw new IOException("store.engine = " + name + " keeps what was deleted until it cleans up itself, and in its"
                + " logs and backups: nothing here can erase it (docs/" + name + ".md)");
    }

    @Override
    public void checkBackups() {
        throw new IllegalArgumentException("store.engine = " + name + " is backed up by its own means (docs/" + name
                + ".md); `sealstead backup` is of data folders");
    }

    @Override
    public StoreCheckpoint checkpoint() {
        throw new IllegalStateException("checkpoints are of data folders");
    }

    @Override
    public boolean contains(Path path) {
        return path.toAbsolutePath().normalize().startsWith(folder);
    }

    /// The engine keeps copies itself: to whoever wants two, this is both.
    @Override
    public List<String> storeKeys() throws IOException {
        return engine.storeKey().map(text -> List.of(text, text)).orElseGet(List::of);
    }

    @Override
    public void putStoreKey(String text) throws IOException {
        if (!engine.putStoreKey(engine.storeKey(), text)) {
            throw new IOException("another has written the store key meanwhile");
        }
    }

    @Override
    public String place() {
        return engine.place();
    }

    @Override
    public void close() throws IOException {
        try (lock) {
            engine.close();
        }
    }
}
