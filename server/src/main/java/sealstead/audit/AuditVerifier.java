package sealstead.audit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads a trail from its first line to its last, whatever is wrong on the way, and says all of it: lines that
/// are missing, changed, inserted or moved, an end that was cut off, an anchor that is gone; and what the trail
/// itself says is not in it.
public final class AuditVerifier {
    private final AuditStore store;

    public AuditVerifier(AuditStore store) {
        this.store = store;
    }

    /// What was found.
    ///
    /// @param last the number of the last line
    /// @param first the number of the first line there is; 1 unless older files were taken away
    /// @param faults why the trail is not as it was written; of very many the first
    /// @param faultCount how many there are
    /// @param notRecorded how many events the trail says were never written to it
    /// @param notes what it says of them
    public record TrailVerdict(
            long last, long first, List<String> faults, long faultCount, long notRecorded, List<String> notes) {
        public TrailVerdict {
            faults = List.copyOf(faults);
            notes = List.copyOf(notes);
        }

        /// Whether everything is there as it was written.
        public boolean isWell() {
            return faultCount == 0;
        }
    }

    /// Verifies everything there is. Where the last line has no end yet, it is just being written.
    ///
    /// @param archived whether older files were taken away on purpose: then the first line there is is believed
    public TrailVerdict verify(boolean archived) throws IOException {
        var reading = new Reading(archived, store.anchor().read());
        for (var file : store.folder().files()) {
            reading.read(file);
        }
        reading.finish();
        return reading.verdict();
    }

    /// What is known of the chain of another gateway.
    ///
    /// @param gateway its name; empty if nobody goes on with that chain
    /// @param last how far the store knows it to go; absent if its anchor is missing
    /// @param verdict of its files, if they are beside those of this gateway
    public record Other(String gateway, Optional<Long> last, Optional<TrailVerdict> verdict) {}

    /// The chains of the other gateways of the store. Their files are where those gateways keep them; what is in the
    /// folder of this one too is verified.
    public List<Other> others() throws IOException {
        var others = new ArrayList<Other>();
        for (var other : store.others()) {
            var anchored = other.anchored();
            // One that was begun and has no line yet has no file.
            boolean isHere = !other.folder().files().isEmpty()
                    || anchored.filter(last -> last > 0).isEmpty();
            others.add(new Other(
                    other.gateway(),
                    anchored,
                    isHere ? Optional.of(new AuditVerifier(other).verify(false)) : Optional.empty()));
        }
        return others;
    }

    /// One run through the files.
    private final class Reading {
        private static final int MAX_TOLD = 1000;

        private final boolean archived;
        private final List<String> faults = new ArrayList<>();
        private final List<String> notes = new ArrayList<>();
        private Chain.Link before = Chain.Link.FIRST;
        private Optional<Chain.Link> anchorLine = Optional.empty();
        private final Optional<Anchor.State> anchor;
        private long first;
        private long faultCount;
        private long notRecorded;
        private boolean afterFault;

        Reading(boolean archived, Optional<Anchor.State> anchor) {
            this.archived = archived;
            this.anchor = anchor;
        }

        TrailVerdict verdict() {
            return new TrailVerdict(before.sequence(), first, faults, faultCount, notRecorded, notes);
        }

        private void fault(String what) {
            faultCount++;
            if (faults.size() < MAX_TOLD) {
                faults.add(what);
            }
        }

        void read(Path file) throws IOException {
            try (var lines = new BoundedLines(file)) {
                int number = 0;
                for (var line = lines.next(); line.isPresent(); line = lines.next()) {
                    number++;
                    if (line.get().ended()) {
                        read(file.getFileName() + ":" + number, line.get().text());
                    }
                }
            }
        }

        private void read(String where, String line) {
            var text = store.lines().read(line);
            var stated = text.flatMap(Chain::stated);
            if (stated.isEmpty()) {
                fault(where + ": " + (text.isEmpty() ? "this line does not open" : "this is no line of a trail"));
                afterFault = true;
                return;
            }
            place(where, stated.get());
            notice(where, stated.get());
        }

        /// Where a line stands, by what it says, and whether it is to be believed.
        private void place(String where, Chain.Stated line) {
            var link = line.link();
            var chain = store.chain();
            boolean isFirst = first == 0;
            first = isFirst ? link.sequence() : first;
            boolean follows = chain.follows(before, line);
            boolean genuine = follows || chain.isGenuine(line);
            boolean believed = isFirst && archived;
            if (!follows && !believed) {
                fault(where + ": " + wrong(line, genuine));
            } else if (believed && line.previous().isPresent() && !genuine) {
                fault(where + ": line " + link.sequence() + " is not as it was written");
            }
            afterFault = !follows && !genuine;
            if (anchor.filter(last -> last.link().sequence() == link.sequence()).isPresent()) {
                anchorLine = Optional.of(link);
            }
            if (isFirst || link.sequence() > before.sequence()) {
                before = link;
            }
        }

        private String wrong(Chain.Stated line, boolean genuine) {
            long number = line.link().sequence();
            long expected = before.sequence() + 1;
            if (number < expected) {
                return "line " + number + " stands here behind line " + before.sequence()
                        + (genuine ? "" : ", and is not as it was written");
            }
            var missing = number == expected
                    ? ""
                    : number == expected + 1
                            ? "line " + expected + " is missing"
                            : "lines " + expected + " to " + (number - 1) + " are missing";
            if (genuine) {
                return missing.isEmpty() ? "the line before line " + number + " is not as it was written" : missing;
            }
            if (line.previous().isPresent() || missing.isEmpty()) {
                return (missing.isEmpty() ? "" : missing + ", and ") + "line " + number
                        + (line.previous().isPresent() || afterFault
                                ? " is not as it was written"
                                : ", or the one before it, is not as it was written");
            }
            return missing + "; line " + number + " itself cannot be proven without them";
        }

        private void notice(String where, Chain.Stated line) {
            TrailNotice.of(line.record()).ifPresent(notice -> {
                notRecorded += notice.events();
                var words = where + ": " + notice.words();
                boolean accepted = archived && line.link().sequence() == first;
                if (notice.kind() == TrailNotice.Kind.TRAIL_BROKEN && !accepted) {
                    fault(words);
                } else if (notes.size() < MAX_TOLD) {
                    notes.add(words);
                }
            });
        }

        /// The end of the trail, as the store knows it.
        void finish() {
            if (anchor.isEmpty()) {
                fault("the anchor of the trail is missing from the store: lines may have been cut off behind line "
                        + before.sequence());
                return;
            }
            var link = anchor.get().link();
            if (before.sequence() < link.sequence()) {
                fault("the trail ends at line " + before.sequence() + ", but line " + link.sequence() + " was written");
            } else if (link.sequence() > 0 && !anchorLine.equals(Optional.of(link))) {
                fault("line " + link.sequence() + " is not the one that was anchored");
            }
        }
    }
}
