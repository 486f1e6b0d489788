package sealstead.cli;

import java.util.Locale;
import sealstead.migration.Import;
import sealstead.wire.Printable;

/// How an import goes, on standard error: a bar for who looks, and failures for everybody.
final class ImportBar implements Import.Watcher {
    private static final int WIDTH = 30;

    private final boolean seen = isSeen();
    private long allObjects;
    private long allBytes;
    private long objects;
    private long bytes;
    private long failures;

    /// Whether somebody looks at a terminal.
    @SuppressWarnings("SystemConsoleNull") // it is annotated as nullable still
    static boolean isSeen() {
        var console = System.console();
        return console != null && console.isTerminal();
    }

    /// A bar of what is done.
    static String drawn(long done, long all) {
        int filled = (int) Math.min(WIDTH, WIDTH * done / Math.max(1, all));
        return "[" + "#".repeat(filled) + ".".repeat(WIDTH - filled) + "]";
    }

    @Override
    public synchronized void planned(long plannedObjects, long plannedBytes) {
        allObjects = plannedObjects;
        allBytes = plannedBytes;
    }

    @Override
    public synchronized void copied(String key, long size) {
        step(key, size);
    }

    @Override
    public synchronized void skipped(String key, long size) {
        step(key, size);
    }

    private void step(String key, long size) {
        objects++;
        bytes += size;
        if (seen) {
            System.err.printf(
                    Locale.ROOT,
                    "\r%s %d/%d objects, %.1f/%.1f MB, %d failed  %-40.40s",
                    drawn(bytes + objects, allBytes + allObjects),
                    objects,
                    allObjects,
                    bytes / 1e6,
                    allBytes / 1e6,
                    failures,
                    Printable.of(key));
        }
    }

    @Override
    public synchronized void failed(String key, String why) {
        failures++;
        clear();
        System.err.println("sealstead: " + Printable.of(key) + ": " + Printable.of(why));
    }

    synchronized void clear() {
        if (seen) {
            System.err.print("\r" + " ".repeat(140) + "\r");
        }
    }
}
