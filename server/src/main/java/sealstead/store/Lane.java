package sealstead.store;

/// The parts of a group, kept apart physically so that reading one never costs the others.
public enum Lane {
    /// At most one cell: the group's current state. Listings read only this lane.
    HEAD,
    /// Ordered cells beside it: older versions, parts, tags.
    CELLS,
    /// Small ciphertext kept with its record.
    DATA
}
