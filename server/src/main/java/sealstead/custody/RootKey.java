package sealstead.custody;

import sealstead.crypto.SecretBytes;

/// The key at the root of all others. Only keys for named purposes ever leave it; an HSM, a Vault or another KMS
/// can hold it as well as a file.
public interface RootKey {
    /// A public name, by which a record says which root key sealed it: 16 hex digits.
    String id();

    /// The key for one purpose; always the same for the same root key. To be closed by the caller.
    SecretBytes derive(String purpose);
}
