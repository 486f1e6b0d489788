package sealstead.s3.object;

import java.time.Instant;
import java.util.Optional;

/// What keeps a version from being removed or overwritten (S3 Object Lock).
///
/// @param retention how long, and how strictly
/// @param legalHold whether somebody holds it, for as long as they like; absent if nobody ever said
public record ObjectLock(Optional<Retention> retention, Optional<Boolean> legalHold) {
    public static final ObjectLock NONE = new ObjectLock(Optional.empty(), Optional.empty());

    /// The modes of retention.
    public enum Mode {
        /// May be lifted by who has `s3:BypassGovernanceRetention` and says so.
        GOVERNANCE,
        /// May be lifted by nobody before its time.
        COMPLIANCE;

        public static Optional<Mode> named(String name) {
            return switch (name) {
                case "GOVERNANCE" -> Optional.of(GOVERNANCE);
                case "COMPLIANCE" -> Optional.of(COMPLIANCE);
                default -> Optional.empty();
            };
        }
    }

    public record Retention(Mode mode, Instant until) {}

    /// Whether the version may not be removed at `now`.
    public boolean forbidsRemoval(Instant now, boolean bypassGovernance) {
        if (legalHold.orElse(false)) {
            return true;
        }
        return active(now)
                .filter(kept -> kept.mode() == Mode.COMPLIANCE || !bypassGovernance)
                .isPresent();
    }

    /// Whether the retention may be replaced by `next` at `now`: made longer by anybody, in compliance mode nothing
    /// else, in governance mode anything by who bypasses it.
    public boolean allows(Optional<Retention> next, Instant now, boolean bypassGovernance) {
        var kept = active(now);
        if (kept.isEmpty()) {
            return true;
        }
        boolean longer = next.filter(asked -> asked.mode() == kept.get().mode()
                        && !asked.until().isBefore(kept.get().until()))
                .isPresent();
        return longer || (kept.get().mode() == Mode.GOVERNANCE && bypassGovernance);
    }

    private Optional<Retention> active(Instant now) {
        return retention.filter(kept -> now.isBefore(kept.until()));
    }

    public ObjectLock with(Optional<Retention> changed) {
        return new ObjectLock(changed, legalHold);
    }

    public ObjectLock with(boolean held) {
        return new ObjectLock(retention, Optional.of(held));
    }
}
