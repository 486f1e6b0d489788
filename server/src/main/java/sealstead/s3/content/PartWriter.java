package sealstead.s3.content;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import sealstead.encryption.ObjectSealer;
import sealstead.encryption.PartName;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.bucket.Buckets;
import sealstead.s3.object.Objects;
import sealstead.s3.object.Part;
import sealstead.s3.object.Upload;
import sealstead.s3.object.UploadedPart;
import sealstead.s3.object.Uploads;
import sealstead.store.BlobId;

/// Seals one part into a blob of its own and adds it to its upload.
public final class PartWriter {
    private final Objects objects;
    private final Uploads uploads;
    private final Buckets buckets;
    private final SecureRandom random;
    private final Clock clock;

    public PartWriter(Objects objects, Uploads uploads, Buckets buckets, SecureRandom random, Clock clock) {
        this.objects = objects;
        this.uploads = uploads;
        this.buckets = buckets;
        this.random = random;
        this.clock = clock;
    }

    public UploadedPart write(
            Bucket bucket,
            Uploads.Found upload,
            int number,
            ObjectSealer sealer,
            long plaintextBytes,
            SealedBody.Source body)
            throws IOException {
        var name = PartName.random(number, random);
        var id = BlobId.random(random, clock.instant());
        var blob = new NewBlob(objects.blobs(), id, uploads.claim(upload, id));
        var digests = blob.write(ciphertext -> SealedBody.seal(sealer.stream(name, ciphertext), body));
        var part = new Part(
                name,
                id,
                plaintextBytes,
                sealer.storedBytes(plaintextBytes),
                SealedBody.etag(sealer, digests, random),
                clock.instant().truncatedTo(ChronoUnit.SECONDS));
        var uploaded = new UploadedPart(part, digests.algorithm(), digests.checksum());
        return blob.namedBy(() -> commit(bucket, upload, number, uploaded, blob));
    }

    private UploadedPart commit(Bucket bucket, Uploads.Found upload, int number, UploadedPart part, NewBlob blob)
            throws IOException {
        while (true) {
            buckets.checkWritable(bucket);
            var found = uploads.withParts(
                    bucket.id(), upload.upload().key(), upload.upload().id(), number, 1);
            if (found.upload().state() != Upload.State.OPEN) {
                throw Uploads.noSuchUpload(found.upload().id());
            }
            blob.checkStillOurs();
            if (uploads.putPart(found, part)) {
                blob.keep();
                return part;
            }
        }
    }
}
