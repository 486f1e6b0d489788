package sealstead.store.local;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sealstead.store.Bytes;

/// Stretches of keys that cannot be read, as they were found: told once each, and not searched for again.
final class Damage {
    private static final Logger LOG = LoggerFactory.getLogger(Damage.class);
    private static final int MAX_STRETCHES = 1_000;

    private final StoreListener listener;
    private final Map<Bytes, Bytes> stretches = new ConcurrentHashMap<>();

    Damage(StoreListener listener) {
        this.listener = listener;
    }

    /// Where a stretch that was found before ends.
    Optional<Bytes> endOf(Bytes from) {
        return Optional.ofNullable(stretches.get(from));
    }

    /// Nothing between the two can be read.
    void found(Bytes from, Bytes to) {
        if (stretches.size() >= MAX_STRETCHES || stretches.putIfAbsent(from, to) != null) {
            return;
        }
        LOG.error("the records from {} to {} cannot be read: a block of their table is damaged", text(from), text(to));
        listener.damaged(stretches.size() + " stretches of records cannot be read, and listings leave them out; the log"
                + " names them, `sealstead repair` removes them");
    }

    /// A key as it can be printed: what is no visible character is a dot.
    static String text(Bytes key) {
        return new String(key.readOnlyArray(), StandardCharsets.UTF_8).replaceAll("[^\\x21-\\x7e]", ".");
    }
}
