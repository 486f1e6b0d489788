package sealstead.s3.content;

import java.io.IOException;
import java.util.Optional;
import sealstead.crypto.CorruptObjectException;
import sealstead.encryption.CustomerKey;
import sealstead.encryption.Encryption;
import sealstead.encryption.KeyAccess;
import sealstead.encryption.KeyReuse;
import sealstead.encryption.ObjectOpener;
import sealstead.encryption.ObjectSealer;
import sealstead.encryption.Purpose;
import sealstead.s3.S3Error;
import sealstead.s3.S3Request;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.object.Objects;
import sealstead.s3.object.StoredObject;

/// How the keys of a stored version are found again: which version it is, and as whom they are asked for.
///
/// @param access with the customer's key, where one was given
public record ReadPlan(KeyAccess access, StoredObject object) {
    /// Of what a request reads, with the key of a customer that its headers bring.
    public static ReadPlan of(S3Request request, Bucket bucket, StoredObject object, Purpose purpose) {
        var access = new KeyAccess(
                bucket.objectName(request.key()),
                KeyAccesses.requester(request),
                purpose,
                CustomerKey.readOfStored(request.headers()),
                KeyReuse.WITHIN_WINDOW);
        return new ReadPlan(access, object);
    }

    /// Refuses a customer's key that is missing, not applicable or the wrong one. No KMS is asked.
    public void checkCustomerKey(Encryption encryption) {
        encryption.checkCustomerKey(access, object.envelope());
    }

    /// The key that the customer sent.
    public Optional<CustomerKey> customerKey() {
        return access.customer();
    }

    /// Finds the keys, which is when the KMS is asked.
    public ObjectOpener open(Encryption encryption) throws CorruptObjectException {
        return encryption.open(access, object.envelope());
    }

    /// Finds the keys to seal with them what stands beside the object's bytes.
    public ObjectSealer resume(Encryption encryption) throws CorruptObjectException {
        return encryption.resume(access, object.envelope());
    }

    /// The same to add to the object itself: counts as a use of its keys until it is closed.
    public ObjectSealer resumeToCommit(Encryption encryption) throws CorruptObjectException {
        return encryption.resumeToCommit(access, object.envelope());
    }

    /// The keys, and then the ciphertext.
    ///
    /// @return absent if the ciphertext is not there (any more)
    public Optional<OpenedObject> openWhole(Encryption encryption, Objects objects) throws IOException {
        var name = access.object();
        var opener = open(encryption);
        boolean handedOver = false;
        try {
            var body = objects.open(name.bucketId(), name.key(), object);
            handedOver = body.isPresent();
            return body.map(there -> new OpenedObject(opener, there));
        } finally {
            if (!handedOver) {
                opener.close();
            }
        }
    }

    /// Looks a version up once more.
    @FunctionalInterface
    public interface Again {
        Optional<StoredObject> find() throws IOException;
    }

    /// The same of what must be there.
    ///
    /// @param again asked whether the version is still what its key has, if its ciphertext is not there
    /// @throws sealstead.s3.object.LostCiphertextException if it is, and its ciphertext is not
    /// @throws sealstead.wire.Refusal if it was replaced or removed meanwhile
    public OpenedObject openWhole(Encryption encryption, Objects objects, Bucket bucket, Again again)
            throws IOException {
        var opened = openWhole(encryption, objects);
        if (opened.isPresent()) {
            return opened.get();
        }
        var id = object.envelope().objectId();
        boolean same =
                again.find().filter(now -> now.envelope().objectId().equals(id)).isPresent();
        if (same && !isThere(objects)) {
            throw objects.lost(bucket, access.object().key(), object);
        }
        throw S3Error.SLOW_DOWN.refusal();
    }

    private boolean isThere(Objects objects) throws IOException {
        var name = access.object();
        var body = objects.open(name.bucketId(), name.key(), object);
        if (body.isEmpty()) {
            return false;
        }
        body.get().close();
        return true;
    }
}
