package sealstead.s3.content;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import sealstead.checksum.ChecksumAlgorithm;
import sealstead.crypto.RandomId;
import sealstead.encryption.Encryption;
import sealstead.encryption.Envelope;
import sealstead.encryption.ObjectSealer;
import sealstead.encryption.PartName;
import sealstead.encryption.Protection;
import sealstead.encryption.Purpose;
import sealstead.s3.ContentMd5;
import sealstead.s3.DeclaredChecksum;
import sealstead.s3.S3Error;
import sealstead.s3.S3Request;
import sealstead.s3.access.BucketAccess;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.bucket.Buckets;
import sealstead.s3.object.Attributes;
import sealstead.s3.object.ChecksumNames;
import sealstead.s3.object.ObjectEvents;
import sealstead.s3.object.Objects;
import sealstead.s3.object.Part;
import sealstead.s3.object.Placement;
import sealstead.s3.object.StoredChecksum;
import sealstead.s3.object.StoredObject;
import sealstead.s3.object.WriteConditions;
import sealstead.store.BlobId;
import sealstead.store.Bytes;
import sealstead.wire.Clipped;

/// PutObject with `x-amz-write-offset-bytes`: adds to the end of an object in a directory bucket. What is added
/// becomes a piece of its own, sealed under the object's data key with a name and a salt of its own; what was there
/// before is neither read nor written. One conditional commit makes the piece and the new length visible, so that
/// of several who append at the same offset exactly one succeeds.
public final class Appending {
    private static final int MAX_PIECES = 10_000;
    /// 50 TB.
    private static final long MAX_BYTES = 50_000_000_000_000L;
    /// How much ciphertext of pieces is kept with the record. It is read when the object is opened and moves
    /// when the object is renamed, so it must stay little.
    private static final long MAX_INLINE_BYTES = 256 * 1024;

    private final Encryption encryption;
    private final Objects objects;
    private final Buckets buckets;
    private final SecureRandom random;
    private final Clock clock;

    public Appending(Encryption encryption, Objects objects, Buckets buckets, SecureRandom random, Clock clock) {
        this.encryption = encryption;
        this.objects = objects;
        this.buckets = buckets;
        this.random = random;
        this.clock = clock;
    }

    /// What a request says of what it appends.
    public record Wanted(
            WriteConditions conditions,
            Protection protection,
            Attributes attributes,
            Optional<DeclaredChecksum> declared,
            Optional<ContentMd5> contentMd5) {}

    /// What the object has become.
    ///
    /// @param checksum of the whole, in the clear
    public record Appended(StoredObject object, StoredChecksum.Clear checksum) {}

    /// The offset that a request names, in a bucket where there are such; its body must not be empty.
    public static Optional<Long> offset(S3Request request, Bucket bucket) throws IOException {
        var header = request.header(WriteConditions.OFFSET).filter(value -> !value.isEmpty());
        if (header.isEmpty()) {
            return Optional.empty();
        }
        if (!bucket.isDirectory()) {
            throw S3Error.notImplementedHeader(WriteConditions.OFFSET);
        }
        if (!header.get().matches("[0-9]{1,18}")) {
            throw S3Error.invalidArgument(
                    "The write offset is a number of bytes.", WriteConditions.OFFSET, Clipped.of(header.get()));
        }
        if (request.payload().length() == 0) {
            throw S3Error.INVALID_REQUEST.saying("Request body cannot be empty when 'write offset' is specified.");
        }
        return header.map(Long::valueOf);
    }

    /// The object that is appended to; absent if there is none and the offset is 0, so that it must be made.
    public Optional<StoredObject> existing(Bucket bucket, String key, WriteConditions conditions) throws IOException {
        var current = objects.find(bucket.id(), key).object();
        conditions.check(current, key);
        return current;
    }

    /// Appends the request's body to `object`, which [#existing] found.
    public Appended append(S3Request request, Bucket bucket, StoredObject object, Wanted wanted) throws IOException {
        long bytes = request.payload().length();
        check(object, wanted, bytes);
        var access = KeyAccesses.of(request, bucket, Purpose.PUT_OBJECT);
        try (var sealer = new ReadPlan(access, object).resumeToCommit(encryption)) {
            var digests = new BodyDigests(wanted.declared(), wanted.contentMd5(), algorithm(object), false);
            var body = BodyPump.of(request.payload(), digests);
            var target = new ObjectWriter.Target(
                    bucket,
                    request.key(),
                    wanted.conditions(),
                    BucketAccess.Replacing.NOTHING_TO_ASK,
                    ObjectEvents.Event.of(request, ObjectEvents.Type.CREATED_PUT));
            long stored = sealer.storedBytes(bytes);
            boolean inline = stored <= objects.mostInlineBytes() && inlineBytes(object) + stored <= MAX_INLINE_BYTES;
            return inline
                    ? appendInline(target, object, sealer, bytes, body)
                    : appendBlob(target, object, sealer, bytes, body);
        }
    }

