package sealstead.moving;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import sealstead.store.Bytes;
import sealstead.store.Cell;
import sealstead.store.Head;
import sealstead.store.Lane;
import sealstead.store.MetaStore;
import sealstead.store.Table;

/// A group that is read from its beginning to its end, in pieces of about a mebibyte, and digested on the way:
///
///     table name | group | head value | (lane | sub | value)...    each with its length before it (4 bytes)
final class GroupContent {
    private static final int FIRST_LIMIT = 8;
    private static final int MAX_LIMIT = 128;
    private static final long PIECE_BYTES = 1024 * 1024;
    private static final Bytes ZERO = Bytes.of((byte) 0);

    private final MetaStore store;
    private final Table table;
    private final Bytes group;
    private final MessageDigest digest = Content.sha256();
    private final @Nullable Head head;
    private long cells;
    private long bytes;

    private Lane lane = Lane.CELLS;
    private final Deque<Cell> piece = new ArrayDeque<>();
    private int limit = FIRST_LIMIT;
    private Bytes next = Bytes.EMPTY;
    private boolean more = true;

    GroupContent(MetaStore store, Table table, Bytes group) throws IOException {
        this.store = store;
        this.table = table;
        this.group = group;
        this.head = fetch();
        if (head != null) {
            take(Bytes.utf8(table.name()));
            take(group);
            take(head.value());
            cells = 1;
            bytes = head.value().size();
        }
    }

    /// What the group has, all of it read.
    static Optional<Content> of(MetaStore store, Table table, Bytes group) throws IOException {
        var all = new GroupContent(store, table, group);
        if (all.head().isEmpty()) {
            return Optional.empty();
        }
        for (var each : new Lane[] {Lane.CELLS, Lane.DATA}) {
            while (all.peek(each).isPresent()) {
                all.skip();
            }
        }
        return Optional.of(all.content());
    }

    /// Absent if there is no such group.
    Optional<Head> head() {
        return Optional.ofNullable(head);
    }

    /// The next cell of a lane; CELLS are asked for before DATA.
    Optional<Cell> peek(Lane of) throws IOException {
        if (of != lane) {
            lane = of;
            next = Bytes.EMPTY;
            more = true;
            limit = FIRST_LIMIT;
            piece.clear();
        }
        if (piece.isEmpty() && more) {
            fetch();
        }
        return Optional.ofNullable(piece.peek());
    }

    /// Goes on behind the cell that was looked at.
    void skip() {
        var cell = piece.remove();
        digest.update((byte) (lane == Lane.CELLS ? 1 : 2));
        take(cell.sub());
        take(cell.value());
        cells++;
        bytes += cell.value().size();
    }

    /// What all that was read has been.
    Content content() {
        return new Content(cells, bytes, Bytes.wrap(digest.digest()));
    }

    private @Nullable Head fetch() throws IOException {
        var read = store.read(table, group, lane, next, limit);
        var found = lane == Lane.CELLS ? read.cells() : read.data();
        more = found.size() == limit;
        long size = 0;
        for (var cell : found) {
            size += cell.value().size();
        }
        if (!found.isEmpty()) {
            next = Bytes.concat(found.getLast().sub(), ZERO);
        }
        piece.addAll(found);
        limit = size > PIECE_BYTES
                ? Math.max(1, limit / 2)
                : Math.min(MAX_LIMIT, size * 2 > PIECE_BYTES ? limit : limit * 2);
        return read.head().orElse(null);
    }

    private void take(Bytes value) {
        digest.update(ByteBuffer.allocate(4).putInt(value.size()).flip());
        digest.update(value.readOnlyArray());
    }
}
