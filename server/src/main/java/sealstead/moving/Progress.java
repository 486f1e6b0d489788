package sealstead.moving;

import java.util.concurrent.atomic.LongAdder;

/// How far a move is, for who looks on.
public final class Progress {
    private volatile Phase phase = Phase.OPENING;
    final LongAdder groups = new LongAdder();
    final LongAdder blobs = new LongAdder();
    final LongAdder copiedBytes = new LongAdder();
    final LongAdder verifiedGroups = new LongAdder();
    final LongAdder verifiedBlobs = new LongAdder();

    /// What is being done.
    public enum Phase {
        OPENING,
        COPYING,
        VERIFYING,
        /// The server has stopped, and what changed last is brought.
        SWITCHING,
        ENDED
    }

    public void enter(Phase next) {
        phase = next;
    }

    public Phase phase() {
        return phase;
    }

    /// Counts so far.
    ///
    /// @param groups looked at while copying
    /// @param blobs the same
    /// @param copiedBytes of blobs
    public record Seen(long groups, long blobs, long copiedBytes, long verifiedGroups, long verifiedBlobs) {}

    public Seen seen() {
        return new Seen(groups.sum(), blobs.sum(), copiedBytes.sum(), verifiedGroups.sum(), verifiedBlobs.sum());
    }
}
