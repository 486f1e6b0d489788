package sealstead.s3.object;

import java.time.Instant;
import java.util.Optional;

/// What keeps a version from being removed or overwritten (S3 Object Lock).
///
/// @param retention how long, and how strictly
/// @param legalHold whether somebody holds it, for as long as they like
public record ObjectLock(Optional<Retention> retention, boolean legalHold) {
    public static final ObjectLock NONE = new ObjectLock(Optional.empty(), false);

    /// The modes of retention.
    public enum Mode {
        /// May be lifted by who has `s3:BypassGovernanceRetention` and says so.
        GOVERNANCE,
        /// May be lifted by nobody before its time.
        COMPLIANCE
    }

    public record Retention(Mode mode, Instant until) {}

    /// Whether the version may not be removed at `now`.
    public boolean forbidsRemoval(Instant now, boolean bypassGovernance) {
        if (legalHold) {
            return true;
        }
        return retention
                .filter(kept -> now.isBefore(kept.until()))
                .filter(kept -> kept.mode() == Mode.COMPLIANCE || !bypassGovernance)
                .isPresent();
    }

    public ObjectLock with(Optional<Retention> changed) {
        return new ObjectLock(changed, legalHold);
    }

    public ObjectLock with(boolean held) {
        return new ObjectLock(retention, held);
    }
}
