package sealstead.bench.load;

import java.io.IOException;

/// The endpoint does not do what a cell wants; the cell is left out and the reason printed.
final class UnsupportedCellException extends IOException {
    private static final long serialVersionUID = 1;

    UnsupportedCellException(String message) {
        super(message);
    }

    static void check(Answer answer) throws UnsupportedCellException {
        if (!answer.isFine()) {
            throw new UnsupportedCellException("answered " + answer.status() + " " + answer.code());
        }
    }
}
