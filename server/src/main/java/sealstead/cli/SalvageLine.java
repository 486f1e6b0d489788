package sealstead.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.util.Locale;
import sealstead.s3.scrub.Salvage;
import sealstead.wire.Printable;

/// How far a salvage is and what it is taking, on a line that is written over, in front of where it puts what it takes.
/// How much there will be in the end nobody can tell: the folder is damaged.
final class SalvageLine implements Salvage.Target {
    private final Salvage.Target target;
    private final PrintStream terminal;
    private long versions;
    private long bytes;
    private long lost;

    SalvageLine(Salvage.Target target, PrintStream terminal) {
        this.target = target;
        this.terminal = terminal;
    }

    @Override
    public void take(Salvage.Found found, Salvage.Content content) throws IOException {
        // Before it is taken, since a large one takes long.
        draw(found.bucket() + "/" + found.key());
        target.take(found, content);
        versions++;
        bytes += found.object().bytes();
    }

    @Override
    public void lost(Salvage.Found found, String reason) throws IOException {
        target.lost(found, reason);
        lost++;
        draw("");
    }

    @Override
    public void unreadable(String where, String reason) throws IOException {
        target.unreadable(where, reason);
        lost++;
        draw("");
    }

    private void draw(String now) {
        terminal.printf(
                Locale.ROOT,
                "\r%,d versions taken (%.1f MB), %,d do not open  %-40.40s",
                versions,
                bytes / 1e6,
                lost,
                Printable.of(now));
    }

    void end() {
        draw("");
        terminal.println();
    }
}
