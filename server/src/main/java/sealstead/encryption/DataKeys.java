package sealstead.encryption;

import sealstead.crypto.SecretBytes;

/// The keys in the clear under which one object is sealed.
sealed interface DataKeys extends AutoCloseable {
    /// What seals the plaintext, and what stands beside it.
    SecretBytes data();

    @Override
    void close();

    record OneLayer(SecretBytes data) implements DataKeys {
        @Override
        public void close() {
            data.close();
        }
    }

    /// @param outer what seals the ciphertext of the inner layer once more
    record TwoLayers(SecretBytes data, SecretBytes outer) implements DataKeys {
        @Override
        public void close() {
            data.close();
            outer.close();
        }
    }
}
