package sealstead.s3.bucket;

import java.util.Optional;
import sealstead.encryption.BucketEncryption;

/// What general purpose buckets are made with as far as the request says nothing: AWS's defaults of today, or
/// those that old clients were written against.
///
/// @param blocksCustomerKeys whether writes with SSE-C are refused until PutBucketEncryption says otherwise
public record NewBuckets(Ownership ownership, Optional<PublicAccessBlock> publicAccess, boolean blocksCustomerKeys) {
    /// ACLs off and nothing public, since April 2023; SSE-C blocked, since April 2026.
    public static final NewBuckets OF_2026 =
            new NewBuckets(Ownership.BUCKET_OWNER_ENFORCED, Optional.of(PublicAccessBlock.ALL), true);
    /// What the API made before: no ownership controls, which is as ObjectWriter, no public access block, SSE-C for
    /// whoever brings a key.
    public static final NewBuckets OF_2022 = new NewBuckets(Ownership.NONE, Optional.empty(), false);

    public BucketSettings settings() {
        return BucketSettings.NEW.with(ownership).with(publicAccess);
    }

    public BucketEncryption encryption() {
        return BucketEncryption.base().blockingCustomerKeys(blocksCustomerKeys);
    }
}
