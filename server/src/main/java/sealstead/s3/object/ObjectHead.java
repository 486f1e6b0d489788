package sealstead.s3.object;

/// The newest version of a key, and what must be known of the older ones without reading them.
///
/// @param nullOrder the order of the older version whose id is `null`; 0 if there is none
/// @param older whether there are older versions
public record ObjectHead(Version current, long nullOrder, boolean older) {}
