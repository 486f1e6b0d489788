package sealstead.store.local;

import java.io.IOException;

/// The store has less than it had, or it cannot be told: commits that were acknowledged are not there. Nothing was
/// changed; the message says what was found and what can be done.
public final class StoreSetBackException extends IOException {
    private static final long serialVersionUID = 1;

    StoreSetBackException(String message) {
        super(message);
    }
}
