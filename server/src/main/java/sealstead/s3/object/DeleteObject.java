package sealstead.s3.object;

import java.io.IOException;
import java.util.Optional;
import sealstead.s3.Operation;
import sealstead.s3.RequiredActions;
import sealstead.s3.S3Error;
import sealstead.s3.S3Request;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.bucket.BucketAccess;
import sealstead.wire.Reply;

/// DELETE /{bucket}/{key}: removes the object, or with versioning hides it behind a delete marker; with a
/// version id removes that version for good. What is not there is a success, unless a condition says otherwise.
public final class DeleteObject implements Operation {
    private final BucketAccess access;
    private final Objects objects;
    private final ObjectEvents events;

    public DeleteObject(BucketAccess access, Objects objects, ObjectEvents events) {
        this.access = access;
        this.objects = objects;
        this.events = events;
    }

    @Override
    public Reply handle(S3Request request) throws IOException {
        var bucket = access.open(request);
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
                                        RequiredActions.delete(versionId.isPresent()),
                                        request.key(),
                                        versionId))));
        var reply = Reply.empty(204);
        if (removed.isPresent()) {
            tell(events, request, bucket, request.key(), versionId, removed.get());
            if (removed.get() instanceof DeleteMarker) {
                reply.with("x-amz-delete-marker", "true");
            }
            ObjectReader.addVersion(reply, bucket, removed.get());
        } else if (bucket.versioning().isVersioned()) {
            versionId.ifPresent(id -> reply.with("x-amz-version-id", id));
        }
        return reply;
    }

    /// Tells what became of a request to delete: a version named is removed, whatever it was; without one a
    /// marker may have been made.
    static void tell(
            ObjectEvents events,
            S3Request request,
            Bucket bucket,
            String key,
            Optional<String> versionId,
            Version removed)
            throws IOException {
        var type = versionId.isPresent() ? ObjectEvents.Type.REMOVED_DELETE : ObjectEvents.Type.ofRemoval(removed);
        events.happened(bucket, ObjectEvents.Cause.of(request), type, key, removed);
    }

    /// What is to be removed.
    ///
    /// @param replacing is asked when it is about to count
    record Wanted(
            Optional<String> versionId,
            DeleteConditions conditions,
            boolean bypassGovernance,
            BucketAccess.Replacing replacing) {}

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
                removal = objects.delete(bucket, key, found);
            } else {
                var version =
                        objects.version(bucket.id(), key, wanted.versionId().get());
                if (version.isEmpty()) {
                    return Optional.empty();
                }
                removal = objects.remove(bucket, key, found, version.get(), wanted.bypassGovernance());
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
