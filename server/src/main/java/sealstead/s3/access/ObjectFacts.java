package sealstead.s3.access;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import sealstead.encryption.Algorithm;
import sealstead.encryption.Encryption;
import sealstead.encryption.EncryptionRequest;
import sealstead.encryption.Envelope;
import sealstead.encryption.ObjectKeys;
import sealstead.s3.S3Request;
import sealstead.s3.acl.Rights;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.object.Objects;
import sealstead.s3.object.StoredObject;
import sealstead.s3.object.Upload;
import sealstead.s3.object.Uploads;

/// What policies may ask of objects and of the protection a write will have. Looked up only when a policy asks.
public final class ObjectFacts {
    private final Objects objects;
    private final Uploads uploads;
    private final Encryption encryption;

    public ObjectFacts(Objects objects, Uploads uploads, Encryption encryption) {
        this.objects = objects;
        this.uploads = uploads;
        this.encryption = encryption;
    }

    /// The tags of the version as it is stored; none if it is not there.
    public Map<String, String> tags(Bucket bucket, String key, Optional<String> versionId) throws IOException {
        return object(bucket, key, versionId).map(found -> found.tags().pairs()).orElse(Map.of());
    }

    private Optional<StoredObject> object(Bucket bucket, String key, Optional<String> versionId) throws IOException {
        var version = versionId.isPresent()
                ? objects.version(bucket.id(), key, versionId.get())
                : objects.find(bucket.id(), key).current();
        return version.filter(StoredObject.class::isInstance).map(StoredObject.class::cast);
    }

    /// Who owns the version and what its list grants; nothing if it is not there.
    public Optional<Rights> rights(Bucket bucket, String key, Optional<String> versionId) throws IOException {
        return object(bucket, key, versionId).map(found -> found.attributes().rights());
    }

    /// The value of `s3:x-amz-server-side-encryption`: what the request's header says, and for parts and completions
    /// what the upload was created with. A bucket's default does not show here.
    public Optional<String> algorithm(S3Request request, Bucket bucket) throws IOException {
        var upload = upload(request, bucket);
        if (upload.isPresent()) {
            return switch (upload.get().scheme()) {
                case SSE_S3 -> Optional.of(Algorithm.AES256.wireName());
                case SSE_KMS -> Optional.of(Algorithm.AWS_KMS.wireName());
                case DSSE_KMS -> Optional.of(Algorithm.AWS_KMS_DSSE.wireName());
                case SSE_C -> Optional.empty();
            };
        }
        return request.header(EncryptionRequest.PREFIX);
    }

    /// The principal who began the upload that the request names, if it is there.
    public Optional<String> initiator(S3Request request, Bucket bucket) throws IOException {
        var id = request.query().first("uploadId").orElse("");
        return uploads.known(bucket.id(), request.key(), id).map(Upload::initiator);
    }

    /// The ARN of the KMS key in force for a write, named by the request or by the bucket's default.
    public Optional<String> keyInForce(S3Request request, Bucket bucket) throws IOException {
        var upload = upload(request, bucket);
        if (upload.isPresent()) {
            return upload.get().kms().map(ObjectKeys.OfKms::keyArn);
        }
        return encryption.keyInForce(request.headers(), bucket.encryption(), request.principal(), bucket.region());
    }

    /// The envelope of the upload that a part or a completion belongs to.
    private Optional<Envelope> upload(S3Request request, Bucket bucket) throws IOException {
        if (!request.operation().continuesUpload()) {
            return Optional.empty();
        }
        var id = request.query().first("uploadId").orElse("");
        return uploads.known(bucket.id(), request.key(), id).map(Upload::envelope);
    }
}
