package sealstead.s3.replication;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import sealstead.iam.Caller;
import sealstead.s3.S3Error;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.content.OpenedObject;
import sealstead.s3.content.ReplicaReader;
import sealstead.s3.content.ReplicaWriter;
import sealstead.s3.object.DeleteMarker;
import sealstead.s3.object.ObjectLock;
import sealstead.s3.object.Objects;
import sealstead.s3.object.ReplicationStatus;
import sealstead.s3.object.StorageClass;
import sealstead.s3.object.StoredObject;
import sealstead.s3.object.Version;

/// Carries a version to another endpoint, which gives versions names of its own. So the versions of a key go in their
/// order, and none that a newer one overtook: what stands there is what stood here. An object that is there already, by
/// its mark, only gets its tags.
public final class FarCarrier {
    /// How many newer and older versions of a key are looked at. Of those that wait each waits for the one
    /// before it, so that no more are needed.
    private static final int NEIGHBOURS = 100;

    private final Elsewhere elsewhere;
    private final Objects objects;
    private final ReplicaReader reader;

    public FarCarrier(Elsewhere elsewhere, Objects objects, ReplicaReader reader) {
        this.elsewhere = elsewhere;
        this.objects = objects;
        this.reader = reader;
    }

    Optional<Elsewhere.Far> of(String account, String name) {
        return elsewhere.of(account, name);
    }

    /// @throws sealstead.wire.Refusal if it cannot go there
    ReplicaWriter.Outcome carry(
            Elsewhere.Far far,
            Caller.Principal role,
            ReplicationRule.Target target,
            Bucket source,
            String key,
            Version version)
            throws IOException {
        try {
            var there = far.mark(key);
            var from = source.owner() + "/" + source.name();
            if (there.filter(mark -> !mark.source().isEmpty() && !mark.source().equals(from))
                    .isPresent()) {
                throw S3Error.INVALID_REQUEST.saying("What stands there was replicated from another bucket.");
            }
            var mark = there.map(Elsewhere.Mark::version);
            if (mark.filter(version.name().id()::equals).isEmpty()) {
                checkTurn(source, key, version, mark);
            }
            return switch (version) {
                case DeleteMarker marker -> {
                    if (mark.isEmpty()) {
                        yield new ReplicaWriter.Outcome(List.of(), 0);
                    }
                    far.delete(key);
                    yield new ReplicaWriter.Outcome(List.of("DeleteObject"), 0);
                }
                case StoredObject object -> {
                    checkUnlocked(object);
                    if (mark.filter(object.name().id()::equals).isPresent()) {
                        far.tag(key, object.tags().pairs());
                        yield new ReplicaWriter.Outcome(List.of("PutObjectTagging"), 0);
                    }
                    long bytes = put(far, role, target, source, key, object);
                    yield new ReplicaWriter.Outcome(List.of("PutObject"), bytes);
                }
            };
        } catch (Elsewhere.RefusedException refused) {
            throw S3Error.INVALID_REQUEST.saying(String.valueOf(refused.getMessage()));
        }
    }

    /// @param mark of the version that stands there
    /// @throws IOException if an older version has not gone yet, and it may be this one's turn later
    private void checkTurn(Bucket source, String key, Version version, Optional<String> mark) throws IOException {
        long order = version.name().order();
        if (mark.isPresent()) {
            var standing = objects.version(source.id(), key, mark.get());
            checkNotOvertaken(standing.filter(newer -> newer.name().order() > order));
        }
        var current = objects.find(source.id(), key).current();
        if (current.isPresent() && current.get().name().order() > order) {
            var newer = new ArrayList<>(
                    objects.older(source.id(), key, current.get().name().order(), NEIGHBOURS));
            newer.addFirst(current.get());
            checkNotOvertaken(newer.stream()
                    .filter(one -> one.name().order() > order && one.replication() == ReplicationStatus.COMPLETED)
                    .findFirst());
        }
        boolean early = objects.older(source.id(), key, order, NEIGHBOURS).stream()
                .anyMatch(older -> older.replication() == ReplicationStatus.PENDING);
        if (early) {
            throw new IOException("an older version of the key has not gone yet");
        }
    }

    private static void checkNotOvertaken(Optional<Version> newer) {
        if (newer.isPresent()) {
            throw S3Error.INVALID_REQUEST.saying("A newer version of the key is at the destination already.");
        }
    }

    private static void checkUnlocked(StoredObject object) {
        if (!object.lock().equals(ObjectLock.NONE)) {
            throw S3Error.INVALID_REQUEST.saying("What has a lock is not replicated to another endpoint.");
        }
    }

    private long put(
            Elsewhere.Far far,
            Caller.Principal role,
            ReplicationRule.Target target,
            Bucket source,
            String key,
            StoredObject object)
            throws IOException {
        var user = new LinkedHashMap<>(ReplicaReader.userHeaders(object));
        user.put(Elsewhere.MARK, object.name().id());
        user.put(Elsewhere.SOURCE, source.owner() + "/" + source.name());
        var storageClass = target.storageClass().orElse(object.storage().storageClass());
        var encryption = ReplicaReader.kmsScheme(object);
        var description = new Elsewhere.Description(
                object.attributes().system(),
                user,
                object.tags().pairs(),
                storageClass == StorageClass.STANDARD ? "" : storageClass.name(),
                encryption,
                encryption.isEmpty() ? "" : target.kmsKey());
        try (var opened = reader.open(source, key, object, role)) {
            far.put(key, description, new Plaintext(opened, object.bytes(), new AtomicReference<>()));
        }
        return object.bytes();
    }

    private record Plaintext(OpenedObject opened, long bytes, AtomicReference<@Nullable IOException> unreadable)
            implements Elsewhere.Content {
        @Override
        public InputStream from(long first, long count) {
            return ReplicaReader.plaintext(opened, first, count, unreadable::set);
        }

        @Override
        public Optional<IOException> failure() {
            return Optional.ofNullable(unreadable.get());
        }
    }
}
