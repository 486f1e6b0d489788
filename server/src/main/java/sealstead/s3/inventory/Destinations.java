package sealstead.s3.inventory;

import java.io.IOException;
import java.util.List;
import sealstead.iam.policy.Conditions;
import sealstead.s3.S3Error;
import sealstead.s3.access.BucketAccess;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.bucket.Buckets;
import sealstead.wire.Refusal;

/// The buckets that inventories go to. That they are there is asked when a configuration is put, whether something may
/// be put into them at each delivery: policies come and go.
public final class Destinations {
    private static final String S3 = "s3.amazonaws.com";

    private final Buckets buckets;
    private final BucketAccess access;

    public Destinations(Buckets buckets, BucketAccess access) {
        this.buckets = buckets;
        this.access = access;
    }

    /// The destination of an inventory of `source`.
    Bucket existing(Bucket source, Inventory.Destination destination) throws IOException {
        if (destination.bucket().isEmpty()) {
            throw invalid("Invalid bucket ARN.");
        }
        var bucket =
                buckets.find(destination.bucket()).orElseThrow(() -> invalid("The destination bucket does not exist."));
        if (!bucket.region().equals(source.region())) {
            throw invalid("The destination bucket must be in the region of the source bucket.");
        }
        if (destination.account().filter(id -> !id.equals(bucket.owner())).isPresent()) {
            throw invalid("The destination bucket does not belong to the account.");
        }
        return bucket;
    }

    /// Refuses an object that may not be delivered now.
    ///
    /// @param conditions that the object brings along
    void checkWritable(Bucket source, Bucket destination, String key, Conditions conditions) throws IOException {
        if (destination.settings().lock().byDefault().isPresent()) {
            throw invalid("The destination bucket must not have a default retention.");
        }
        Conditions delivered =
                name -> name.equals("s3:x-amz-acl") ? List.of("bucket-owner-full-control") : conditions.values(name);
        if (!access.mayDeliver(S3, source, destination, key, delivered)) {
            throw S3Error.ACCESS_DENIED.refusal();
        }
    }

    private static Refusal invalid(String why) {
        return S3Error.INVALID_DESTINATION_BUCKET.saying(why);
    }
}
