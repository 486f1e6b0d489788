package sealstead.s3.inventory;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import sealstead.encryption.EncryptionRequest;

/// One inventory configuration.
///
/// @param allVersions whether older versions and delete markers are listed as well
/// @param prefix of the keys that are listed
/// @param fields in the order of the columns
record Inventory(
        String id,
        boolean enabled,
        boolean allVersions,
        String prefix,
        Frequency frequency,
        Set<InventoryField> fields,
        Destination destination) {
    Inventory {
        fields = java.util.Collections.unmodifiableSortedSet(new TreeSet<>(fields));
    }

    /// How often it is made.
    enum Frequency {
        DAILY(1),
        WEEKLY(7);

        /// The first of January 1970 was a Thursday: counted in weeks, four days more begin a new one on Sundays.
        private static final int THURSDAY = 4;

        private final int days;

        Frequency(int days) {
            this.days = days;
        }

        private long period(Instant time, Duration day) {
            return Math.floorDiv(Math.floorDiv(time.toEpochMilli(), day.toMillis()) + THURSDAY, (long) days);
        }
    }

    /// Where it goes.
    ///
    /// @param bucket its name
    /// @param prefix before everything, or empty
    /// @param account that must own the bucket, if that is said
    record Destination(String bucket, String prefix, Optional<String> account, EncryptionRequest protection) {}

    /// Whether another is due.
    ///
    /// @param last when it was made last
    /// @param day how long a day lasts
    boolean isDue(Optional<Instant> last, Instant now, Duration day) {
        return enabled
                && last.filter(made -> frequency.period(made, day) >= frequency.period(now, day))
                        .isEmpty();
    }
}
