package sealstead.kms;

import java.time.Instant;
import sealstead.store.Bytes;

/// One version of a key. Old versions stay, to open what they have sealed, until they are retired; of those that
/// are only the name is left.
///
/// @param id 64 hex digits
/// @param origin what made it
/// @param wrapped 32 bytes under the root key; empty if it was retired
/// @param retired when its bytes were destroyed; `EPOCH` if they were not
record KeyMaterial(String id, Instant created, Origin origin, Bytes wrapped, Instant retired) {
    KeyMaterial(String id, Instant created, Origin origin, Bytes wrapped) {
        this(id, created, origin, wrapped, Instant.EPOCH);
    }

    boolean isRetired() {
        return !retired.equals(Instant.EPOCH);
    }

    KeyMaterial retiredAt(Instant when) {
        return new KeyMaterial(id, created, origin, Bytes.EMPTY, when);
    }

    enum Origin {
        INITIAL,
        AUTOMATIC,
        ON_DEMAND
    }
}
