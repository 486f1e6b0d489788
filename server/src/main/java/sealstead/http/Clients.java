package sealstead.http;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All connections that there are, and what they may take from one another.
///
/// Waiting is the client's: a connection in the middle of a header, a request that waits for its body, an answer
/// that is not taken cost little each, and all of them are limited together, for each address and by time. Where a
/// limit is reached the newcomer does not wait: who is furthest behind goes, of the address that has most. Only if
/// nobody is behind, because all are worked for, the newcomer is refused; it is heard nevertheless, in a small
/// reserve, where it gets to know that, or the server's health.
final class Clients implements Connection.Listener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Clients.class);
    /// How many are heard beyond the limit, each for a moment.
    private static final int RESERVE = 64;
    private static final long RESERVE_NANOS = Duration.ofSeconds(2).toNanos();
    /// Who is behind by less is not made to go: that is what a network takes.
    private static final long PATIENCE_NANOS = Duration.ofSeconds(1).toNanos();
    /// Requests beyond the limit while those that were made to go are still leaving.
    private static final int LEAVING = 64;

    /// How long a request waits for room.
    private static final long ROOM_NANOS = Duration.ofSeconds(2).toNanos();
    private static final Duration LOOK_AGAIN = Duration.ofMillis(25);
    private static final Duration LOOK_EVERY = Duration.ofMillis(250);

    private final HttpLimits limits;
    private final Predicate<String> proxies;
    private final LongSupplier nanoTime;
    private final Map<Connection, Client> all = new ConcurrentHashMap<>();
    private final Map<String, AddressUse> uses = new HashMap<>();
    private long held;
    private int requests;
    private int reserved;
    private volatile boolean stopping;
    private volatile boolean closed;

    /// @param proxies whose connections are many clients'
    Clients(HttpLimits limits, Predicate<String> proxies, LongSupplier nanoTime) {
        this.limits = limits;
        this.proxies = proxies;
        this.nanoTime = nanoTime;
    }

    void start() {
        Thread.ofVirtual().name("http-clients").start(() -> {
            while (!closed) {
                try {
                    Thread.sleep(stopping ? LOOK_AGAIN : LOOK_EVERY);
                    look();
                } catch (InterruptedException stop) {
                    return;
                } catch (RuntimeException | Error unexpected) {
                    LOG.error("the clients could not be looked at", unexpected);
                }
            }
        });
    }

    private void look() {
        long now = nanoTime.getAsLong();
        for (var client : all.values()) {
            if (client.isLate(now, limits.header().toNanos(), RESERVE_NANOS)) {
                client.close("too late");
            } else if (stopping && client.isBetweenRequests()) {
                client.close("stopping");
            }
        }
    }

    @Override
    public void onOpened(Connection connection) {
        if (isOfNetwork(connection)) {
            var remote = connection.getEndPoint().getRemoteSocketAddress();
            var client = new Client(connection, use(address(remote)), isProxy(remote), nanoTime.getAsLong());
            all.put(connection, client);
            var leaving = enter(client);
            if (leaving != null) {
                leaving.close("no room");
            }
        }
    }

    /// What the address of a new connection takes, the connection included.
    private synchronized AddressUse use(String address) {
        var use = uses.computeIfAbsent(address, AddressUse::new);
        use.connections++;
        return use;
    }

    /// @return who has to go for it: somebody else, itself, or nobody
    private synchronized @Nullable Client enter(Client client) {
        if (all.size() <= limits.connections() && !isTooMany(client)) {
            return null;
        }
        var victim = victimFor(client);
        if (victim != null) {
            return victim;
        }
        if (reserved < RESERVE) {
            reserved++;
            client.setReserve(true);
            return null;
        }
        return client;
    }

    private boolean isTooMany(Client client) {
        return client.use().connections > limits.connectionsPerAddress() && !client.isProxy();
    }

    private @Nullable Client victimFor(Client client) {
        var most = isTooMany(client) ? client.use() : most(client.use(), use -> use.connections);
        // Who has much gives way to who has little even if it is in no way slow.
        boolean modest = client.use().connections * 2 < most.connections;
        return furthestBehind(modest ? 1 : PATIENCE_NANOS, other -> other != client && other.use() == most);
    }

    @Override
    public void onClosed(Connection connection) {
        var client = all.remove(connection);
        if (client != null) {
            leave(client);
        }
    }

    private synchronized void leave(Client client) {
        if (client.isReserve()) {
            reserved--;
            client.setReserve(false);
        }
        dismiss(client);
        var use = client.use();
        use.connections--;
        if (use.connections == 0) {
            uses.remove(use.address);
        }
    }

    /// The address with the most, `own` if there are several.
    private AddressUse most(AddressUse own, ToLongFunction<AddressUse> number) {
        var most = own;
        long highest = number.applyAsLong(own);
        for (var use : uses.values()) {
            if (number.applyAsLong(use) > highest) {
                most = use;
                highest = number.applyAsLong(use);
            }
        }
        return most;
    }

    private @Nullable Client furthestBehind(long atLeast, Predicate<Client> among) {
        long now = nanoTime.getAsLong();
        Client furthest = null;
        long most = atLeast;
        for (var client : all.values()) {
            long behind = client.behind(now);
            if (behind >= most && !client.isEvicted() && !client.isReserve() && among.test(client)) {
                furthest = client;
                most = behind;
            }
        }
        return furthest;
    }

    /// The client of a connection that a request came over.
    @Nullable
    Client of(Connection connection) {
        return all.get(
                connection.getEndPoint() instanceof SslConnection.SslEndPoint tls
                        ? tls.getSslConnection()
                        : connection);
    }

    /// Lets a request in, or not. A request waits a moment for room: by then somebody is behind, unless all are
    /// worked for.
    ///
    /// @return whether there is room for it
    boolean admit(Client client) {
        long end = nanoTime.getAsLong() + ROOM_NANOS;
        while (true) {
            boolean enters;
            var leaving = new ArrayList<Client>(2);
            synchronized (this) {
                enters = enters(client, leaving);
            }
            leaving.forEach(other -> other.close("no room"));
            if (enters || nanoTime.getAsLong() - end > 0) {
                return enters;
            }
            try {
                Thread.sleep(LOOK_AGAIN);
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
    }

    /// @param leaving is told who has to go
    private boolean enters(Client client, List<Client> leaving) {
        if (client.isReserve()) {
            if (all.size() > limits.connections() || isTooMany(client)) {
                var victim = victimFor(client);
                if (victim != null) {
                    leaving.add(victim);
                }
                return false;
            }
            reserved--;
            client.setReserve(false);
        }
        var use = client.use();
        boolean tooManyOfAddress = use.requests >= limits.requestsPerAddress() && !client.isProxy();
        if (requests >= limits.requests() || tooManyOfAddress) {
            var most = tooManyOfAddress ? use : most(use, each -> each.requests);
            var victim = furthestBehind(PATIENCE_NANOS, other -> other.isAdmitted() && other.use() == most);
            if (victim == null || requests >= limits.requests() + LEAVING) {
                return false;
            }
            leaving.add(victim);
        }
        requests++;
        use.requests++;
        client.setAdmitted(true);
        return true;
    }

    /// Whether an answer that is built whole may be kept until the client has taken it. Where there is no room, who is
    /// behind goes, furthest first, of the address whose answers hold most.
    boolean hold(Client client, long bytes) {
        var leaving = new ArrayList<Client>();
        boolean kept;
        synchronized (this) {
            kept = isRoomFor(client, bytes);
            while (!kept) {
                var victim = holdsFor(client, bytes);
                if (victim == null) {
                    break;
                }
                leaving.add(victim);
                letGo(victim);
                kept = isRoomFor(client, bytes);
            }
            if (kept) {
                client.setHeldBytes(bytes);
                held += bytes;
                client.use().heldBytes += bytes;
            }
        }
        leaving.forEach(other -> other.close("no room"));
        return kept;
    }

    private boolean isRoomFor(Client client, long bytes) {
        return held + bytes <= limits.answerBytes() && !isTooMuch(client, bytes);
    }

    private boolean isTooMuch(Client client, long bytes) {
        return client.use().heldBytes + bytes > limits.answerBytes() / 2 && !client.isProxy();
    }

    /// Who goes for it, if anybody is behind.
    private @Nullable Client holdsFor(Client client, long bytes) {
        var most = isTooMuch(client, bytes) ? client.use() : most(client.use(), use -> use.heldBytes);
        return furthestBehind(PATIENCE_NANOS, other -> other != client && other.heldBytes() > 0 && other.use() == most);
    }

    private void letGo(Client client) {
        long bytes = client.heldBytes();
        if (bytes > 0) {
            client.setHeldBytes(0);
            held -= bytes;
            client.use().heldBytes -= bytes;
        }
    }

    /// The answer is being sent and nobody of ours waits for it.
    void sending(Client client) {
        client.await(nanoTime.getAsLong());
    }

    /// The request is over.
    void done(Client client) {
        client.end(nanoTime.getAsLong());
        synchronized (this) {
            dismiss(client);
        }
    }

    private void dismiss(Client client) {
        letGo(client);
        if (client.isAdmitted()) {
            client.setAdmitted(false);
            requests--;
            client.use().requests--;
        }
    }

    /// Whether the network knows the connection; over TLS there is another one that it does not.
    private static boolean isOfNetwork(Connection connection) {
        return !(connection.getEndPoint() instanceof SslConnection.SslEndPoint);
    }

    private boolean isProxy(SocketAddress remote) {
        return remote instanceof InetSocketAddress inet
                && inet.getAddress() != null
                && proxies.test(inet.getAddress().getHostAddress());
    }

    /// By what connections are counted: the address, of IPv6 the network, which is what one client has.
    private static String address(SocketAddress remote) {
        if (!(remote instanceof InetSocketAddress inet) || inet.getAddress() == null) {
            return "";
        }
        var bytes = inet.getAddress().getAddress();
        if (bytes.length == 4) {
            return inet.getAddress().getHostAddress();
        }
        var network = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            network.append(Integer.toHexString(bytes[i] & 0xFF)).append('.');
        }
        return network.toString();
    }

    /// Ends the connections that no request is under way on, now and as the others' end. The library would wait a
    /// second for each to say something, and then cut off who is in the middle of a request and silent for as
    /// long.
    void stop() {
        stopping = true;
        look();
    }

    @Override
    public void close() {
        closed = true;
    }
}
