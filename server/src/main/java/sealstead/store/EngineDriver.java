package sealstead.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// An engine beyond this machine, in jars of its own, found by [java.util.ServiceLoader]. Nothing of it is in
/// the default distribution.
public interface EngineDriver {
    /// What `store.engine` calls it.
    String name();

    /// Connects, makes what is missing, and refuses by name what would not keep what it acknowledges, or would
    /// keep what it was told to delete.
    ///
    /// @throws IOException if the engine cannot be used, or another gateway has it
    OpenEngine open(EngineContext opening, RandomGenerator random) throws IOException;

    /// What an engine is opened with.
    ///
    /// @param settings those whose names begin with `store.` and that have a value, by their names
    /// @param gateway who asks: the same after a restart, another for each data folder
    /// @param scratch a folder of this gateway's own for what is on its way; what is in it may be deleted
    /// @param alone whether no other gateway may have the store meanwhile; an engine that several cannot have at
    ///     once takes it for true
    record EngineContext(Map<String, String> settings, Bytes gateway, Path scratch, boolean alone, Hearing hearing) {
        public EngineContext {
            settings = Map.copyOf(settings);
        }

        /// Secrets are among the settings.
        @Override
        public String toString() {
            return "EngineContext[" + settings.keySet() + "]";
        }
    }

    /// Hears of the engine, on any thread.
    interface Hearing {
        /// It cannot be used now.
        ///
        /// @param reason for the operator; names no record and no secret
        void failed(String reason);

        /// It can be used again.
        void well();

        /// It counts the moments in which this gateway had it; each is durable before this is called.
        void pulse(long number) throws IOException;
    }

    /// An engine that is open. Closing it gives it up to other gateways.
    interface OpenEngine extends AutoCloseable {
        MetaStore records();

        BlobStore blobs();

        /// The random name that the store got when it was made.
        Bytes id();

        /// The last pulse before this gateway took the engine; 0 of a new store.
        long pulse();

        /// From now on this gateway's pulses are counted.
        void begin() throws IOException;

        /// The gateways that have it; absent if one has it alone, always.
        Optional<Membership> membership();

        /// Where its data is, in words.
        String place();

        /// The store key under the root key, as it was put.
        Optional<String> storeKey() throws IOException;

        /// Puts the store key in the place of the one there was, if that is `expected`.
        ///
        /// @return whether it was
        boolean putStoreKey(Optional<String> expected, String text) throws IOException;

        /// Counted facts by their names.
        Map<String, Long> counts();

        @Override
        void close() throws IOException;
    }
}
