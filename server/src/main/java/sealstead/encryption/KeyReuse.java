package sealstead.encryption;

/// Whether a bucket key that was opened before may open another object.
public enum KeyReuse {
    WITHIN_WINDOW,
    /// Copies with a directory bucket on either side ask the KMS for each object.
    NEVER
}
