package sealstead.s3.object;

import java.util.Optional;

/// The newest version of a key, and what must be known of the older ones without reading them.
///
/// @param nullOrder the order of the older version whose id is `null`; 0 if there is none
/// @param older whether there are older versions
/// @param rename the rename that is under way, if one is
public record ObjectHead(Version current, long nullOrder, boolean older, Optional<RenameMark> rename) {
    public ObjectHead(Version current, long nullOrder, boolean older) {
        this(current, nullOrder, older, Optional.empty());
    }

    ObjectHead with(Optional<RenameMark> changed) {
        return new ObjectHead(current, nullOrder, older, changed);
    }
}
