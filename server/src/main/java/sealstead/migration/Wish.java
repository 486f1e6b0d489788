package sealstead.migration;

import java.util.Optional;

/// The protection that the copies are to have; what is absent is the destination bucket's default.
///
/// @param algorithm `AES256`, `aws:kms` or `aws:kms:dsse`
public record Wish(Optional<String> algorithm, Optional<String> keyId, Optional<Boolean> bucketKey) {}
