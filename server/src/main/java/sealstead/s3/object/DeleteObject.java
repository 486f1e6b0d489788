package sealstead.s3.object;

import java.io.IOException;
import java.util.Optional;
import sealstead.s3.Operation;
import sealstead.s3.S3Error;
import sealstead.s3.S3Request;
import sealstead.s3.bucket.BucketAccess;
import sealstead.wire.Reply;

/// DELETE /{bucket}/{key}: removes the object; one that is not there is a success, unless a condition says otherwise.
public final class DeleteObject implements Operation {
    private final BucketAccess access;
    private final Objects objects;

    public DeleteObject(BucketAccess access, Objects objects) {
        this.access = access;
        this.objects = objects;
    }

    @Override
    public Reply handle(S3Request request) throws IOException {
        var bucket = access.open(request);
        ObjectReader.checkVersion(request);
        delete(objects, bucket.id(), request.key(), request.header("if-match").map(EntityTag::unquoted));
        return Reply.empty(204);
    }

    /// Removes one object.
    ///
    /// @param ifMatch the ETag it must have, or `*` for any
    static void delete(Objects objects, String bucketId, String key, Optional<String> ifMatch) throws IOException {
        while (true) {
            var found = objects.find(bucketId, key);
            if (ifMatch.isPresent()) {
                var object = found.object().orElseThrow(() -> S3Error.noSuchKey(key));
                if (!ifMatch.get().equals("*") && !object.etag().equals(ifMatch.get())) {
                    throw S3Error.PRECONDITION_FAILED.refusal().with("Condition", "If-Match");
                }
            }
            if (objects.delete(bucketId, key, found)) {
                return;
            }
        }
    }
}
