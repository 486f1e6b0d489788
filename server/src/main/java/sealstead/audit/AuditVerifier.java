package sealstead.audit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;

/// Reads a trail from its first line to its anchor, line by line, and says where it breaks.
public final class AuditVerifier {
    private final AuditStore store;

    public AuditVerifier(AuditStore store) {
        this.store = store;
    }

    /// What was found.
    ///
    /// @param events the number of the last line that hangs together with the first
    /// @param first the number of the first line there is; 1 unless older files were taken away
    /// @param fault empty if everything is there as it was written
    public record Verdict(long events, long first, String fault) {
        public boolean isWell() {
            return fault.isEmpty();
        }
    }

    /// Verifies up to the anchor: lines after it may just be being written.
    ///
    /// @param archived whether older files were taken away on purpose: then the first line there is is believed
    public Verdict verify(boolean archived) throws IOException {
        var anchor = store.anchor().read();
        if (anchor.sequence() == 0) {
            return new Verdict(0, 0, "");
        }
        var link = Chain.Link.FIRST;
        long first = 0;
        for (var file : store.folder().files()) {
            try (var lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
                int number = 0;
                for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                    number++;
                    var where = file.getFileName() + ":" + number;
                    var next = archived && first == 0
                            ? Chain.stated(line)
                            : store.chain().follow(link, line);
                    if (next.isEmpty()) {
                        return new Verdict(link.sequence(), first, broken(where, link, line));
                    }
                    link = next.get();
                    first = first == 0 ? link.sequence() : first;
                    if (link.equals(anchor)) {
                        return new Verdict(link.sequence(), first, "");
                    }
                }
            }
        }
        var end = "the trail ends at line " + link.sequence() + ", but line " + anchor.sequence() + " was written";
        return new Verdict(link.sequence(), first, end);
    }

    private static String broken(String where, Chain.Link before, String line) {
        var stated = Chain.stated(line);
        if (stated.isPresent() && stated.get().sequence() != before.sequence() + 1) {
            return where + ": line " + (before.sequence() + 1) + " is missing; line "
                    + stated.get().sequence() + " stands there";
        }
        return where + ": this line, or the one before it, is not as it was written";
    }
}
