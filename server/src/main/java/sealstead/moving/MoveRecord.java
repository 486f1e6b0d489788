package sealstead.moving;

import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import sealstead.custody.RecordReader;
import sealstead.custody.RecordWriter;
import sealstead.custody.SealedStore;
import sealstead.store.Bytes;
import sealstead.store.Edit;
import sealstead.store.Lane;
import sealstead.store.Table;

/// What a store says of a move that it takes part in: table `move`, group `move`. It is the one record that is not
/// copied, since it says something else on each side.
///
/// @param id of the move, the same on both sides
/// @param other the place of the other side, in words
/// @param outcome what was counted, from the moment that it is decided
public record MoveRecord(State state, String id, String other, Optional<Outcome> outcome) {
    /// The table that it is in.
    static final Table TABLE = new Table("move");

    private static final Bytes GROUP = Bytes.utf8("move");
    private static final EnumSet<Lane> HEAD = EnumSet.of(Lane.HEAD);

    /// How far the move is, as this side knows. The order of their writing is LEAVING, COMING, LEFT, ARRIVED: at no
    /// moment two stores could be served.
    public enum State {
        /// The store is copied from here and is served meanwhile.
        LEAVING(1),
        /// The store is elsewhere; this one is what it was in that moment.
        LEFT(2),
        /// The store is copied to here and is not whole.
        COMING(3),
        /// The store was copied to here, and is here.
        ARRIVED(4);

        private final int number;

        State(int number) {
            this.number = number;
        }

        static State of(long number) {
            for (var state : values()) {
                if (state.number == number) {
                    return state;
                }
            }
            throw new IllegalStateException("the record of a move is of a newer Sealstead");
        }
    }

    /// What both sides had, counted and digested on each, when they were found the same.
    ///
    /// @param groups of records
    /// @param cells of them, the heads among them
    /// @param recordBytes of their values
    /// @param recordDigest the sum of the SHA-256 of all groups, modulo 2^256, hex
    /// @param blobDigest the same of all blobs
    public record Outcome(
            long groups,
            long cells,
            long recordBytes,
            String recordDigest,
            long blobs,
            long blobBytes,
            String blobDigest) {}

    /// What a store says; absent if it never took part in a move.
    public static Optional<MoveRecord> read(SealedStore records) throws IOException {
        var head = records.read(TABLE, GROUP, HEAD).head();
        return head.isEmpty() ? Optional.empty() : Optional.of(parse(head.get().value()));
    }

    /// Has a store say this.
    public void write(SealedStore records) throws IOException {
        var before = records.read(TABLE, GROUP, HEAD);
        if (records.commit(TABLE, GROUP, before.unchanged(), List.of(new Edit.PutHead(format(this))))
                instanceof sealstead.store.Outcome.Conflict) {
            throw new IOException("another move of this store is under way");
        }
    }

    /// @throws IOException if a server must not serve what is in `place`
    public static void checkServed(SealedStore records, String place) throws IOException {
        var found = read(records);
        if (found.isEmpty()) {
            return;
        }
        var move = found.get();
        switch (move.state()) {
            case LEAVING, ARRIVED -> {}
            case LEFT ->
                throw new IOException("the store that was in " + place + " was moved to " + move.other()
                        + " (move " + move.id()
                        + "), and nobody is to change this copy: start the server with the settings"
                        + " of the other. To have it here again, move it back into an empty place (docs/moving.md)");
            case COMING ->
                throw new IOException("the store in " + place + " is not whole: move " + move.id() + " from "
                        + move.other() + " has not come to its end. Run it again (docs/moving.md)");
        }
    }

    static Bytes format(MoveRecord move) {
        var out = new RecordWriter()
                .number(1, move.state().number)
                .text(2, move.id())
                .text(3, move.other());
        move.outcome()
                .ifPresent(outcome -> out.number(4, outcome.groups())
                        .number(5, outcome.cells())
                        .number(6, outcome.recordBytes())
                        .text(7, outcome.recordDigest())
                        .number(8, outcome.blobs())
                        .number(9, outcome.blobBytes())
                        .text(10, outcome.blobDigest()));
        return out.toBytes();
    }

    static MoveRecord parse(Bytes record) {
        var in = new RecordReader(record);
        State state = null;
        var id = "";
        var other = "";
        long groups = 0;
        long cells = 0;
        long recordBytes = 0;
        var recordDigest = "";
        long blobs = 0;
        long blobBytes = 0;
        var blobDigest = "";
        while (in.next()) {
            switch (in.tag()) {
                case 1 -> state = State.of(in.number());
                case 2 -> id = in.text();
                case 3 -> other = in.text();
                case 4 -> groups = in.number();
                case 5 -> cells = in.number();
                case 6 -> recordBytes = in.number();
                case 7 -> recordDigest = in.text();
                case 8 -> blobs = in.number();
                case 9 -> blobBytes = in.number();
                case 10 -> blobDigest = in.text();
                default -> {}
            }
        }
        if (state == null) {
            throw new IllegalStateException("the record of a move says nothing");
        }
        var outcome = new Outcome(groups, cells, recordBytes, recordDigest, blobs, blobBytes, blobDigest);
        return new MoveRecord(state, id, other, recordDigest.isEmpty() ? Optional.empty() : Optional.of(outcome));
    }
}
