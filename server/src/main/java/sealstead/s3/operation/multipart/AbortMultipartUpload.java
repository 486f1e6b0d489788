package sealstead.s3.operation.multipart;

import java.io.IOException;
import sealstead.s3.S3Request;
import sealstead.s3.access.S3Handler;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.object.Objects;
import sealstead.s3.object.Upload;
import sealstead.s3.object.Uploads;
import sealstead.wire.Reply;

/// DELETE /{bucket}/{key}?uploadId: gives an upload up; its parts are collected.
public final class AbortMultipartUpload implements S3Handler.OnBucket {
    private final Objects objects;
    private final Uploads uploads;

    public AbortMultipartUpload(Objects objects, Uploads uploads) {
        this.objects = objects;
        this.uploads = uploads;
    }

    @Override
    public Reply handle(S3Request request, Bucket bucket) throws IOException {
        var id = UploadRequest.uploadId(request);
        while (true) {
            var found = uploads.withParts(bucket.id(), request.key(), id);
            boolean stranded = uploads.isStranded(found.upload());
            if (found.upload().state() == Upload.State.DONE
                    || (stranded && !objects.isOpen(bucket.id(), found.upload()))) {
                throw Uploads.noSuchUpload(id);
            }
            if (uploads.abort(found)) {
                return Reply.empty(204);
            }
        }
    }
}
