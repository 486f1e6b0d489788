package sealstead.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.security.SecureRandom;
import sealstead.crypto.RootKeyFile;
import sealstead.custody.HeldRootKey;
import sealstead.custody.RootKey;
import sealstead.store.local.DataFolder;

/// Finds the root key that the configuration names, or makes it for a data folder that is new. A data folder whose root
/// key is missing never gets another one: nothing in it could be opened.
public final class RootKeys {
    private RootKeys() {}

    /// The root key of a server that starts.
    static RootKey open(Config config, SecureRandom random) throws IOException {
        var file = config.rootKeyFile();
        if (Files.exists(file)) {
            return read(config);
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
        return new HeldRootKey(RootKeyFile.create(file, config.text(Setting.PASSPHRASE), random));
    }

    /// The root key of a server that runs.
    public static RootKey read(Config config) throws IOException {
        if (!Files.exists(config.rootKeyFile())) {
            throw new IOException("there is no root key " + config.rootKeyFile() + ": is " + config.data()
                    + " the server's data folder (--data, SEALSTEAD_DATA), and does this run on its machine?");
        }
        return ofFile(config);
    }

    /// The root key without a server.
    ///
    /// @throws IOException if it is not there
    static RootKey ofFile(Config config) throws IOException {
        var file = config.rootKeyFile();
        if (!Files.exists(file)) {
            throw new IOException("there is no root key " + file
                    + ": name it by root-key-file (SEALSTEAD_ROOT_KEY_FILE), or make it of shares (recovery-key join)");
        }
        return new HeldRootKey(RootKeyFile.read(file, config.text(Setting.PASSPHRASE)));
    }
}
