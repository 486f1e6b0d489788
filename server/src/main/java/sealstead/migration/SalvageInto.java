package sealstead.migration;

import java.io.IOException;
import java.nio.file.Path;
import sealstead.s3.scrub.Salvage;

/// Puts what a salvage takes into one place and writes its report.
public final class SalvageInto implements Salvage.Target, AutoCloseable {
    private final SalvagePlace place;
    private final SalvageReport report;
    private long taken;
    private long bytes;
    private long lost;

    private SalvageInto(SalvagePlace place, Path report) throws IOException {
        this.place = place;
        this.report = new SalvageReport(report);
    }

    /// Into files below `folder`.
    public static SalvageInto folder(Path folder, Path report) throws IOException {
        return new SalvageInto(new SalvageFolder(folder), report);
    }

    /// Into a bucket of another S3 endpoint.
    public static SalvageInto bucket(Import.Side side, Place to, Path report) throws IOException {
        return new SalvageInto(new SalvageBucket(side, to), report);
    }

    @Override
    public void take(Salvage.Found found, Salvage.Content content) throws IOException {
        report.taken(found, place.take(found, content));
        taken++;
        bytes += found.object().bytes();
    }

    @Override
    public void lost(Salvage.Found found, String reason) throws IOException {
        report.lost(found, reason);
        lost++;
    }

    @Override
    public void unreadable(String where, String reason) throws IOException {
        report.unreadable(where, reason);
        lost++;
    }

    /// Versions that are there now.
    public long taken() {
        return taken;
    }

    public long bytes() {
        return bytes;
    }

    /// Versions that do not open, and records that cannot be read.
    public long lost() {
        return lost;
    }

    @Override
    public void close() throws IOException {
        place.close();
        report.close();
    }
}
