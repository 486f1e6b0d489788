package sealstead.cli;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/// How far a long reading has got, on standard error, for who looks at a terminal.
final class BytesBar {
    private static final long STEP_BYTES = 1024 * 1024;

    private final long all;
    private final boolean seen = ImportBar.isSeen();
    private final AtomicLong read = new AtomicLong();

    BytesBar(long all) {
        this.all = all;
    }

    /// So many more bytes were read.
    void read(long bytes) {
        long now = read.addAndGet(bytes);
        if (seen && now / STEP_BYTES != (now - bytes) / STEP_BYTES) {
            System.err.printf(Locale.ROOT, "\r%s %.1f/%.1f MB", ImportBar.drawn(now, all), now / 1e6, all / 1e6);
        }
    }

    void end() {
        if (seen) {
            System.err.println();
        }
    }
}
