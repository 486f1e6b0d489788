package sealstead.s3.content;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import sealstead.crypto.CorruptObjectException;
import sealstead.encryption.ObjectOpener;
import sealstead.encryption.ObjectSealer;
import sealstead.encryption.PartName;
import sealstead.s3.object.Manifest;
import sealstead.s3.object.Objects;
import sealstead.s3.object.Part;
import sealstead.s3.object.StoredBody;
import sealstead.s3.object.StoredChecksum;
import sealstead.s3.object.StoredObject;
import sealstead.store.BlobId;
import sealstead.store.Bytes;

/// Plaintext on its way from one data key to another, part by part. The blobs that it makes are announced to the
/// garbage collector before their first byte.
public final class ContentResealing {
    private final Objects objects;
    private final SecureRandom random;
    private final String bucketId;
    private final String key;
    private final ObjectOpener opener;
    private final ObjectSealer sealer;
    private final List<NewBlob> blobs = new ArrayList<>();

    /// @param bucketId where the new ciphertext belongs
    public ContentResealing(
            Objects objects,
            SecureRandom random,
            String bucketId,
            String key,
            ObjectOpener opener,
            ObjectSealer sealer) {
        this.objects = objects;
        this.random = random;
        this.bucketId = bucketId;
        this.key = key;
        this.opener = opener;
        this.sealer = sealer;
    }

    private interface Streams {
        ObjectSealer.Stream of(sealstead.crypto.Output ciphertext);
    }

    /// Plaintext that is written into a stream.
    public interface Plaintext {
        void copyTo(sealstead.crypto.Output out) throws IOException;
    }

    /// Seals what is small enough to be kept with the record.
    public Bytes inMemory(long storedBytes, Plaintext plaintext) throws IOException {
        var sealed = new ByteArrayOutputStream((int) storedBytes);
        try (var stream = sealer.stream(sealed::write)) {
            plaintext.copyTo(stream);
            stream.finish();
        }
        return Bytes.wrap(sealed.toByteArray());
    }

    /// Seals an object in one piece.
    public BlobId blob(Plaintext plaintext) throws IOException {
        return blob(sealer::stream, plaintext);
    }

    private BlobId blob(Streams streams, Plaintext plaintext) throws IOException {
        var id = BlobId.random(random, objects.now());
        var blob = new NewBlob(objects.blobs(), id, objects.claim(bucketId, key, id));
        blobs.add(blob);
        return blob.write(ciphertext -> {
            try (var stream = streams.of(ciphertext)) {
                plaintext.copyTo(stream);
                stream.finish();
            }
            return id;
        });
    }

    /// Seals the parts of an object, each as it is.
    public Manifest parts(Manifest manifest, StoredBody body) throws IOException {
        var parts = new ArrayList<Part>(manifest.parts().size());
        long first = 0;
        for (var part : manifest.parts()) {
            var name = PartName.random(part.number(), random);
            long from = first;
            var id = blob(
                    ciphertext -> sealer.stream(name, ciphertext), out -> body.copy(opener, from, part.bytes(), out));
            long stored = sealer.storedBytes(part.bytes());
            parts.add(new Part(name, id, part.bytes(), stored, part.etag(), part.lastModified()));
            first += part.bytes();
        }
        Optional<Manifest.PartChecksums> checksums = Optional.empty();
        if (manifest.checksums().isPresent()) {
            var kept = manifest.checksums().get();
            checksums = Optional.of(Manifest.PartChecksums.of(kept.algorithm(), kept.all(opener), sealer));
        }
        return new Manifest(parts, checksums);
    }

    public Optional<StoredChecksum> checksum(StoredObject object) throws CorruptObjectException {
        if (object.checksum().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(StoredChecksum.of(object.checksum().get().clear(opener), sealer));
    }

    /// Whether nothing of it is being collected, because it took too long.
    public boolean isStillOurs() throws IOException {
        for (var blob : blobs) {
            if (!blob.isStillOurs()) {
                return false;
            }
        }
        return true;
    }

    /// It was committed.
    public void keep() {
        blobs.forEach(NewBlob::keep);
    }

    /// It was not.
    public void giveUp() throws IOException {
        for (var blob : blobs) {
            blob.giveUp();
        }
    }
}
