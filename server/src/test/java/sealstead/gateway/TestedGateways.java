package sealstead.gateway;

import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

/// One of several gateways in one process, which knows the others that a test tells it of.
public final class TestedGateways implements Gateways {
    private final long self;
    private final Set<Long> living = new HashSet<>();

    public TestedGateways(long self, Long... others) {
        this.self = self;
        living.addAll(Set.of(others));
    }

    /// Another is known to be gone.
    public void forget(long number) {
        living.remove(number);
    }

    @Override
    public boolean isShared() {
        return true;
    }

    @Override
    public boolean leads() {
        return living.stream().allMatch(other -> other > self);
    }

    @Override
    public long self() {
        return self;
    }

    @Override
    public boolean isOtherLiving(long number) {
        return living.contains(number);
    }

    @Override
    public Instant othersReadSince() {
        return Instant.MAX;
    }
}
