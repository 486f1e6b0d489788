package sealstead.s3.content;

import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import sealstead.crypto.Output;
import sealstead.encryption.Encryption;
import sealstead.encryption.Purpose;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.object.Objects;
import sealstead.s3.object.StoredObject;
import sealstead.store.Bytes;
import sealstead.wire.Refusal;

/// Opens objects on behalf of the root of their bucket's account, for who looks at everything.
public final class OwnedContent {
    private final Objects objects;
    private final Encryption encryption;
    private final Clock clock;
    private final Purpose purpose;

    /// @param purpose that the ledger of KMS calls tells
    public OwnedContent(Objects objects, Encryption encryption, Clock clock, Purpose purpose) {
        this.objects = objects;
        this.encryption = encryption;
        this.clock = clock;
        this.purpose = purpose;
    }

    /// Writes all of an object's plaintext to `out`.
    ///
    /// @return false if its ciphertext is gone
    /// @throws Refusal if the KMS refuses, or a customer's key would be needed
    /// @throws IOException if it does not open
    public boolean copy(Bucket bucket, String key, StoredObject object, Output out) throws IOException {
        var opened = plan(bucket, key, object).openWhole(encryption, objects);
        if (opened.isEmpty()) {
            return false;
        }
        try (var there = opened.get()) {
            there.copy(0, object.bytes(), out);
        }
        return true;
    }

    /// The data keys in the clear, in hex.
    ///
    /// @throws Refusal if the KMS refuses
    public Map<String, String> exposeDataKeys(Bucket bucket, String key, StoredObject object) throws IOException {
        try (var opener = plan(bucket, key, object).open(encryption)) {
            return opener.exposeKeysInHex();
        }
    }

    /// Proof to who has the data key of which pieces the object is.
    ///
    /// @throws Refusal if the KMS refuses
    public Bytes listMac(Bucket bucket, String key, StoredObject object, List<String> pieces) throws IOException {
        try (var opener = plan(bucket, key, object).open(encryption)) {
            return Bytes.wrap(opener.listMac(pieces));
        }
    }

    private ReadPlan plan(Bucket bucket, String key, StoredObject object) {
        return new ReadPlan(KeyAccesses.ofOwner(clock.instant(), bucket, key, purpose), object);
    }
}
