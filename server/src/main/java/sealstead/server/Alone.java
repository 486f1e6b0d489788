package sealstead.server;

import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sealstead.store.Membership;

/// That no other gateway has a store, or may have it, until this is closed.
final class Alone implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Alone.class);

    private final Optional<Membership> membership;

    private Alone(Optional<Membership> membership) {
        this.membership = membership;
    }

    /// @return absent if others have it
    static Optional<Alone> with(Engine data) throws IOException {
        var membership = data.membership();
        return membership.isPresent() && !membership.get().keepAlone(true)
                ? Optional.empty()
                : Optional.of(new Alone(membership));
    }

    @Override
    public void close() {
        try {
            if (membership.isPresent()) {
                membership.get().keepAlone(false);
            }
        } catch (IOException away) {
            LOG.warn("no other gateway can have the store yet: {}", away.toString());
        }
    }
}
