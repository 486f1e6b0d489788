package sealstead.custody;

import java.io.IOException;

/// A record or a store key was sealed under another root key than the one at hand. Says which is needed, so
/// that it can be found.
public final class WrongRootKeyException extends IOException {
    private static final long serialVersionUID = 1;

    public WrongRootKeyException(String needed, String present) {
        super("this data was sealed under root key " + needed + ", but the root key given is " + present);
    }

    /// @param where a store key is
    WrongRootKeyException(String where, String needed, String present) {
        super("the store key in " + where + " is under root key " + needed + ", but the root key given is " + present
                + ": it was rotated out, or is another store's");
    }
}
