package sealstead.s3.content;

import java.util.Optional;
import sealstead.encryption.BucketEncryption;
import sealstead.encryption.CustomerKey;
import sealstead.encryption.Encryption;
import sealstead.encryption.EncryptionRequest;
import sealstead.encryption.KeyAccess;
import sealstead.encryption.ObjectSealer;
import sealstead.encryption.Protection;
import sealstead.encryption.Purpose;
import sealstead.s3.S3Request;
import sealstead.s3.bucket.Bucket;

/// How a new object gets its keys: chosen before a byte of its body is read.
///
/// @param asked what the writer asks for
public record WritePlan(KeyAccess access, EncryptionRequest asked, Protection protection) {
    /// By what the headers of a write ask for, and the default in force where they do not.
    public static WritePlan of(Encryption encryption, S3Request request, Bucket bucket, Purpose purpose) {
        var access = KeyAccesses.of(request, bucket, purpose);
        var inForce = bucket.encryptionFor(request.authentication().bucketSession());
        return of(encryption, encryption.asked(request.headers(), access), inForce, access, "s3:PutObject");
    }

    /// What a session was made with is not for copies, and where a directory bucket is on either side, no bucket
    /// key serves.
    public static WritePlan ofCopy(Encryption encryption, S3Request request, SourceObject.Between buckets) {
        var bucket = buckets.destination();
        var access = KeyAccesses.of(request, bucket, Purpose.COPY_DESTINATION);
        var inForce = bucket.encryptionFor(Optional.empty());
        var plan = of(encryption, encryption.asked(request.headers(), access), inForce, access, "s3:CopyObject");
        return buckets.involvesDirectory()
                ? new WritePlan(access, plan.asked, plan.protection.withoutBucketKey())
                : plan;
    }

    /// Of what the server itself writes.
    ///
    /// @param action for the sentence that refuses a blocked SSE-C write
    static WritePlan of(
            Encryption encryption, EncryptionRequest asked, BucketEncryption inForce, KeyAccess access, String action) {
        return new WritePlan(access, asked, encryption.choose(asked, inForce, access, action));
    }

    /// Makes the keys, which is when the KMS is asked.
    public ObjectSealer seal(Encryption encryption) {
        return encryption.seal(access, protection);
    }

    /// The key that the customer sent, if it is a write of SSE-C.
    public Optional<CustomerKey> customerKey() {
        return EncryptionReply.customerKey(protection);
    }
}
