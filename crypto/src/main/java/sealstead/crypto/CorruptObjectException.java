package sealstead.crypto;

import java.io.IOException;

/// A ciphertext did not verify. Every way of being bad is this one exception, and it never says which.
public final class CorruptObjectException extends IOException {
    private static final long serialVersionUID = 1;

    public CorruptObjectException() {
        super("the ciphertext did not verify");
    }
}
