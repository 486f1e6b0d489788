package sealstead.kms;

import sealstead.crypto.SecretBytes;
import sealstead.store.Bytes;

/// What GenerateDataKey gives: a key, and the same key as only the KMS can read it.
///
/// @param keyArn the KMS key that it is under
/// @param keyMaterialId which version of that key
public record DataKey(SecretBytes plaintext, Bytes ciphertext, String keyArn, String keyMaterialId)
        implements AutoCloseable {
    @Override
    public void close() {
        plaintext.close();
    }
}
