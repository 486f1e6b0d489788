package sealstead.batch;

import java.io.IOException;
import sealstead.s3.S3Operation;
import sealstead.s3.door.OwnCalls;
import sealstead.xml.XmlElement;
import sealstead.xml.XmlWriter;

/// Puts each object under a KMS key, as UpdateObjectEncryption does it: its bytes stay.
///
/// @param bucketKey whether the key of its bucket serves
record S3UpdateObjectEncryption(String keyArn, boolean bucketKey) implements TaskOperation {
    private static final String KEY_ARN = "arn:aws[a-zA-Z0-9-]*:kms:[a-z0-9-]+:[0-9]{12}:key/[a-zA-Z0-9-]+";

    static S3UpdateObjectEncryption read(XmlElement element) {
        var encryption = Members.of(Members.of(element, "ObjectEncryption").needed("ObjectEncryption"), "SSE-KMS");
        var kms = Members.of(encryption.needed("SSE-KMS"), "KMSKeyArn", "BucketKeyEnabled");
        return new S3UpdateObjectEncryption(
                kms.matching("KMSKeyArn", 2048, KEY_ARN).orElseThrow(() -> Members.missing("KMSKeyArn")),
                kms.flag("BucketKeyEnabled").orElse(false));
    }

    @Override
    public TaskResult perform(Task task, RoleCalls role) throws IOException {
        var body = XmlWriter.document("ObjectEncryption")
                .begin("SSE-KMS")
                .element("KMSKeyArn", keyArn)
                .element("BucketKeyEnabled", bucketKey)
                .end()
                .toBytes();
        return TaskResult.of(role.perform(OwnCalls.Call.of(
                S3Operation.UPDATE_OBJECT_ENCRYPTION,
                task.bucket(),
                task.key(),
                TaskOperation.subresource("encryption", task),
                Digests.md5(body),
                body)));
    }
}
