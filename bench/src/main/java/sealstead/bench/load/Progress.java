package sealstead.bench.load;

import java.util.Locale;

/// A bar on standard error, if somebody looks.
final class Progress implements AutoCloseable {
    private static final int WIDTH = 30;

    private final int total;
    private final boolean seen = isSeen();
    private int done;

    Progress(int total) {
        this.total = total;
    }

    @SuppressWarnings("SystemConsoleNull") // it is annotated as nullable still
    private static boolean isSeen() {
        var console = System.console();
        return console != null && console.isTerminal();
    }

    void step(String what) {
        if (seen) {
            int filled = WIDTH * done / Math.max(1, total);
            System.err.print(String.format(
                    Locale.ROOT,
                    "\r[%s%s] %d/%d %-60.60s",
                    "#".repeat(filled),
                    ".".repeat(WIDTH - filled),
                    done,
                    total,
                    what));
        }
        done++;
    }

    @Override
    public void close() {
        if (seen) {
            System.err.print("\r" + " ".repeat(WIDTH + 80) + "\r");
        }
    }
}
