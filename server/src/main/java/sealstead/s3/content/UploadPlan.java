package sealstead.s3.content;

import java.util.Optional;
import sealstead.crypto.CorruptObjectException;
import sealstead.encryption.CustomerKey;
import sealstead.encryption.Encryption;
import sealstead.encryption.Envelope;
import sealstead.encryption.KeyAccess;
import sealstead.encryption.KeyReuse;
import sealstead.encryption.ObjectSealer;
import sealstead.encryption.Purpose;
import sealstead.s3.S3Request;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.object.Upload;

/// How the keys of an upload are found again, to seal a part of it or what stands beside its parts.
///
/// @param access with the customer's key, where one was given
public record UploadPlan(KeyAccess access, Envelope upload) {
    /// Of what a request adds to an upload or makes of it, with the key of a customer that its headers bring.
    public static UploadPlan of(S3Request request, Bucket bucket, Upload upload, Purpose purpose) {
        var access = KeyAccesses.of(request, bucket, purpose).with(CustomerKey.read(request.headers()));
        return new UploadPlan(access, upload.envelope());
    }

    /// Of a part; what its request says of the customer's key must be whole and right.
    public static UploadPlan ofPart(
            Encryption encryption, S3Request request, Bucket bucket, Upload upload, KeyReuse reuse) {
        var plan = of(request, bucket, upload, Purpose.UPLOAD_PART);
        plan.check(encryption, bucket);
        plan.customerKey().ifPresent(CustomerKey::checkMd5Given);
        return new UploadPlan(plan.access.with(reuse), plan.upload);
    }

    /// Refuses a customer's key that does not fit the upload, and one where the bucket takes none any more.
    public void check(Encryption encryption, Bucket bucket) {
        encryption.checkPart(access, upload, bucket.encryption());
    }

    /// The key that the customer sent.
    public Optional<CustomerKey> customerKey() {
        return access.customer();
    }

    /// Finds the keys, which is when the KMS is asked.
    public ObjectSealer resume(Encryption encryption) throws CorruptObjectException {
        return encryption.resume(access, upload);
    }

    /// The same for who writes what it seals into the record of a version: counts as a use of the keys.
    public ObjectSealer resumeToCommit(Encryption encryption) throws CorruptObjectException {
        return encryption.resumeToCommit(access, upload);
    }
}
