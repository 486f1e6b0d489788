package sealstead.s3.bucket;

import java.util.Optional;

/// Object Lock as a bucket has it.
///
/// @param enabled whether versions can be locked at all; can be switched on, never off
/// @param byDefault the retention that new versions get which ask for none
public record LockSettings(boolean enabled, Optional<DefaultRetention> byDefault) {
    public static final LockSettings OFF = new LockSettings(false, Optional.empty());

    /// @param mode `GOVERNANCE` or `COMPLIANCE`
    /// @param days how long, if it was given in days; else 0
    /// @param years how long, if it was given in years; else 0
    public record DefaultRetention(String mode, int days, int years) {}
}
