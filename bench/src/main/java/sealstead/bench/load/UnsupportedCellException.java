package sealstead.bench.load;

import java.io.IOException;

/// The end point does not do what a cell wants; the cell is left out and the reason printed.
final class UnsupportedCellException extends IOException {
    private static final long serialVersionUID = 1;

    UnsupportedCellException(String message) {
        super(message);
    }

    static void check(Connection.Answer answer) throws UnsupportedCellException {
        if (!answer.isFine()) {
            throw new UnsupportedCellException("answered " + answer.status() + " " + answer.code());
        }
    }

    /// Whether the answer to a write says that it was protected as `mode` asked: nothing is measured under a wrong
    /// name.
    static void checkProtection(Connection.Answer answer, Mode mode) throws UnsupportedCellException {
        var said = answer.headers()
                .getOrDefault(
                        "x-amz-server-side-encryption",
                        answer.headers().getOrDefault("x-amz-server-side-encryption-customer-algorithm", "nothing"));
        if (!said.equals(mode.said())) {
            throw new UnsupportedCellException("says " + said + " where " + mode.said() + " was asked for");
        }
    }
}
