package sealstead.server;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import sealstead.crypto.RootKeyFile;
import sealstead.crypto.SecretBytes;
import sealstead.custody.HeldRootKey;
import sealstead.custody.RootKey;
import sealstead.custody.StoreKey;
import sealstead.store.EngineDriver;
import sealstead.store.local.DataFolder;

/// Finds the root key that the configuration names and the store key under it, or makes them for a data folder
/// that is new. A data folder whose root key or store key is missing never gets another one: nothing in it
/// could be opened.
public final class RootKeys {
    private RootKeys() {}

    /// The store key of a server that starts.
    static StoreKey open(Config config, SecureRandom random) throws IOException {
        DataFolder.checkFilled(config.data());
        var root = rootKey(config, random);
        var data = config.data();
        if (!DataFolder.isFormatted(data) && !DataFolder.hasData(data) && !DataFolder.hasStoreKey(data)) {
            if (Files.exists(config.markFile())) {
                throw new IOException("there are the root key " + config.rootKeyFile() + " and the mark "
                        + config.markFile() + " of a data folder, but no data in " + data
                        + ": is a disk not mounted? To begin anew, remove the mark");
            }
            DataFolder.createStoreKey(
                    data, StoreKey.make(root.copy(), random).text(random).orElseThrow());
        }
        return ofFolder(config, root);
    }

    /// The store key of a server that starts on another engine, which keeps it.
    ///
    /// @param given the one that an empty engine gets, under its root key; without it gets one of its own
    static StoreKey open(Config config, EngineDriver.OpenEngine engine, Optional<String> given, SecureRandom random)
            throws IOException {
        var kept = engine.storeKey();
        if (kept.isPresent()) {
            return StoreKey.open(List.of(kept.get()), engine.place(), present(config));
        }
        if (!engine.records().tables().isEmpty()) {
            throw new IOException(
                    "the store in " + engine.place() + " has lost its store key: put the row `store-key` of"
                            + " the table sealstead_note back from a backup; without it nothing can be opened");
        }
        if (Files.exists(config.markFile())) {
            throw new IOException("there is the mark " + config.markFile() + " of a store, but " + engine.place()
                    + " is empty: is it the right one? To begin anew, remove the mark");
        }
        var root = rootKey(config, random);
        var first = given.orElseGet(
                () -> StoreKey.make(root.copy(), random).text(random).orElseThrow());
        if (!engine.putStoreKey(Optional.empty(), first)) {
            throw new IOException("another gateway has begun a store in " + engine.place());
        }
        return StoreKey.open(List.of(engine.storeKey().orElseThrow()), engine.place(), root);
    }

    private static SecretBytes rootKey(Config config, SecureRandom random) throws IOException {
        var file = config.rootKeyFile();
        if (Files.exists(file)) {
            return ofFile(config);
        }
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException("the root key file " + file + " is a symbolic link to nothing");
        }
        var data = config.data();
        if (DataFolder.isFormatted(data) || DataFolder.hasData(data)) {
            throw new IOException("the data folder " + data + " has data, but its root key " + file
                    + " is not there; without it nothing can be opened");
        }
        if (Files.exists(config.markFile())) {
            throw new IOException(
                    "there is the mark " + config.markFile() + " of a data folder, but neither its root key " + file
                            + " nor its data in " + data + ": is a disk not mounted? To begin anew, remove the mark");
        }
        return RootKeyFile.create(file, config.text(Setting.PASSPHRASE), random);
    }

    /// Makes a root key for a server that is yet to start for the first time.
    ///
    /// @param file which must not be there yet
    public static void create(Path file, Config config, SecureRandom random) throws IOException {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileAlreadyExistsException(file + " is there already");
        }
        RootKeyFile.create(file, config.text(Setting.PASSPHRASE), random).close();
    }

    private static StoreKey ofFolder(Config config, SecretBytes root) throws IOException {
        config.requireLocal("what reads the store key without a server");
        var copies = DataFolder.storeKeys(config.data());
        return copies.isEmpty()
                ? StoreKey.itself(root)
                : StoreKey.open(copies, config.data().toString(), root);
    }

    /// The store key of a data folder.
    public static StoreKey read(Config config) throws IOException {
        return ofFolder(config, present(config));
    }

    /// The root key of a server that runs, which its administration is asked with.
    public static RootKey readRoot(Config config) throws IOException {
        return new HeldRootKey(present(config));
    }

    private static SecretBytes present(Config config) throws IOException {
        if (!Files.exists(config.rootKeyFile())) {
            throw new IOException("there is no root key " + config.rootKeyFile() + ": is " + config.data()
                    + " the server's data folder (--data, SEALSTEAD_DATA), and does this run on its machine?");
        }
        return ofFile(config);
    }

    /// The root key without a server.
    ///
    /// @throws IOException if it is not there
    static SecretBytes ofFile(Config config) throws IOException {
        var file = config.rootKeyFile();
        if (!Files.exists(file)) {
            throw new IOException("there is no root key " + file
                    + ": name it by root-key-file (SEALSTEAD_ROOT_KEY_FILE), or make it of shares (recovery-key join)");
        }
        return RootKeyFile.read(file, config.text(Setting.PASSPHRASE));
    }
}