    static void check(StoredObject object, Wanted wanted, long bytes) {
        if (!wanted.attributes().user().isEmpty()) {
            throw S3Error.INVALID_REQUEST.saying(
                    "Cannot specify both a write offset value and user-defined object metadata for existing objects.");
        }
        boolean sameEncryption = switch (wanted.protection()) {
            case Protection.SseS3() -> object.envelope().scheme() == Envelope.Scheme.SSE_S3;
            case Protection.SseKms kms -> object.envelope().scheme() == Envelope.Scheme.SSE_KMS;
            case Protection.DsseKms dsse -> false;
            case Protection.SseC customer -> false;
        };
        if (!sameEncryption) {
            throw S3Error.ENCRYPTION_TYPE_MISMATCH.refusal();
        }
        var declared = wanted.declared().map(DeclaredChecksum::algorithm);
        if (declared.isPresent() && declared.get() != algorithm(object)) {
            throw S3Error.INVALID_REQUEST.saying(
                    "Checksum Type mismatch occurred, expected checksum Type: " + ChecksumNames.lower(algorithm(object))
                            + ", actual checksum Type: " + ChecksumNames.lower(declared.get()));
        }
        if (Math.max(1, object.parts()) >= MAX_PIECES) {
            throw S3Error.TOO_MANY_PARTS.refusal();
        }
        if (object.bytes() + bytes > MAX_BYTES) {
            throw S3Error.ENTITY_TOO_LARGE
                    .refusal()
                    .with("ProposedSize", Long.toString(object.bytes() + bytes))
                    .with("MaxSizeAllowed", Long.toString(MAX_BYTES));
        }
    }

    /// Every object of a directory bucket has a checksum: only for SSE-C objects there may be none.
    private static ChecksumAlgorithm algorithm(StoredObject object) {
        return object.checksum().orElseThrow().algorithm();
    }

    private static long inlineBytes(StoredObject object) {
        return object.placement() instanceof Placement.Pieces pieces ? pieces.inlineBytes() : 0;
    }

    private Appended appendInline(
            ObjectWriter.Target target, StoredObject object, ObjectSealer sealer, long bytes, SealedBody.Source body)
            throws IOException {
        var name = nextName(object);
        var sealed = new ByteArrayOutputStream((int) sealer.storedBytes(bytes));
        var digests = SealedBody.seal(sealer.stream(name, sealed::write), body);
        var part = part(name, Optional.empty(), bytes, sealer);
        var added = new Growth.Added(part, digests, sealer, Optional.of(Bytes.wrap(sealed.toByteArray())));
        return commit(target, object, added, Optional.empty());
    }

    private Appended appendBlob(
            ObjectWriter.Target target, StoredObject object, ObjectSealer sealer, long bytes, SealedBody.Source body)
            throws IOException {
        var name = nextName(object);
        var id = BlobId.random(random, clock.instant());
        var claim = objects.claim(target.bucket().id(), target.key(), id);
        var blob = new NewBlob(objects.blobs(), id, claim);
        var digests = blob.write(ciphertext -> SealedBody.seal(sealer.stream(name, ciphertext), body));
        var added = new Growth.Added(part(name, Optional.of(id), bytes, sealer), digests, sealer, Optional.empty());
        return blob.namedBy(() -> commit(target, object, added, Optional.of(blob)));
    }

    private PartName nextName(StoredObject object) {
        return PartName.random(Math.max(1, object.parts()) + 1, random);
    }

    private Part part(PartName name, Optional<BlobId> blob, long bytes, ObjectSealer sealer) {
        return new Part(
                name,
                blob,
                bytes,
                sealer.storedBytes(bytes),
                RandomId.BITS_128.hex(random),
                clock.instant().truncatedTo(ChronoUnit.SECONDS));
    }

    /// Appends to the object that had the data key when the piece was sealed, or not at all. All else is taken
    /// from its record as it is now: the data key may have come under another key meanwhile.
    private Appended commit(ObjectWriter.Target target, StoredObject object, Growth.Added added, Optional<NewBlob> blob)
            throws IOException {
        while (true) {
            var bucket = buckets.checkWritable(target.bucket());
            var found = objects.find(bucket.id(), target.key());
            target.conditions().check(found.object(), target.key());
            // Else another object of the same length is there now; the piece is sealed under the old one's key.
            var now = found.object()
                    .filter(same ->
                            same.envelope().objectId().equals(object.envelope().objectId())
                                    && same.envelope().scheme()
                                            == object.envelope().scheme())
                    .orElseThrow(S3Error.OPERATION_ABORTED::refusal);
            if (blob.isPresent()) {
                blob.get().checkStillOurs();
            }
            var growth = Growth.of(objects, target, now, added);
            var made = objects.append(bucket, target.key(), found, growth.addition());
            if (made.isPresent()) {
                blob.ifPresent(NewBlob::keep);
                return new Appended(made.get(), growth.checksum());
            }
        }
    }
}
