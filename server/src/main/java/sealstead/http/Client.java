package sealstead.http;

import java.io.IOException;
import org.eclipse.jetty.io.Connection;

/// The other end of one connection: whether it is our turn or its, since when, and how far it is behind what a
/// client can be expected to send or take.
///
/// Safe for many threads.
final class Client {
    /// What a client is measured against. Who is slower falls behind, and who is furthest behind goes first when
    /// there is no room for others; while there is room nobody is asked to be this fast.
    private static final long EXPECTED_BYTES_PER_SECOND = 64 * 1024;

    private static final double NANOS_PER_SECOND = 1e9;

    /// Whose turn it is.
    private enum Turn {
        /// Nothing came since the last answer.
        SILENT,
        /// A header has begun and is not complete.
        HEADER,
        /// We work on a request.
        OURS,
        /// We wait for the client, which sends a body or takes an answer.
        BODY
    }

    private final Connection connection;
    private final AddressUse use;
    private final boolean proxy;
    private Turn turn = Turn.SILENT;
    private long since;
    private long seenBytes;
    private long waited;
    private long moved;
    private boolean hasDeadline;
    private long deadline;
    private boolean reserve;
    private boolean evicted;
    private boolean admitted;
    private long heldBytes;

    /// @param use of the address that its connections are counted by
    /// @param proxy whether many clients come through it
    Client(Connection connection, AddressUse use, boolean proxy, long now) {
        this.connection = connection;
        this.use = use;
        this.proxy = proxy;
        this.since = now;
    }

    AddressUse use() {
        return use;
    }

    boolean isProxy() {
        return proxy;
    }

    /// A whole header is there.
    synchronized void begin() {
        turn = Turn.OURS;
        waited = 0;
        moved = 0;
        hasDeadline = false;
    }

    /// The answer is out, or nothing comes of it.
    synchronized void end(long now) {
        turn = Turn.SILENT;
        since = now;
        seenBytes = connection.getBytesIn();
        hasDeadline = false;
    }

    /// We wait for the client.
    synchronized void await(long now) {
        turn = Turn.BODY;
        since = now;
    }

    /// It sent or took something.
    synchronized void moved(long bytes, long now) {
        turn = Turn.OURS;
        waited += now - since;
        moved += bytes;
    }

    /// How long this request has waited for the client, all in all.
    synchronized long waitedNanos() {
        return waited;
    }

    synchronized long movedBytes() {
        return moved;
    }

    /// When waiting for the client ends, whatever it does.
    synchronized void deadline(long end) {
        hasDeadline = true;
        deadline = end;
    }

    synchronized void noDeadline() {
        hasDeadline = false;
    }

    synchronized boolean isOver(long now) {
        return hasDeadline && now - deadline > 0;
    }

    /// Looks at the connection now and then: whether a header has begun, and whether one takes too long or a
    /// deadline has passed while we wait.
    synchronized boolean isLate(long now, long headerNanos, long reserveNanos) {
        if (turn == Turn.SILENT && connection.getBytesIn() != seenBytes) {
            turn = Turn.HEADER;
            since = now;
        }
        return switch (turn) {
            case SILENT -> reserve && now - since > reserveNanos;
            case HEADER -> now - since > (reserve ? Math.min(reserveNanos, headerNanos) : headerNanos);
            case OURS -> false;
            case BODY -> isOver(now);
        };
    }

    /// Whether no request of its is under way.
    synchronized boolean isBetweenRequests() {
        return turn == Turn.SILENT || turn == Turn.HEADER;
    }

    /// By how many nanoseconds the client is behind; nothing while it is our turn.
    synchronized long behind(long now) {
        return switch (turn) {
            case OURS -> 0;
            case SILENT, HEADER -> now - since;
            case BODY -> {
                long expected = (long) (moved * (NANOS_PER_SECOND / EXPECTED_BYTES_PER_SECOND));
                yield Math.max(now - since, waited + (now - since) - expected);
            }
        };
    }

    synchronized boolean isReserve() {
        return reserve;
    }

    synchronized void setReserve(boolean value) {
        reserve = value;
    }

    synchronized boolean isAdmitted() {
        return admitted;
    }

    synchronized void setAdmitted(boolean value) {
        admitted = value;
    }

    /// What its answer holds.
    synchronized long heldBytes() {
        return heldBytes;
    }

    synchronized void setHeldBytes(long bytes) {
        heldBytes = bytes;
    }

    synchronized boolean isEvicted() {
        return evicted;
    }

    /// Ends the connection, which wakes whoever waits for it.
    void close(String why) {
        synchronized (this) {
            evicted = true;
        }
        connection.getEndPoint().close(new IOException(why));
    }
}
