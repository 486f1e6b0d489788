package sealstead.s3.object;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Optional;
import sealstead.crypto.Output;
import sealstead.encryption.Sealing;
import sealstead.s3.S3Error;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.bucket.Buckets;
import sealstead.store.BlobId;
import sealstead.store.Bytes;

/// Seals a body into the store and makes it an object: ciphertext durable first, then one conditional commit that makes
/// it visible. Small ciphertext goes with the record in that very commit; larger into a blob that was announced to the
/// garbage collector before its first byte.
public final class ObjectWriter {
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

    /// Where the body comes from: it is written into `plaintext` as a whole, and its digests are returned once
    /// everything
    /// that was promised of it has been checked.
    interface Body {
        BodyDigests.Result writeTo(Sealing.Stream plaintext) throws IOException;
    }

    /// What was written, with the checksum in the clear for the reply.
    record Written(StoredObject object, BodyDigests.Result digests) {}

    Written write(
            Bucket bucket,
            String key,
            Sealing sealing,
            long plaintextBytes,
            Attributes attributes,
            WriteConditions conditions,
            Body body)
            throws IOException {
        if (conditions.areAny()) {
            conditions.check(objects.find(bucket.id(), key).object(), key);
        }
        return sealing.storedBytes(plaintextBytes) <= objects.mostInlineBytes()
                ? writeInline(bucket, key, sealing, plaintextBytes, attributes, conditions, body)
                : writeBlob(bucket, key, sealing, plaintextBytes, attributes, conditions, body);
    }

    private Written writeInline(
            Bucket bucket,
            String key,
            Sealing sealing,
            long plaintextBytes,
            Attributes attributes,
            WriteConditions conditions,
            Body body)
            throws IOException {
        var sealed = new ByteArrayOutputStream((int) sealing.storedBytes(plaintextBytes));
        var digests = seal(sealing, body, sealed::write);
        var object = object(sealing, plaintextBytes, attributes, digests, new Placement.Inline());
        while (true) {
            buckets.checkWritable(bucket);
            var found = objects.find(bucket.id(), key);
            conditions.check(found.object(), key);
            if (objects.put(bucket.id(), key, found, object, Optional.of(Bytes.wrap(sealed.toByteArray())))) {
                return new Written(object, digests);
            }
        }
    }

    private Written writeBlob(
            Bucket bucket,
            String key,
            Sealing sealing,
            long plaintextBytes,
            Attributes attributes,
            WriteConditions conditions,
            Body body)
            throws IOException {
        var blob = BlobId.random(random, clock.instant());
        var claim = objects.claim(bucket.id(), key, blob);
        BodyDigests.Result digests;
        try (var sink = objects.blobs().create(blob)) {
            digests = seal(sealing, body, sink::write);
            sink.commit();
        }
        var object = object(sealing, plaintextBytes, attributes, digests, new Placement.Blob(blob));
        try {
            while (true) {
                buckets.checkWritable(bucket);
                var found = objects.find(bucket.id(), key);
                conditions.check(found.object(), key);
                if (!claim.isStillOurs()) {
                    // The upload took longer than the grace period: its bytes are being collected.
                    throw S3Error.SLOW_DOWN.refusal();
                }
                if (objects.put(bucket.id(), key, found, object, Optional.empty())) {
                    claim.settle();
                    return new Written(object, digests);
                }
            }
        } catch (sealstead.wire.Refusal refused) {
            objects.blobs().delete(blob);
            claim.settle();
            throw refused;
        }
    }

    private static BodyDigests.Result seal(Sealing sealing, Body body, Output ciphertext) throws IOException {
        try (var stream = sealing.stream(ciphertext)) {
            var digests = body.writeTo(stream);
            stream.finish();
            return digests;
        }
    }

    private StoredObject object(
            Sealing sealing,
            long plaintextBytes,
            Attributes attributes,
            BodyDigests.Result digests,
            Placement placement) {
        var etag = new byte[16];
        random.nextBytes(etag);
        return new StoredObject(
                clock.instant().truncatedTo(ChronoUnit.SECONDS),
                HexFormat.of().formatHex(sealing.hasMd5Etag() ? digests.md5().readOnlyArray() : etag),
                attributes,
                StoredChecksum.of(digests.algorithm(), digests.checksum().readOnlyArray(), sealing),
                sealing.envelope(plaintextBytes),
                placement);
    }
}
