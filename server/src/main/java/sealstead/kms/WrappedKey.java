package sealstead.kms;

import sealstead.store.Bytes;

/// A data key as only the KMS can read it.
///
/// @param keyArn the KMS key that it is under
/// @param keyMaterialId which version of that key
public record WrappedKey(Bytes ciphertext, String keyArn, String keyMaterialId) {}
