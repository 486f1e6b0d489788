package sealstead.kms;

import java.time.Instant;
import sealstead.store.Bytes;

/// One version of a key. Old versions stay, to open what they have sealed.
///
/// @param id 64 hex digits
/// @param origin what made it
/// @param wrapped 32 bytes under the root key
record KeyMaterial(String id, Instant created, Origin origin, Bytes wrapped) {
    enum Origin {
        INITIAL,
        AUTOMATIC,
        ON_DEMAND
    }
}
