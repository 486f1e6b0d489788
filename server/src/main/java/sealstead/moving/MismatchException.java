package sealstead.moving;

import java.io.IOException;

/// What arrived is not what left. The move does not come to its end; run again, it copies that anew.
public final class MismatchException extends IOException {
    private static final long serialVersionUID = 1;

    MismatchException(String what) {
        super(what);
    }
}
