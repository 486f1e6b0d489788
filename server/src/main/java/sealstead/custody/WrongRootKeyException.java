package sealstead.custody;

import java.io.IOException;

/// A record was sealed under another root key than the one at hand. Says which is needed, so that it can be found.
public final class WrongRootKeyException extends IOException {
    private static final long serialVersionUID = 1;

    public WrongRootKeyException(String needed, String present) {
        super("this data was sealed under root key " + needed + ", but the root key given is " + present);
    }
}
