package sealstead.health;

import java.util.Locale;

/// A part of the server that can be at fault by itself.
public enum ServerPart {
    /// The server's own life: starting, serving, stopping.
    SERVER,
    /// The engine that holds the records: its log cannot be synced, or it lost commits.
    STORE,
    /// Damage that was found on the disk and costs the keys that it names.
    DAMAGE,
    /// Room on the disk.
    DISK,
    /// The audit trail.
    AUDIT,
    /// Background work: a job that fails at each turn.
    JOBS,
    /// The clock of the machine, against the time that the store has seen and the process has counted.
    CLOCK,
    /// The place of this gateway among those that have the store.
    GATEWAYS;

    /// Its name in answers and settings.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
