package sealstead.store.local;

/// What proves that a mark was written by who holds the root key; the store itself has no key.
@FunctionalInterface
public interface MarkKey {
    /// The authentication tag of `content`, 32 bytes: the same for the same content, and not to be made without the
    /// key.
    byte[] tag(byte[] content);
}
