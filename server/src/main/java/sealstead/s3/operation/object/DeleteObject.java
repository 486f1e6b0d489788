package sealstead.s3.operation.object;

import java.io.IOException;
import java.util.Optional;
import sealstead.s3.S3Error;
import sealstead.s3.S3Operation;
import sealstead.s3.S3Request;
import sealstead.s3.access.BucketAccess;
import sealstead.s3.access.S3Handler;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.content.ObjectReader;
import sealstead.s3.object.DeleteConditions;
import sealstead.s3.object.DeleteMarker;
import sealstead.s3.object.LockHeaders;
import sealstead.s3.object.ObjectEvents;
import sealstead.s3.object.Objects;
import sealstead.s3.object.Version;
import sealstead.wire.Reply;

/// DELETE /{bucket}/{key}: removes the object, or with versioning hides it behind a delete marker; with a
/// version id removes that version for good. What is not there is a success, unless a condition says otherwise.
public final class DeleteObject implements S3Handler.OnBucket {
    private final BucketAccess access;
    private final Objects objects;

    public DeleteObject(BucketAccess access, Objects objects) {
        this.access = access;
        this.objects = objects;
    }

    @Override
    public Reply handle(S3Request request, Bucket bucket) throws IOException {
        refuseMfa(request);
        LockHeaders.checkBypass(request, bucket);
        var versionId = ObjectReader.versionId(request);
        var conditions = DeleteConditions.of(request, bucket);
        var removed = delete(
                objects,
                bucket,
                request.key(),
                new Wanted(
                        versionId,
                        conditions,
                        access.bypassesGovernance(request, bucket, request.key(), versionId),
                        access.replacing(
                                request,
                                bucket,
                                () -> access.check(
                                        request,
                                        bucket,
                                        S3Operation.DELETE_OBJECT
                                                .actions(versionId.isPresent())
                                                .getFirst(),
                                        request.key(),
                                        versionId)),
                        ObjectEvents.Event.of(request, ObjectEvents.Type.REMOVED_DELETE)));
        var reply = Reply.empty(204);
        if (removed.isPresent()) {
            if (removed.get() instanceof DeleteMarker) {
                reply.with("x-amz-delete-marker", "true");
            }
            ObjectReader.addVersion(reply, bucket, removed.get());
        } else if (bucket.versioning().isVersioned()) {
            versionId.ifPresent(id -> reply.with("x-amz-version-id", id));
        }
        return reply;
    }

    /// What is to be removed.
    ///
    /// @param replacing is asked when it is about to count
    record Wanted(
            Optional<String> versionId,
            DeleteConditions conditions,
            boolean bypassGovernance,
            BucketAccess.Replacing replacing,
            ObjectEvents.Event event) {}

    /// Removes one object or version.
    ///
    /// @return the version that was removed, or the delete marker that was made
    static Optional<Version> delete(Objects objects, Bucket bucket, String key, Wanted wanted) throws IOException {
        while (true) {
            var found = objects.find(bucket.id(), key);
            wanted.conditions().check(found, key);
            wanted.replacing().check();
            Objects.Removal removal;
            if (wanted.versionId().isEmpty()) {
                removal = objects.delete(bucket, key, found, wanted.event());
            } else {
                var version =
                        objects.version(bucket.id(), key, wanted.versionId().get());
                if (version.isEmpty()) {
                    return Optional.empty();
                }
                removal = objects.remove(bucket, key, found, version.get(), wanted.bypassGovernance(), wanted.event());
            }
            if (removal.applied()) {
                return removal.version();
            }
        }
    }

    /// MFA delete can never be enabled here, so whoever sends a code expects something that is not there.
    static void refuseMfa(S3Request request) {
        if (request.headers().has("x-amz-mfa")) {
            throw S3Error.notImplementedHeader("x-amz-mfa");
        }
    }
}
