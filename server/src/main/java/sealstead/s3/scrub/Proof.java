package sealstead.s3.scrub;

import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import sealstead.crypto.CorruptObjectException;
import sealstead.encryption.Encryption;
import sealstead.encryption.PartName;
import sealstead.encryption.Purpose;
import sealstead.encryption.ServiceKeys;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.bucket.Buckets;
import sealstead.s3.content.OwnedContent;
import sealstead.s3.object.Objects;
import sealstead.s3.object.StoredBody;
import sealstead.s3.object.StoredObject;
import sealstead.store.BlobStore;
import sealstead.store.Bytes;
import sealstead.wire.Refusal;

/// Gives a stored version away as it lies on the disk: its envelope and its sealed bytes, so that others can open
/// it with a reader of their own (docs/format.md, "Bundles"). No content is opened for that; the data key is, for
/// the proof of which pieces there are.
public final class Proof {
    /// Sealed bytes in one answer at most.
    public static final int MAX_BYTES = 1 << 20;

    private final Buckets buckets;
    private final Objects objects;
    private final BlobStore blobs;
    private final OwnedContent owned;

    public Proof(Buckets buckets, Objects objects, BlobStore blobs, Encryption encryption, Clock clock) {
        this.buckets = buckets;
        this.objects = objects;
        this.blobs = blobs;
        this.owned = new OwnedContent(objects, encryption, clock, Purpose.PROVE);
    }

    /// Which version.
    ///
    /// @param versionId empty for the current one
    public record Named(String bucket, String key, String versionId) {}

    /// A stretch of ciphertext that is sealed by itself.
    ///
    /// @param name [PartName#WHOLE] for an object in one piece
    public record Sealed(PartName name, long bytes, long storedBytes) {}

    /// @param serviceKey the bucket's key under which it is, wrapped under the root key
    public record Found(
            Bucket bucket, StoredObject object, Optional<ServiceKeys.ServiceKey> serviceKey, List<Sealed> pieces) {
        public Found {
            pieces = List.copyOf(pieces);
        }
    }

    /// @throws IllegalArgumentException if there is no such version
    public Found find(Named named) throws IOException {
        var bucket = bucket(named);
        var object = object(bucket, named);
        var manifest = objects.manifest(bucket.id(), named.key(), object);
        if (object.parts() > 0 && manifest.isEmpty()) {
            throw replaced();
        }
        var pieces = manifest.isEmpty()
                ? List.of(new Sealed(
                        PartName.WHOLE, object.bytes(), object.envelope().storedBytes()))
                : manifest.get().parts().stream()
                        .map(part -> new Sealed(part.name(), part.bytes(), part.storedBytes()))
                        .toList();
        var service = object.envelope()
                .service()
                .flatMap(side -> bucket.serviceKeys().keys().stream()
                        .filter(key -> key.id().equals(side.serviceKeyId()))
                        .findFirst());
        return new Found(bucket, object, service, pieces);
    }

    private Bucket bucket(Named named) throws IOException {
        return buckets.find(named.bucket())
                .orElseThrow(() -> new IllegalArgumentException("there is no bucket of that name"));
    }

    private StoredObject object(Bucket bucket, Named named) throws IOException {
        var version = named.versionId().isEmpty()
                ? objects.find(bucket.id(), named.key()).current()
                : objects.version(bucket.id(), named.key(), named.versionId());
        return version.filter(StoredObject.class::isInstance)
                .map(StoredObject.class::cast)
                .orElseThrow(() -> new IllegalArgumentException("there is no object of that key and version"));
    }

    private static IllegalArgumentException replaced() {
        return new IllegalArgumentException("the object was replaced meanwhile: begin again");
    }

    /// Sealed bytes of one piece, from `position` on.
    ///
    /// @param objectId of the version that was found before
    /// @param piece its place among the pieces
    public Bytes read(Named named, String objectId, int piece, long position) throws IOException {
        var bucket = bucket(named);
        var object = object(bucket, named);
        if (!object.envelope().objectId().equals(objectId)) {
            throw replaced();
        }
        try (var body = objects.open(bucket.id(), named.key(), object).orElseThrow(Proof::replaced)) {
            return switch (body) {
                case StoredBody.Inline(var bytes) -> slice(bytes, position);
                case StoredBody.Blob(var ciphertext) -> slice(ciphertext, position);
                case StoredBody.Parts(var store, var manifest, var inline, var held) -> {
                    if (piece < 0 || piece >= manifest.parts().size()) {
                        throw new IllegalArgumentException("there is no such piece");
                    }
                    var part = manifest.parts().get(piece);
                    var kept = inline.get(part);
                    if (kept != null) {
                        yield slice(kept, position);
                    }
                    try (var reader = blobs.open(part.blob().orElseThrow(CorruptObjectException::new))) {
                        yield slice(new StoredBody.BlobCiphertext(reader), position);
                    }
                }
            };
        }
    }

    private static int length(long length, long position) {
        if (position < 0 || position > length) {
            throw new IllegalArgumentException("the position is not within the piece");
        }
        return (int) Math.min(MAX_BYTES, length - position);
    }

    private static Bytes slice(Bytes all, long position) {
        int length = length(all.size(), position);
        return all.slice((int) position, (int) position + length);
    }

    private static Bytes slice(StoredBody.BlobCiphertext blob, long position) throws IOException {
        var bytes = new byte[length(blob.length(), position)];
        blob.read(position, bytes, 0, bytes.length);
        return Bytes.wrap(bytes);
    }

    /// Proof of which pieces a version is, for who has its data key.
    ///
    /// @param mac empty if it could not be made
    /// @param why it could not
    public record ListProof(Bytes mac, String why) {}

    public ListProof prove(Named named, Found found) throws IOException {
        if (found.object().envelope().customer().isPresent()) {
            return new ListProof(Bytes.EMPTY, "only the customer has the key of that object");
        }
        var pieces = found.pieces().stream()
                .flatMap(piece -> Stream.of(
                        Integer.toString(piece.name().number()),
                        piece.name().id(),
                        Long.toString(piece.bytes()),
                        Long.toString(piece.storedBytes())))
                .toList();
        try {
            return new ListProof(owned.listMac(found.bucket(), named.key(), found.object(), pieces), "");
        } catch (Refusal refused) {
            return new ListProof(Bytes.EMPTY, refused.code() + ": " + refused.message());
        }
    }

    /// The data keys of a version in the clear, in hex: whoever has them reads it for ever.
    ///
    /// @throws IllegalArgumentException if they cannot be had
    public Map<String, String> exposeDataKeys(Named named, String objectId) throws IOException {
        var bucket = bucket(named);
        var object = object(bucket, named);
        if (!object.envelope().objectId().equals(objectId)) {
            throw replaced();
        }
        if (object.envelope().customer().isPresent()) {
            throw new IllegalArgumentException("only the customer has the key of that object, which opens the bundle");
        }
        try {
            return owned.exposeDataKeys(bucket, named.key(), object);
        } catch (Refusal refused) {
            throw new IllegalArgumentException(refused.code() + ": " + refused.message(), refused);
        }
    }
}
