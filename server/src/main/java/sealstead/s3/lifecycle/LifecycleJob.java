package sealstead.s3.lifecycle;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sealstead.custody.SealedStore;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.bucket.Buckets;
import sealstead.s3.object.DeleteMarker;
import sealstead.s3.object.ObjectEvents;
import sealstead.s3.object.ObjectHead;
import sealstead.s3.object.Objects;
import sealstead.s3.object.ReplicationStatus;
import sealstead.s3.object.StorageClass;
import sealstead.s3.object.StoredObject;
import sealstead.s3.object.Upload;
import sealstead.s3.object.Uploads;
import sealstead.s3.object.Version;
import sealstead.time.WitnessedTime;
import sealstead.wire.Refusal;

/// Carries out the lifecycle rules of all buckets. It removes nothing that a client could not remove as well: locked
/// versions stay, and no key is asked for.
public final class LifecycleJob {
    private static final Logger LOG = LoggerFactory.getLogger(LifecycleJob.class);
    private static final int ROUNDS_PER_DAY = 24;
    private static final int PAGE = 100;
    private static final ObjectEvents.Event TRANSITION = ObjectEvents.Event.ofServer(ObjectEvents.Type.TRANSITION);
    private static final ObjectEvents.Event DELETED = ObjectEvents.Event.ofServer(ObjectEvents.Type.EXPIRED_DELETE);

    private final Buckets buckets;
    private final Objects objects;
    private final Uploads uploads;
    private final WitnessedTime time;
    private final Duration day;
    private final LifecycleRules rules;
    private Instant last = Instant.MIN;

    public LifecycleJob(Buckets buckets, Objects objects, Uploads uploads, WitnessedTime time, LifecycleRules rules) {
        this.buckets = buckets;
        this.objects = objects;
        this.uploads = uploads;
        this.time = time;
        this.day = rules.day();
        this.rules = rules;
    }

    /// Goes over all buckets, if the last round is long enough ago. To be called by one thread. Accounts take turns,
    /// and the buckets of each: a turn is a thousand keys, so that nobody waits for another's millions.
    ///
    /// @param progress hears of each key and upload that was looked at
    public void runIfDue(LongConsumer progress) throws IOException {
        var now = time.passed();
        if (now.isBefore(last.plus(day.dividedBy(ROUNDS_PER_DAY)))) {
            return;
        }
        last = now;
        var failures = new Failures();
        var turns = new AccountTurns<Visit>();
        buckets.walk(bucket -> failures.keepIn(() -> {
            if (rules.of(bucket).isPresent()) {
                turns.add(bucket.owner(), new Visit(bucket.name(), bucket.id(), false, Optional.empty()));
            }
        }));
        turns.takeAll(visit -> {
            var next = new AtomicReference<>(visit.onFrom(Optional.empty())); // uploads come if the keys fail
            failures.keepIn(() -> next.set(take(visit, new Turn(now, failures, progress))));
            return next.get();
        });
        failures.end();
    }

    /// What the visits of one turn share.
    private record Turn(Instant now, Failures failures, LongConsumer progress) {}

    /// A bucket that waits for its turn.
    ///
    /// @param uploads whether its keys are done, and its uploads come
    /// @param at where the turn before ended
    private record Visit(String name, String id, boolean uploads, Optional<SealedStore.Position> at) {
        Optional<Visit> onFrom(Optional<SealedStore.Position> next) {
            if (next.isPresent()) {
                return Optional.of(new Visit(name, id, uploads, next));
            }
            return uploads ? Optional.empty() : Optional.of(new Visit(name, id, true, Optional.empty()));
        }
    }

    /// @return the bucket's next turn; absent if it had its last
    private Optional<Visit> take(Visit visit, Turn turn) throws IOException {
        var bucket = buckets.find(visit.name()).filter(found -> found.id().equals(visit.id()));
        var inForce = bucket.isPresent() ? rules.of(bucket.get()) : Optional.<List<LifecycleRule>>empty();
        if (inForce.isEmpty()) {
            return Optional.empty();
        }
        var round = new Round(bucket.get(), inForce.get(), turn);
        return visit.onFrom(visit.uploads() ? round.uploads(visit.at()) : round.keys(visit.at()));
    }

    /// What failed in a round. One bucket, key or upload that fails costs no other its turn; the round tells at its
    /// end.
    private static final class Failures {
        private @Nullable Throwable first;
        private int count;

        interface Attempt {
            void make() throws IOException;
        }

        void keepIn(Attempt attempt) throws IOException {
            if (Thread.currentThread().isInterrupted()) {
                throw new IOException("interrupted between two turns");
            }
            try {
                attempt.make();
            } catch (IOException | RuntimeException | Error failed) {
                first = first == null ? failed : first;
                count++;
            }
        }

        void end() throws IOException {
            if (first != null) {
                throw new IOException(count + " turns of lifecycle rules failed", first);
            }
        }
    }

    /// One bucket's turn.
    private final class Round {
        private final Bucket bucket;
        private final List<LifecycleRule> rules;
        private final Instant now;
        private final Failures failures;
        private final LongConsumer progress;

        Round(Bucket bucket, List<LifecycleRule> rules, Turn turn) {
            this.bucket = bucket;
            this.rules = rules;
            this.now = turn.now();
            this.failures = turn.failures();
            this.progress = turn.progress();
        }

