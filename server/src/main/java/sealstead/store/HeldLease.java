package sealstead.store;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// That a gateway has an engine's store, alone or with others, as it is said once more every five seconds, and given up
/// by itself when it
/// could not be said for half of [#SECONDS] by this machine's clock: so that nobody who stalled goes on beside the
/// next.
/// What is written to say it, and how another's is outlasted, is the engine's.
public abstract class HeldLease implements AutoCloseable {
    /// For how long others leave the store to who had it last.
    public static final int SECONDS = 30;

    private static final Logger LOG = LoggerFactory.getLogger(HeldLease.class);
    private static final long SURE_NANOS = TimeUnit.SECONDS.toNanos(SECONDS / 2);
    private static final long EVERY_MILLIS = 5000;
    private static final long AGAIN_MILLIS = 500;
    private static final String TAKEN = "another gateway has taken the store over, or ended this one";

    private final EngineDriver.Hearing hearing;
    /// Begins with the first renewal.
    private volatile @Nullable Thread renewing;
    private volatile long sureUntil;
    private volatile boolean taken;
    private volatile Optional<String> suspended = Optional.empty();
    private volatile boolean closed;

    protected HeldLease(EngineDriver.Hearing hearing) {
        this.hearing = hearing;
    }

    /// That the store was had.
    ///
    /// @param asked when that was asked for, by [System#nanoTime]
    protected final void sureSince(long asked) {
        sureUntil = asked + SURE_NANOS;
    }

    /// Says once more that this gateway has the store.
    ///
    /// @return how often that was said
    /// @throws StoreUnavailableException [#lost], if another has it
    protected abstract long renew() throws IOException;

    /// What is to be done now and then is done after each renewal.
    protected void renewed() throws IOException {}

    /// Leaves the store to whoever comes.
    protected abstract void giveUp() throws IOException;

    /// To be called when its pulses may be heard.
    public final void start() throws IOException {
        renewNow();
        renewing = Thread.ofPlatform().name("gateway-lease").daemon().start(this::renewAll);
    }

    /// @throws StoreUnavailableException if another may have the store by now
    public final void check() throws StoreUnavailableException {
        if (taken) {
            throw new StoreUnavailableException(TAKEN);
        }
        if (System.nanoTime() - sureUntil > 0) {
            throw new StoreUnavailableException("this gateway could not say for a while that it has the store");
        }
        var reason = suspended;
        if (reason.isPresent()) {
            throw new StoreUnavailableException(reason.get());
        }
    }

    /// Has [#check] refuse while there is a reason to.
    public final void suspend(Optional<String> reason) {
        suspended = reason;
    }

    /// The store was found in another's hands.
    public final StoreUnavailableException lost() {
        if (!taken) {
            taken = true;
            LOG.error(TAKEN + ": it serves nothing any more");
        }
        hearing.failed(TAKEN);
        return new StoreUnavailableException(TAKEN);
    }

    private void renewNow() throws IOException {
        long asked = System.nanoTime();
        long pulse = renew();
        sureSince(asked);
        hearing.pulse(pulse);
        renewed();
    }

    private void renewAll() {
        long wait = EVERY_MILLIS;
        while (!closed && !taken) {
            try {
                Thread.sleep(wait);
                renewNow();
                wait = EVERY_MILLIS;
            } catch (IOException away) {
                LOG.warn("the lease of the store was not renewed: {}", away.getMessage());
                wait = AGAIN_MILLIS;
            } catch (InterruptedException stop) {
                return;
            }
        }
    }

    @Override
    public final void close() {
        if (closed) {
            return;
        }
        closed = true;
        var thread = renewing;
        try {
            if (thread != null) {
                thread.interrupt();
                thread.join();
            }
            if (!taken) {
                giveUp();
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } catch (IOException away) {
            LOG.warn("the store is free for other gateways in {} seconds only: {}", SECONDS, away.getMessage());
        }
    }
}
