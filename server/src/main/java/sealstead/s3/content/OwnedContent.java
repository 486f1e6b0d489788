package sealstead.s3.content;

import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import sealstead.crypto.Output;
import sealstead.encryption.Encryption;
import sealstead.encryption.ObjectOpener;
import sealstead.iam.Caller;
import sealstead.iam.RequestContext;
import sealstead.kms.Reason;
import sealstead.kms.Use;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.object.Objects;
import sealstead.s3.object.StoredObject;
import sealstead.store.Bytes;
import sealstead.wire.Refusal;
import sealstead.wire.Request;

/// Opens objects on behalf of the root of their bucket's account, for who looks at everything.
public final class OwnedContent {
    private final Objects objects;
    private final Encryption encryption;
    private final Clock clock;
    private final Reason reason;

    /// @param reason that the ledger of KMS calls tells
    public OwnedContent(Objects objects, Encryption encryption, Clock clock, Reason reason) {
        this.objects = objects;
        this.encryption = encryption;
        this.clock = clock;
        this.reason = reason;
    }

    /// Writes all of an object's plaintext to `out`.
    ///
    /// @return false if its ciphertext is gone
    /// @throws Refusal if the KMS refuses, or a customer's key would be needed
    /// @throws IOException if it does not open
    public boolean copy(Bucket bucket, String key, StoredObject object, Output out) throws IOException {
        try (var opening = open(bucket, key, object)) {
            var body = objects.open(bucket.id(), key, object);
            if (body.isEmpty()) {
                return false;
            }
            try (var there = body.get()) {
                there.copy(opening, 0, object.bytes(), out);
            }
            return true;
        }
    }

    /// The data keys in the clear, in hex.
    ///
    /// @throws Refusal if the KMS refuses
    public Map<String, String> exposeDataKeys(Bucket bucket, String key, StoredObject object) throws IOException {
        try (var opening = open(bucket, key, object)) {
            return opening.exposeKeysInHex();
        }
    }

    /// Proof to who has the data key of which pieces the object is.
    ///
    /// @throws Refusal if the KMS refuses
    public Bytes listMac(Bucket bucket, String key, StoredObject object, List<String> pieces) throws IOException {
        try (var opening = open(bucket, key, object)) {
            return Bytes.wrap(opening.listMac(pieces));
        }
    }

    private ObjectOpener open(Bucket bucket, String key, StoredObject object) throws IOException {
        var facts = RequestContext.ofJob(Caller.Principal.root(bucket.owner(), ""), clock.instant(), bucket.region());
        var use = new Use(facts, bucket.region(), "s3", bucket.name(), reason);
        return encryption.open(
                bucket.objectName(key),
                object.envelope(),
                bucket.serviceKeys(),
                Optional.empty(),
                use,
                Request.Peer.SELF);
    }
}