        Optional<SealedStore.Position> keys(Optional<SealedStore.Position> at) throws IOException {
            return objects.walkSome(bucket.id(), at, (key, head) -> {
                failures.keepIn(() -> visit(key, head));
                progress.accept(1);
            });
        }

        Optional<SealedStore.Position> uploads(Optional<SealedStore.Position> at) throws IOException {
            return uploads.walkSome(bucket.id(), at, upload -> {
                failures.keepIn(() -> visit(upload));
                progress.accept(1);
            });
        }

        /// As on AWS, nothing is done with what the other bucket does not have yet.
        private static boolean waitsToBeReplicated(Version version) {
            return version.replication() == ReplicationStatus.PENDING
                    || version.replication() == ReplicationStatus.FAILED;
        }

        private void visit(Upload upload) throws IOException {
            boolean due = upload.state() != Upload.State.DONE
                    && rules.stream().anyMatch(rule -> rule.abortsUpload(upload.key(), upload.initiated(), now, day));
            if (due) {
                objects.abandon(bucket, upload);
            }
        }

        private void visit(String key, ObjectHead head) throws IOException {
            try {
                if (head.older()) {
                    visitOlder(key, head.current());
                }
                if (waitsToBeReplicated(head.current())) {
                    return;
                }
                switch (head.current()) {
                    case StoredObject object -> {
                        if (rules.stream().anyMatch(rule -> rule.expires(key, object, now, day))) {
                            expire(key, object);
                        } else {
                            transit(
                                    key,
                                    object,
                                    rules.stream().flatMap(rule -> rule.transitions(key, object, now, day)));
                        }
                    }
                    case DeleteMarker marker -> {
                        boolean due = rules.stream()
                                .anyMatch(rule -> rule.expiresLoneMarker(key, marker.lastModified(), now, day));
                        if (due) {
                            removeLone(key, marker);
                        }
                    }
                }
            } catch (Refusal locked) {
                LOG.debug("a version in {} stays: {}", bucket.name(), locked.message());
            }
        }

        /// As DELETE without a version does it: hides the object, or in an unversioned bucket removes it.
        private void expire(String key, StoredObject object) throws IOException {
            while (true) {
                var found = objects.find(bucket.id(), key);
                boolean still = found.current()
                        .filter(current -> current.name().equals(object.name()))
                        .isPresent();
                if (!still) {
                    return;
                }
                if (objects.expire(bucket, key, found).applied()) {
                    return;
                }
            }
        }

        /// Gives a version the class furthest down that is due; what stands beside its bytes, and nothing else,
        /// changes.
        private void transit(String key, StoredObject object, Stream<StorageClass> due) throws IOException {
            var to = Transition.furthest(due.toList());
            while (to.isPresent()) {
                var found = objects.find(bucket.id(), key);
                var same = objects.version(bucket.id(), key, object.name().id()).filter(object::equals);
                if (same.isEmpty()) {
                    return;
                }
                var moved = object.with(object.storage().in(to.get()));
                if (objects.change(bucket, key, found, moved, TRANSITION)) {
                    return;
                }
            }
        }

        private void removeLone(String key, DeleteMarker marker) throws IOException {
            var found = objects.find(bucket.id(), key);
            boolean still = found.current()
                    .filter(current -> current.name().equals(marker.name()))
                    .isPresent();
            boolean lone = still
                    && objects.older(bucket.id(), key, marker.name().order(), 1).isEmpty();
            if (lone) {
                objects.remove(bucket, key, found, marker, false, DELETED);
            }
        }

        private void visitOlder(String key, Version current) throws IOException {
            var newest = current;
            int newer = 0;
            while (true) {
                var page = objects.older(bucket.id(), key, newest.name().order(), PAGE);
                for (var version : page) {
                    var replaced = newest.lastModified();
                    int before = newer;
                    boolean waits = waitsToBeReplicated(version);
                    if (!waits && version instanceof StoredObject object) {
                        boolean due = rules.stream()
                                .anyMatch(rule -> rule.expiresNoncurrent(key, object, before, replaced, now, day));
                        if (due) {
                            remove(key, object);
                        } else {
                            transit(
                                    key,
                                    object,
                                    rules.stream()
                                            .flatMap(rule -> rule.noncurrentTransitions(
                                                    key, object, before, replaced, now, day)));
                        }
                    } else if (!waits
                            && rules.stream()
                                    .anyMatch(rule -> rule.expiresNoncurrentMarker(key, before, replaced, now, day))) {
                        remove(key, version);
                    }
                    newer++;
                    newest = version;
                }
                if (page.size() < PAGE) {
                    return;
                }
            }
        }

        private void remove(String key, Version version) throws IOException {
            boolean locked =
                    version instanceof StoredObject object && object.lock().forbidsRemoval(now, false);
            while (!locked) {
                var found = objects.find(bucket.id(), key);
                var there = objects.version(bucket.id(), key, version.name().id());
                boolean same =
                        there.filter(it -> it.name().equals(version.name())).isPresent();
                if (!same) {
                    return;
                }
                if (objects.remove(bucket, key, found, version, false, DELETED).applied()) {
                    return;
                }
            }
        }
    }
}
