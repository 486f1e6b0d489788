package sealstead.custody;

import sealstead.crypto.SecretBytes;

/// A key at the root of others: a root key, or the store key that lies under it. Only keys for named purposes
/// ever leave it; an HSM, a Vault or another KMS can hold it as well as a file.
public interface RootKey {
    /// A public name, by which a record says which key sealed it: 16 hex digits.
    String id();

    /// The key for one purpose; always the same for the same key. To be closed by the caller.
    SecretBytes derive(String purpose);
}
