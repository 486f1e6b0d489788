package sealstead.s3.content;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.LongSupplier;
import sealstead.encryption.ObjectSealer;
import sealstead.s3.Address;
import sealstead.s3.access.BucketAccess;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.bucket.Buckets;
import sealstead.s3.object.ObjectEvents;
import sealstead.s3.object.Objects;
import sealstead.s3.object.Placement;
import sealstead.s3.object.Storage;
import sealstead.s3.object.StoredChecksum;
import sealstead.s3.object.StoredObject;
import sealstead.s3.object.VersionName;
import sealstead.s3.object.WriteConditions;
import sealstead.store.BlobId;
import sealstead.store.Bytes;

/// Seals a body into the store and makes it an object: ciphertext durable first, then one conditional commit
/// that makes it visible. Small ciphertext goes into the record or beside it in that very commit; larger into a
/// blob that was announced to the garbage collector before its first byte.
public final class ObjectWriter {
    /// Ciphertext up to this stands in the record itself, about as long as the rest of it: one row is read and written
    /// instead of two. Longer would weigh on listings, which read every record and no body.
    static final int MAX_WITHIN_BYTES = 512;

    private final Objects objects;
    private final Buckets buckets;
    private final SecureRandom random;
    private final Clock clock;

    public ObjectWriter(Objects objects, Buckets buckets, SecureRandom random, Clock clock) {
        this.objects = objects;
        this.buckets = buckets;
        this.random = random;
        this.clock = clock;
    }

    /// What was written, with the checksum in the clear for the reply.
    public record Written(StoredObject object, BodyDigests.Result digests) {}

    /// Where an object goes and under which conditions.
    ///
    /// @param madeBy the piece of the server's own work that makes it, or empty
    /// @param replacing is asked when the write is about to count
    /// @param event is told of the object
    public record Target(
            Bucket bucket,
            String key,
            WriteConditions conditions,
            String madeBy,
            BucketAccess.Replacing replacing,
            ObjectEvents.Event event) {
        public Target(
                Bucket bucket,
                String key,
                WriteConditions conditions,
                BucketAccess.Replacing replacing,
                ObjectEvents.Event event) {
            this(bucket, key, conditions, "", replacing, event);
        }
    }

    public Written write(
            Target target, ObjectSealer sealer, long plaintextBytes, NewObject description, SealedBody.Source body)
            throws IOException {
        checkBeforehand(target);
        return sealer.storedBytes(plaintextBytes) <= objects.mostInlineBytes()
                ? writeInline(target, sealer, plaintextBytes, description, body)
                : writeBlob(target, sealer, () -> plaintextBytes, description, body);
    }

    /// Writes a body whose length shows only at its end; however short, it gets a blob.
    ///
    /// @param plaintextBytes is asked when `body` was read to its end
    public Written write(
            Target target,
            ObjectSealer sealer,
            LongSupplier plaintextBytes,
            NewObject description,
            SealedBody.Source body)
            throws IOException {
        checkBeforehand(target);
        return writeBlob(target, sealer, plaintextBytes, description, body);
    }

    /// Nobody makes a key that no request could name, whatever it was put together from.
    private void checkBeforehand(Target target) throws IOException {
        Address.checkedKey(target.key());
        if (target.conditions().areAny()) {
            target.conditions()
                    .check(objects.find(target.bucket().id(), target.key()).object(), target.key());
        }
    }

    private Written writeInline(
            Target target, ObjectSealer sealer, long plaintextBytes, NewObject description, SealedBody.Source body)
            throws IOException {
        var sealed = new ByteArrayOutputStream((int) sealer.storedBytes(plaintextBytes));
        var digests = SealedBody.seal(sealer.stream(sealed::write), body);
        var ciphertext = Bytes.wrap(sealed.toByteArray());
        boolean within = ciphertext.size() <= MAX_WITHIN_BYTES;
        var placement = within ? new Placement.Within(ciphertext) : new Placement.Inline();
        var content = within ? new Objects.Content.Stored() : new Objects.Content.Inline(ciphertext);
        var object = object(target, sealer, plaintextBytes, description, digests, placement);
        return new Written(commit(target, object, content, Optional.empty()), digests);
    }

    private Written writeBlob(
            Target target,
            ObjectSealer sealer,
            LongSupplier plaintextBytes,
            NewObject description,
            SealedBody.Source body)
            throws IOException {
        var id = BlobId.random(random, clock.instant());
        var claim = objects.claim(target.bucket().id(), target.key(), id);
        var blob = new NewBlob(objects.blobs(), id, claim);
        var digests = blob.write(ciphertext -> SealedBody.seal(sealer.stream(ciphertext), body));
        var object = object(target, sealer, plaintextBytes.getAsLong(), description, digests, new Placement.Blob(id));
        var content = new Objects.Content.Stored();
        return new Written(blob.namedBy(() -> commit(target, object, content, Optional.of(blob))), digests);
    }

    /// Makes `object`, whose ciphertext is durable, the current version.
    ///
    /// @param blob that it has of its own, if any
    private StoredObject commit(Target target, StoredObject object, Objects.Content content, Optional<NewBlob> blob)
            throws IOException {
        while (true) {
            var bucket = buckets.checkWritable(target.bucket());
            var found = objects.find(bucket.id(), target.key());
            target.conditions().check(found.object(), target.key());
            target.replacing().check();
            if (blob.isPresent()) {
                blob.get().checkStillOurs();
            }
            var made = objects.put(bucket, target.key(), found, object, content, target.event());
            if (made.isPresent()) {
                blob.ifPresent(NewBlob::keep);
                return made.get();
            }
        }
    }

    private StoredObject object(
            Target target,
            ObjectSealer sealer,
            long plaintextBytes,
            NewObject description,
            BodyDigests.Result digests,
            Placement placement) {
        return new StoredObject(
                VersionName.unversioned(0),
                clock.instant().truncatedTo(ChronoUnit.SECONDS),
                SealedBody.etag(sealer, digests, random),
                description.attributes(),
                description.tags(),
                description.lock(),
                Optional.of(StoredChecksum.of(digests.clear(), sealer)),
                sealer.envelope(plaintextBytes),
                placement,
                target.madeBy(),
                Storage.of(description.storageClass()));
    }
}
