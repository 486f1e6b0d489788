package sealstead.gateway;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sealstead.custody.RecordReader;
import sealstead.custody.RecordWriter;
import sealstead.custody.SealedStore;
import sealstead.custody.SealedStore.Update;
import sealstead.health.Health;
import sealstead.health.ServerPart;
import sealstead.store.BlobPins;
import sealstead.store.Bytes;
import sealstead.store.Edit;
import sealstead.store.Lane;
import sealstead.store.Membership;
import sealstead.store.Table;

/// Looks every second who has the store and what the others ask ([Fences]), and says every few seconds since when
/// this gateway reads blobs. Whose clock is not the engine's commits nothing.
public final class KnownGateways implements Gateways, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KnownGateways.class);
    private static final Table READING = new Table("reading");
    private static final EnumSet<Lane> HEAD = EnumSet.of(Lane.HEAD);
    private static final long EVERY_MILLIS = 1000;
    /// So many failures in a row are told by [Health].
    private static final int FAILURES = 10;
    private static final long SOON_MILLIS = 100;
    private static final long SAY_NANOS = TimeUnit.SECONDS.toNanos(5);
    /// How old a look may be for this gateway to believe that it leads.
    private static final long SURE_NANOS = TimeUnit.SECONDS.toNanos(10);
    /// How far the clocks of two gateways may be apart is twice this.
    private static final Duration CLOCK = Duration.ofSeconds(5);
    /// What takes longer to answer tells nothing of a clock.
    private static final Duration PROMPT = Duration.ofSeconds(1);
    private static final int CLOCK_ATTEMPTS = 3;

    private final SealedStore records;
    private final Membership membership;
    private final Fences fences;
    private final BlobPins pins;
    private final InstantSource passed;
    private final Clock wall;
    private final Health health;
    private final Thread thread = Thread.ofPlatform().name("gateways").daemon().unstarted(this::run);
    private volatile List<Membership.Member> living = List.of();
    private volatile long lookedAt;
    private volatile boolean closed;
    private long saidAt;
    private boolean suspended;
    private boolean warned;

    /// @param passed what time it is for garbage
    /// @param wall the clock of this machine
    public KnownGateways(
            SealedStore records,
            Membership membership,
            Fences fences,
            BlobPins pins,
            InstantSource passed,
            Clock wall,
            Health health) {
        this.records = records;
        this.membership = membership;
        this.fences = fences;
        this.pins = pins;
        this.passed = passed;
        this.wall = wall;
        this.health = health;
    }

    /// To be called before anything is committed or read for others.
    ///
    /// @throws IOException if the clock is wrong and others have the store
    public void begin() throws IOException {
        living = membership.living();
        if (!isAlone()) {
            var wrong = wrong(apart().orElseThrow(() -> new IOException("the engine answers too slowly to compare the"
                    + " clock of this machine with it, which others that have the store rely on")));
            if (wrong.isPresent()) {
                throw new IOException(wrong.get());
            }
        }
        records.gate().join(fences);
        say();
        look();
    }

    /// Others may come from now on.
    public void start() throws IOException {
        membership.keepAlone(false);
        thread.start();
    }

    private boolean look() throws IOException {
        long asked = System.nanoTime();
        living = membership.living();
        lookedAt = asked;
        boolean says = System.nanoTime() - saidAt > SAY_NANOS;
        if (says) {
            checkClock(); // before anything is committed, which it may allow again
        }
        if (says) {
            say();
        }
        boolean soon = fences.look(leads());
        if (says && leads()) {
            forgetGone();
        }
        return soon;
    }

    private void run() {
        int failures = 0;
        while (!closed) {
            boolean soon = false;
            try {
                soon = look();
                if (failures >= FAILURES && !suspended) {
                    health.well(ServerPart.GATEWAYS);
                }
                failures = 0;
            } catch (IOException | RuntimeException | Error away) {
                // Whatever it is, the others wait for what this gateway answers.
                failures++;
                if (failures == 1) {
                    LOG.warn("it cannot be looked what the other gateways do", away);
                } else if (failures == FAILURES) {
                    health.failed(ServerPart.GATEWAYS, "it cannot be looked what the other gateways do: " + away);
                }
            }
            try {
                Thread.sleep(soon ? SOON_MILLIS : EVERY_MILLIS);
            } catch (InterruptedException stop) {
                return;
            }
        }
    }

    @Override
    public boolean isShared() {
        return true;
    }

    @Override
    public boolean leads() {
        var known = living;
        return System.nanoTime() - lookedAt < SURE_NANOS
                && !known.isEmpty()
                && known.getFirst().number() == self();
    }

    /// The name of the gateway that does what is to be done once.
    public String leader() {
        var known = living;
        return known.isEmpty() ? "" : known.getFirst().name().toString();
    }

    @Override
    public long self() {
        return membership.self().number();
    }

    @Override
    public boolean isOtherLiving(long number) {
        if (number == 0 || number == self()) {
            return false;
        }
        var known = living;
        return known.isEmpty()
                || number > known.getLast().number()
                || known.stream().anyMatch(member -> member.number() == number);
    }

    private static Bytes group(long number) {
        return Bytes.wrap(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
    }

    /// Whatever is read later begins later than what is said now.
    private void say() throws IOException {
        saidAt = System.nanoTime();
        var since = passed.instant().minus(pins.oldest());
        records.update(READING, group(self()), head -> new Update<>(true, new Edit.PutHead(reading(since))));
    }

    static Bytes reading(Instant since) {
        return new RecordWriter().number(1, Math.max(0, since.toEpochMilli())).toBytes();
    }

    static Instant since(Bytes record) {
        long since = 0;
        var in = new RecordReader(record);
        while (in.next()) {
            if (in.tag() == 1) {
                since = in.number();
            }
        }
        return Instant.ofEpochMilli(since);
    }

    @Override
    public Instant othersReadSince() throws IOException {
        var earliest = Instant.MAX;
        for (var member : membership.living()) {
            if (member.number() != self()) {
                var said = records.read(READING, group(member.number()), HEAD).head();
                var since = said.map(head -> since(head.value()).minus(CLOCK.multipliedBy(2)));
                earliest = earliest(earliest, since.orElse(Instant.EPOCH));
            }
        }
        return earliest;
    }

    private static Instant earliest(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private void forgetGone() throws IOException {
        var known = living;
        records.walk(READING, Bytes.EMPTY, Optional.empty(), row -> {
            long number = ByteBuffer.wrap(row.group().readOnlyArray()).getLong();
            if (number < known.getLast().number() && known.stream().noneMatch(member -> member.number() == number)) {
                records.update(
                        READING,
                        row.group(),
                        HEAD,
                        now -> new Update<>(
                                true, now.head().isEmpty() ? List.<Edit>of() : List.<Edit>of(new Edit.DeleteGroup())));
            }
        });
    }

    private boolean isAlone() {
        return living.size() <= 1;
    }

    /// How far the clock of this machine is from the engine's, as the promptest of some answers has it.
    ///
    /// @return absent if the engine answers too slowly for that
    private Optional<Duration> apart() throws IOException {
        for (int attempt = 0; attempt < CLOCK_ATTEMPTS; attempt++) {
            var before = wall.instant();
            long asked = System.nanoTime();
            var engine = membership.time();
            var took = Duration.ofNanos(System.nanoTime() - asked);
            if (took.compareTo(PROMPT) <= 0) {
                return Optional.of(
                        Duration.between(engine, before.plus(took.dividedBy(2))).abs());
            }
        }
        return Optional.empty();
    }

    private static Optional<String> wrong(Duration apart) {
        return apart.compareTo(CLOCK) <= 0
                ? Optional.empty()
                : Optional.of("the clock of this machine is " + apart.toSeconds()
                        + " seconds from that of the engine; gateways that have a store together may be "
                        + CLOCK.toSeconds()
                        + " from it at most");
    }

    private void checkClock() throws IOException {
        var apart = apart();
        if (apart.isEmpty()) {
            return; // as it was seen last
        }
        var wrong = wrong(apart.get());
        if (wrong.isPresent() && isAlone()) {
            if (!warned) {
                warned = true;
                LOG.warn("{}; no other gateway can have this store beside this one", wrong.get());
            }
            wrong = Optional.empty();
        }
        membership.suspend(wrong);
        if (wrong.isPresent()) {
            health.failed(ServerPart.GATEWAYS, wrong.get());
        } else if (suspended) {
            health.well(ServerPart.GATEWAYS);
        }
        suspended = wrong.isPresent();
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
