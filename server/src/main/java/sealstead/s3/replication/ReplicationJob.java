package sealstead.s3.replication;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sealstead.crypto.CorruptObjectException;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.bucket.Buckets;
import sealstead.s3.object.LostCiphertextException;
import sealstead.s3.object.Objects;
import sealstead.s3.object.ReplicationStatus;
import sealstead.s3.object.Version;
import sealstead.store.Bytes;
import sealstead.wire.Refusal;

/// Replicates what waits. Some accounts' lanes are worked on at once, each a few versions at a time, so that no account
/// waits for another's to end. A refusal is final and makes the version FAILED; what may pass is tried again, less and
/// less often.
public final class ReplicationJob {
    private static final Logger LOG = LoggerFactory.getLogger(ReplicationJob.class);
    private static final int AT_ONCE = 4;
    private static final int IN_A_ROW = 16;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final int MAX_DOUBLINGS = 8;
    /// How many entries are remembered to have failed; others are tried again at once.
    private static final int MAX_REMEMBERED = 10_000;

    private final ReplicationQueue queue;
    private final Departures.Rules rules;
    private final Buckets buckets;
    private final Objects objects;
    private final Carrier carrier;
    private final ReplicationFigures figures;
    private final InstantSource clock;
    private final Map<Bytes, Pause> pauses = new ConcurrentHashMap<>();

    public ReplicationJob(
            ReplicationQueue queue,
            Departures.Rules rules,
            Buckets buckets,
            Objects objects,
            Carrier carrier,
            ReplicationFigures figures,
            InstantSource clock) {
        this.queue = queue;
        this.rules = rules;
        this.buckets = buckets;
        this.objects = objects;
        this.carrier = carrier;
        this.figures = figures;
        this.clock = clock;
    }

    private record Pause(int tries, Instant until) {}

    /// Replicates what is due, until nothing is.
    public void run(LongConsumer progress) throws IOException, InterruptedException {
        new Turn(progress).run();
    }

    /// One turn over all lanes.
    private final class Turn {
        private final LongConsumer progress;
        /// Up to where each lane was seen in this turn.
        private final Map<String, Bytes> seen = new ConcurrentHashMap<>();
        private final Set<String> ended = ConcurrentHashMap.newKeySet();
        private final Set<String> busy = ConcurrentHashMap.newKeySet();
        private final LinkedBlockingQueue<String> free = new LinkedBlockingQueue<>();
        private final List<Thread> threads = new ArrayList<>();

        Turn(LongConsumer progress) {
            this.progress = progress;
        }

        void run() throws IOException, InterruptedException {
            try {
                var again = clock.instant().plus(FIRST_PAUSE);
                var last = "";
                while (true) {
                    if (!clock.instant().isBefore(again)) {
                        // While one lane takes long, the others are not done with because they were once.
                        ended.forEach(seen::remove);
                        ended.clear();
                        again = clock.instant().plus(FIRST_PAUSE);
                    }
                    for (var account : after(last)) {
                        if (busy.size() < AT_ONCE && !ended.contains(account) && busy.add(account)) {
                            last = account;
                            threads.removeIf(thread -> !thread.isAlive());
                            threads.add(Thread.ofVirtual().name("replication").start(() -> work(account)));
                        }
                    }
                    if (busy.isEmpty()) {
                        return;
                    }
                    var first = free.poll(1, TimeUnit.SECONDS);
                    if (first != null) {
                        busy.remove(first);
                    }
                }
            } finally {
                threads.forEach(Thread::interrupt);
                for (var thread : threads) {
                    thread.join();
                }
            }
        }

        /// The accounts in whose lanes something waits, those behind the last one first.
        private List<String> after(String last) throws IOException {
            var accounts = new ArrayList<>(queue.accounts());
            int first = (int) accounts.stream()
                    .filter(account -> account.compareTo(last) <= 0)
                    .count();
            Collections.rotate(accounts, -first);
            return accounts;
        }

        private void work(String account) {
            try {
                some(account);
            } catch (IOException | RuntimeException broken) {
                ended.add(account);
                LOG.error("the replication queue of account {} could not be read", account, broken);
            } finally {
                free.add(account);
            }
        }

