package sealstead.s3.operation.object;

import java.io.IOException;
import java.util.Optional;
import sealstead.s3.ConfigurationBody;
import sealstead.s3.S3Error;
import sealstead.s3.S3Operation;
import sealstead.s3.S3Request;
import sealstead.s3.access.BucketAccess;
import sealstead.s3.access.S3Handler;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.object.DeleteConditions;
import sealstead.s3.object.DeleteMarker;
import sealstead.s3.object.LockHeaders;
import sealstead.s3.object.ObjectEvents;
import sealstead.s3.object.Objects;
import sealstead.s3.object.Version;
import sealstead.s3.object.VersionName;
import sealstead.wire.Refusal;
import sealstead.wire.Reply;
import sealstead.xml.MalformedXmlException;
import sealstead.xml.XmlElement;
import sealstead.xml.XmlWriter;

/// POST /{bucket}?delete: removes up to 1,000 objects, each by itself, and says of each what became of it.
public final class DeleteObjects implements S3Handler.OnBucket {
    private static final int MAX_KEYS = 1000;
    private static final int MAX_KEY_BYTES = 1024;

    private final BucketAccess access;
    private final Objects objects;

    public DeleteObjects(BucketAccess access, Objects objects) {
        this.access = access;
        this.objects = objects;
    }

    @Override
    public Reply handle(S3Request request, Bucket bucket) throws IOException {
        var root = ConfigurationBody.required(request).root().only("Quiet", "Object");
        boolean quiet = root.one("Quiet").map(XmlElement::isTrue).orElse(false);
        var wanted = root.all("Object");
        if (wanted.isEmpty() || wanted.size() > MAX_KEYS) {
            throw new MalformedXmlException();
        }
        for (var object : wanted) {
            object.only("Key", "VersionId", "ETag", "LastModifiedTime", "Size");
            if (object.one("Key").map(XmlElement::exactText).orElse("").isEmpty()) {
                throw new MalformedXmlException();
            }
        }
        DeleteObject.refuseMfa(request);
        LockHeaders.checkBypass(request, bucket);
        var xml = XmlWriter.document("DeleteResult");
        for (var object : wanted) {
            var key = object.one("Key").orElseThrow().exactText();
            var versionId = object.text("VersionId");
            try {
                var removed = delete(request, bucket, key, object);
                if (!quiet) {
                    deleted(xml, bucket, key, versionId, removed);
                }
            } catch (Refusal refusal) {
                xml.begin("Error").element("Key", key);
                versionId.ifPresent(id -> xml.element("VersionId", id));
                xml.element("Code", refusal.code())
                        .element("Message", refusal.message())
                        .end();
            }
        }
        return Reply.of(200, "application/xml", xml.toBytes());
    }

    private static void deleted(
            XmlWriter xml, Bucket bucket, String key, Optional<String> versionId, Optional<Version> removed) {
        xml.begin("Deleted").element("Key", key);
        versionId.ifPresent(id -> xml.element("VersionId", id));
        if (bucket.versioning().isVersioned() && removed.isPresent() && removed.get() instanceof DeleteMarker marker) {
            xml.element("DeleteMarker", true)
                    .element("DeleteMarkerVersionId", marker.name().id());
        }
        xml.end();
    }

    private Optional<Version> delete(S3Request request, Bucket bucket, String key, XmlElement object)
            throws IOException {
        if (key.getBytes(java.nio.charset.StandardCharsets.UTF_8).length > MAX_KEY_BYTES) {
            throw S3Error.KEY_TOO_LONG.refusal();
        }
        var versionId = object.text("VersionId");
        if (versionId
                .filter(id ->
                        !id.equals(VersionName.NULL) && VersionName.orderOf(id).isEmpty())
                .isPresent()) {
            throw S3Error.NO_SUCH_VERSION.refusal();
        }
        var conditions = DeleteConditions.of(object, bucket);
        BucketAccess.Replacing check = () -> access.checkDeletion(
                request,
                bucket,
                S3Operation.DELETE_OBJECT.actions(versionId.isPresent()).getFirst(),
                key,
                versionId,
                object.text("ETag"));
        check.check();
        var wanted = new DeleteObject.Wanted(
                versionId,
                conditions,
                access.bypassesGovernance(request, bucket, key, versionId),
                access.replacing(request, bucket, check),
                ObjectEvents.Event.of(request, ObjectEvents.Type.REMOVED_DELETE));
        return DeleteObject.delete(objects, bucket, key, wanted);
    }
}
