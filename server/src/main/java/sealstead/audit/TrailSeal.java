package sealstead.audit;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Set;
import sealstead.custody.InnerSeal;
import sealstead.custody.RootKey;
import sealstead.store.Bytes;

/// A trail, moved under another store key: every record as it stands, its place in the chain proven by the key
/// it was written under and written anew by the other. A trail that is not whole is not moved, since it would
/// be whole afterwards.
public final class TrailSeal implements InnerSeal {
    private static final int BUFFER_BYTES = 64 * 1024;

    private final AuditFolder folder;
    private final Chain oldChain;
    private final Chain nextChain;
    private final TrailLines oldLines;
    private final TrailLines nextLines;
    private Chain.Link oldLast = Chain.Link.FIRST;
    private Chain.Link nextLast = Chain.Link.FIRST;
    private long lines;

    /// Where the files of the moved trail go.
    @FunctionalInterface
    public interface Target {
        Path file(String name) throws IOException;
    }

    public TrailSeal(Path folder, RootKey from, RootKey to, SecureRandom random) {
        this.folder = new AuditFolder(folder);
        this.oldChain = new Chain(from.derive("audit"));
        this.nextChain = new Chain(to.derive("audit"));
        this.oldLines = new TrailLines(from, random);
        this.nextLines = new TrailLines(to, random);
    }

    /// Moves all files; the anchor comes with the records, after this.
    ///
    /// @return how many lines
    public long move(Target target) throws IOException {
        for (var file : folder.files()) {
            var name = file.getFileName().toString();
            var format = name.endsWith(TrailFormat.SEALED.extension()) ? TrailFormat.SEALED : TrailFormat.JSON;
            try (var in = new BoundedLines(file);
                    var channel = FileChannel.open(
                            target.file(name),
                            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                    var out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER_BYTES)) {
                for (var line = in.next(); line.isPresent(); line = in.next()) {
                    if (line.get().ended()) {
                        move(name, line.get().text(), format, out);
                    }
                }
                out.flush();
                channel.force(true);
            }
        }
        return lines;
    }

    private void move(String file, String line, TrailFormat format, OutputStream out) throws IOException {
        var stated = oldLines.read(line)
                .flatMap(Chain::stated)
                .orElseThrow(() -> broken(file, "a line does not open behind line " + oldLast.sequence()));
        if (lines == 0 && stated.link().sequence() > 1 && oldChain.isGenuine(stated)) {
            // What was before it was archived.
            oldLast = new Chain.Link(
                    stated.link().sequence() - 1, stated.previous().orElseThrow());
            nextLast = oldLast;
        }
        if (!oldChain.follows(oldLast, stated)) {
            throw broken(file, "line " + stated.link().sequence() + " does not follow line " + oldLast.sequence());
        }
        var moved = nextChain.append(nextLast, stated.record().getBytes(java.nio.charset.StandardCharsets.UTF_8));
        out.write(nextLines.write(format, moved.text().readOnlyArray()));
        out.write('\n');
        oldLast = stated.link();
        nextLast = moved.link();
        lines++;
    }

    private static IOException broken(String file, String what) {
        return new IOException("the audit trail is not whole, and is not written anew as if it were: in " + file + " "
                + what + " (sealstead audit verify)");
    }

    @Override
    public String table() {
        return Anchor.TABLE.name();
    }

    @Override
    public Bytes reseal(Bytes group, Bytes head, RootKey from, RootKey to, SecureRandom random) throws IOException {
        var anchor = Anchor.read(head);
        if (anchor.running() || !anchor.link().equals(oldLast)) {
            throw new IOException("the audit trail does not end where its anchor says (line "
                    + anchor.link().sequence() + "; there are lines up to " + oldLast.sequence()
                    + "): start the server and stop it once, so that it closes the trail");
        }
        return Anchor.write(new Anchor.State(nextLast, false));
    }
}
