package sealstead.health;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What lasts: faults that stay until somebody or something mends them, by the part that has them. A fault that
/// ends one request only is not kept here. A change of state is logged once, not every time that it is seen
/// again.
///
/// Safe for many threads.
public final class Health {
    private static final Logger LOG = LoggerFactory.getLogger(Health.class);

    /// What one fault means for who asks whether to send requests here.
    public enum Severity {
        /// Something is lost or waits for an operator, while requests are served as ever: `ready` answers 200, with it.
        DEGRADED,
        /// Writes, or all requests, are refused: `ready` answers 503, with it.
        FAILED
    }

    /// A fault that lasts.
    ///
    /// @param reason for the operator: what is wrong and what to do; holds no secret and no tenant's names
    public record Fault(Severity severity, String reason) {}

    private final Map<ServerPart, Fault> faults = new EnumMap<>(ServerPart.class);

    /// A server that has not begun to serve: not ready until `SERVER` is [#well].
    public Health() {
        faults.put(ServerPart.SERVER, new Fault(Severity.FAILED, "starting"));
    }

    public void degraded(ServerPart part, String reason) {
        set(part, new Fault(Severity.DEGRADED, reason));
    }

    public void failed(ServerPart part, String reason) {
        set(part, new Fault(Severity.FAILED, reason));
    }

    /// The part has no fault any more.
    public void well(ServerPart part) {
        Fault before;
        synchronized (faults) {
            before = faults.remove(part);
        }
        if (before != null && part != ServerPart.SERVER) {
            LOG.info("{} is well again; it was: {}", part.label(), before.reason());
        }
    }

    private void set(ServerPart part, Fault fault) {
        Fault before;
        synchronized (faults) {
            before = faults.put(part, fault);
        }
        boolean news = before == null || before.severity() != fault.severity();
        if (news && part != ServerPart.SERVER) {
            LOG.error(
                    "{} {}: {}",
                    part.label(),
                    fault.severity() == Severity.FAILED ? "failed" : "is degraded",
                    fault.reason());
        }
    }

    public Optional<Fault> of(ServerPart part) {
        synchronized (faults) {
            return Optional.ofNullable(faults.get(part));
        }
    }

    /// Every fault there is now.
    public Map<ServerPart, Fault> faults() {
        synchronized (faults) {
            return new EnumMap<>(faults);
        }
    }
}