        /// Some entries of a lane.
        private void some(String account) throws IOException {
            var page = queue.next(account, seen.getOrDefault(account, Bytes.EMPTY));
            var carriers = new HashMap<String, Carrier.Roles>();
            int done = 0;
            for (var entry : page.entries()) {
                if (Thread.currentThread().isInterrupted()) {
                    return;
                }
                seen.put(account, entry.group());
                var pause = pauses.get(entry.group());
                if (pause == null || !clock.instant().isBefore(pause.until())) {
                    attempt(entry, carriers.computeIfAbsent(entry.bucketId(), id -> carrier.roles()));
                    progress.accept(1);
                    if (++done == IN_A_ROW) {
                        return;
                    }
                }
            }
            if (page.last().isEmpty()) {
                ended.add(account);
            } else {
                seen.put(account, page.last().get());
            }
        }
    }

    /// Whatever one version has, it costs no other its turn.
    private void attempt(ReplicationQueue.Waiting entry, Carrier.Roles roles) {
        try {
            if (isDone(entry, roles)) {
                pauses.remove(entry.group());
            } else {
                pause(entry);
            }
        } catch (IOException | RuntimeException mayPass) {
            int tries = pause(entry);
            if (Integer.bitCount(tries + 1) == 1) {
                LOG.warn(
                        "replication of a version of bucket {} is tried again: {}", entry.bucket(), mayPass.toString());
            }
        }
    }

    /// @return how often it was tried before
    private int pause(ReplicationQueue.Waiting entry) {
        int tries =
                Optional.ofNullable(pauses.get(entry.group())).map(Pause::tries).orElse(0);
        if (pauses.size() < MAX_REMEMBERED || tries > 0) {
            var length = FIRST_PAUSE.multipliedBy(1L << Math.min(tries, MAX_DOUBLINGS));
            pauses.put(entry.group(), new Pause(tries + 1, clock.instant().plus(length)));
        }
        return tries;
    }

    /// @return false if its version may come yet
    private boolean isDone(ReplicationQueue.Waiting entry, Carrier.Roles roles) throws IOException {
        var bucket = buckets.find(entry.bucket()).filter(found -> found.id().equals(entry.bucketId()));
        var version = bucket.isEmpty()
                ? Optional.<Version>empty()
                : objects.version(entry.bucketId(), entry.key(), entry.versionId())
                        .filter(found -> found.replication() == ReplicationStatus.PENDING);
        // It was never committed, or has gone, or another entry of it was first.
        if (version.isPresent()) {
            var status = carry(bucket.get(), entry, version.get(), roles);
            settle(bucket.get(), entry.key(), version.get(), status);
        } else if (queue.mayDepart(entry)) {
            return false;
        }
        queue.remove(entry);
        return true;
    }

    private ReplicationStatus carry(Bucket bucket, ReplicationQueue.Waiting entry, Version version, Carrier.Roles roles)
            throws IOException {
        var configured = rules.of(bucket);
        if (configured.isEmpty()) {
            return refused(entry, "the bucket has no replication configuration any more");
        }
        var covering =
                configured.get().covering(entry.key(), version, name -> carrier.isElsewhere(bucket.owner(), name));
        if (covering.isEmpty()) {
            return refused(entry, "no rule covers it any more");
        }
        var status = ReplicationStatus.COMPLETED;
        for (var rule : covering) {
            try {
                long bytes = carrier.carry(roles, configured.get().role(), rule.target(), bucket, entry.key(), version);
                figures.replicated(bucket.name(), bytes);
            } catch (Refusal refusal) {
                if (refusal.status() >= 500) {
                    throw refusal;
                }
                status = refused(entry, refusal.code() + ": " + refusal.getMessage());
            } catch (CorruptObjectException | LostCiphertextException damaged) {
                status = refused(entry, damaged.toString());
            }
        }
        return status;
    }

    private ReplicationStatus refused(ReplicationQueue.Waiting entry, String why) {
        figures.failed(entry.bucket());
        LOG.warn("version {} of bucket {} is not replicated: {}", entry.versionId(), entry.bucket(), why);
        return ReplicationStatus.FAILED;
    }

    /// Says what came of a version, unless it was changed meanwhile: then the change has an entry of its own.
    private void settle(Bucket bucket, String key, Version version, ReplicationStatus status) throws IOException {
        while (true) {
            var found = objects.find(bucket.id(), key);
            var now = objects.version(bucket.id(), key, version.name().id());
            if (now.filter(version::equals).isEmpty() || objects.change(bucket, key, found, version.with(status))) {
                return;
            }
        }
    }
}
