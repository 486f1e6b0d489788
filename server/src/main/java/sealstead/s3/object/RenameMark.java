package sealstead.s3.object;

/// What the record of a key says of a rename that is under way ([Renames]).
///
/// @param attempt 32 random hex digits, made for this one attempt
/// @param otherKey the destination on the source's side, the source on the destination's
record RenameMark(State state, String attempt, String otherKey) {
    /// How far the rename is. The numbers are written into records and never change their meaning.
    enum State {
        /// The source waits for the object to arrive at the destination.
        LEAVING(1),
        /// The source takes its object back, unless it turns out to have arrived.
        RETURNING(2),
        /// The destination has the object; what is at the source counts no more.
        ARRIVED(3);

        private final int number;

        State(int number) {
            this.number = number;
        }

        int number() {
            return number;
        }

        static State numbered(long number) {
            for (var state : values()) {
                if (state.number == number) {
                    return state;
                }
            }
            throw new IllegalStateException("a rename in the state " + number);
        }
    }

    /// The rename, seen from the key that bears the mark.
    Renames.Renaming move(String bucketId, String key) {
        return state == State.ARRIVED
                ? new Renames.Renaming(bucketId, otherKey, key, attempt)
                : new Renames.Renaming(bucketId, key, otherKey, attempt);
    }
}
