package sealstead.server;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import sealstead.crypto.KernelRandom;
import sealstead.store.local.DataFolder;
import sealstead.store.local.Marking;
import sealstead.store.local.StoreSetBackException;

/// What an operator can do about a data folder whose server does not start; no server may have it meanwhile.
public final class Repair {
    private final Path data;
    private final Marking marking;

    /// @throws IOException if the root key cannot be read
    public Repair(Config config) throws IOException {
        config.requireLocal("repair");
        this.data = config.data();
        this.marking = Marks.of(config, RootKeys.read(config));
    }

    /// Sets right what keeps the engine from opening its files: which manifest is the current one, the manifest itself,
    /// the end of a table.
    ///
    /// @return what was set right, in words
    public List<String> mendFiles() throws IOException {
        return DataFolder.mendFiles(data);
    }

    /// What is missing of all that was acknowledged, in words; empty if nothing is.
    public Optional<String> loss() throws IOException {
        try {
            DataFolder.check(data, marking);
            return Optional.empty();
        } catch (StoreSetBackException less) {
            return Optional.ofNullable(less.getMessage());
        }
    }

    /// Sets flipped bits right where that can be proven.
    ///
    /// @return where the logs and the mark are kept as they were; absent if nothing could be mended
    public Optional<Path> mend() throws IOException {
        return DataFolder.mend(data, marking);
    }

    /// What of the records cannot be read, in words; all of them are read.
    public List<String> damage() throws IOException {
        return DataFolder.damage(data);
    }

    /// Goes on with the records that can be read.
    ///
    /// @return where the records are kept as they were
    public Path removeDamage() throws IOException {
        return DataFolder.removeDamage(data, marking, new KernelRandom());
    }

    /// Goes on with what there is.
    ///
    /// @return where the logs and the mark are kept as they were
    public Path acceptLoss() throws IOException {
        return DataFolder.acceptLoss(data, marking, new KernelRandom());
    }
}
