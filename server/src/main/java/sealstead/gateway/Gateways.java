package sealstead.gateway;

import java.io.IOException;
import java.time.Instant;

/// The gateways that have a store together, as this one knows them.
public interface Gateways {
    /// Of a server that has its store alone, always.
    Gateways ALONE = new Gateways() {
        @Override
        public boolean isShared() {
            return false;
        }

        @Override
        public boolean leads() {
            return true;
        }

        @Override
        public long self() {
            return 0;
        }

        @Override
        public boolean isOtherLiving(long number) {
            return false;
        }

        @Override
        public Instant othersReadSince() {
            return Instant.MAX;
        }
    };

    /// Whether the store can have others, now or later.
    boolean isShared();

    /// Whether this is the one that does what is to be done once: the one that has had the store for longest. It has
    /// heard so from the store a moment ago; what it commits after another has taken its place does not apply.
    boolean leads();

    /// The number of this gateway, which no other has had or will have; 0 where there are no others.
    long self();

    /// Whether another gateway of this number may commit something still.
    boolean isOtherLiving(long number);

    /// Whatever became garbage after this moment may be read by others.
    Instant othersReadSince() throws IOException;
}
