package sealstead.s3.bucket;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import sealstead.custody.InnerSeal;
import sealstead.custody.RootKey;
import sealstead.encryption.ServiceKeyRing;
import sealstead.store.Bytes;

/// The SSE-S3 keys of buckets, moved under another store key.
public final class ServiceKeySeal implements InnerSeal {
    @Override
    public String table() {
        return Buckets.TABLE.name();
    }

    @Override
    public Bytes reseal(Bytes group, Bytes head, RootKey from, RootKey to, SecureRandom random) throws IOException {
        var bucket = BucketRecord.read(new String(group.readOnlyArray(), StandardCharsets.UTF_8), head);
        return BucketRecord.write(
                bucket.with(ServiceKeyRing.reseal(bucket.id(), bucket.serviceKeys(), from, to, random)));
    }
}
