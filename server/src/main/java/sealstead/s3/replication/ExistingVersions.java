package sealstead.s3.replication;

import java.io.IOException;
import sealstead.iam.RequestContext;
import sealstead.iam.policy.Conditions;
import sealstead.s3.S3Error;
import sealstead.s3.access.BucketAccess;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.bucket.Buckets;
import sealstead.s3.object.Objects;
import sealstead.s3.object.ReplicationStatus;
import sealstead.s3.object.StoredObject;

/// Puts versions on their way that were there before their bucket had rules, or whose replication failed.
public final class ExistingVersions {
    private static final String ACTION = "s3:InitiateReplication";

    private final Buckets buckets;
    private final BucketAccess access;
    private final Objects objects;
    private final Departures departures;

    public ExistingVersions(Buckets buckets, BucketAccess access, Objects objects, Departures departures) {
        this.buckets = buckets;
        this.access = access;
        this.objects = objects;
        this.departures = departures;
    }

    /// Whether a rule of its bucket covers an object.
    public boolean isEligible(Bucket bucket, String key, StoredObject object) throws IOException {
        return departures.isWanted(bucket, key, object);
    }

    /// Makes a version PENDING and notes it in the queue.
    ///
    /// @param context of a role at work, which needs `s3:InitiateReplication` of the object
    /// @param versionId empty for the current one
    /// @throws sealstead.wire.Refusal if it is not there, goes nowhere, or the role may not
    public void send(RequestContext context, String bucketName, String key, String versionId) throws IOException {
        var bucket = buckets.find(bucketName)
                .filter(found -> !found.isDirectory())
                .orElseThrow(() -> S3Error.noSuchBucket(bucketName));
        if (!access.mayInJob(context, bucket, ACTION, key, Conditions.NONE)) {
            throw S3Error.ACCESS_DENIED.saying("The role may not do " + ACTION + " in bucket " + bucketName + ".");
        }
        while (true) {
            var found = objects.find(bucket.id(), key);
            var version = versionId.isEmpty()
                    ? found.object().orElseThrow(() -> S3Error.noSuchKey(key))
                    : objects.version(bucket.id(), key, versionId)
                            .orElseThrow(() -> S3Error.noSuchVersion(key, versionId));
            if (!(version instanceof StoredObject object)) {
                throw S3Error.METHOD_NOT_ALLOWED.refusal();
            }
            try (var departure = departures.announce(bucket, key, object)) {
                if (!departure.isWanted()) {
                    throw S3Error.INVALID_REQUEST.saying(
                            "No rule of the bucket's replication configuration covers the object.");
                }
                if (objects.change(bucket, key, found, object.with(ReplicationStatus.PENDING))) {
                    return;
                }
            }
        }
    }
}
