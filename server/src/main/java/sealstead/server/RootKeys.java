package sealstead.server;

import java.io.IOException;
import java.nio.file.Files;
import java.security.SecureRandom;
import sealstead.crypto.RootKeyFile;
import sealstead.custody.HeldRootKey;
import sealstead.custody.RootKey;

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
        if (Files.exists(config.data().resolve("format"))) {
            throw new IOException("the data folder " + config.data() + " has data, but its root key " + file
                    + " is not there; without it nothing can be opened");
        }
        return new HeldRootKey(RootKeyFile.create(file, config.text(Setting.PASSPHRASE), random));
    }

    /// The root key of a server that runs.
    public static RootKey read(Config config) throws IOException {
        return new HeldRootKey(RootKeyFile.read(config.rootKeyFile(), config.text(Setting.PASSPHRASE)));
    }
}
