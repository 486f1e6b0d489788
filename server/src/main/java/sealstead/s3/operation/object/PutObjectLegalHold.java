package sealstead.s3.operation.object;

import java.io.IOException;
import sealstead.s3.ConfigurationBody;
import sealstead.s3.S3Request;
import sealstead.s3.access.S3Handler;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.content.ObjectReader;
import sealstead.s3.content.VersionChange;
import sealstead.s3.object.LockHeaders;
import sealstead.s3.object.Objects;
import sealstead.wire.Reply;
import sealstead.xml.MalformedXmlException;

/// PUT /{bucket}/{key}?legal-hold: keeps the version from removal until the hold is lifted.
public final class PutObjectLegalHold implements S3Handler.OnBucket {
    private final Objects objects;

    public PutObjectLegalHold(Objects objects) {
        this.objects = objects;
    }

    @Override
    public Reply handle(S3Request request, Bucket bucket) throws IOException {
        var status = ConfigurationBody.required(request).root().only("Status").text("Status");
        boolean held = switch (status.orElse("")) {
            case "ON" -> true;
            case "OFF" -> false;
            default -> throw new MalformedXmlException();
        };
        LockHeaders.checkEnabled(bucket);
        var changed = VersionChange.apply(
                objects, bucket, request, object -> object.with(object.lock().with(held)));
        var reply = Reply.empty(200);
        ObjectReader.addVersion(reply, bucket, changed);
        return reply;
    }
}
