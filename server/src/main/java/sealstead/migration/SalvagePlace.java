package sealstead.migration;

import java.io.IOException;
import sealstead.s3.scrub.Salvage;

/// Where salvaged versions are put.
interface SalvagePlace extends AutoCloseable {
    /// Takes one version, as a whole or not at all.
    ///
    /// @return where it is
    String take(Salvage.Found found, Salvage.Content content) throws IOException;

    @Override
    default void close() {}
}
