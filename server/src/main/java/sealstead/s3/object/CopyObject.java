package sealstead.s3.object;

import java.io.IOException;
import java.util.Base64;
import java.util.Optional;
import sealstead.checksum.ChecksumAlgorithm;
import sealstead.encryption.AskedEncryption;
import sealstead.encryption.CustomerKey;
import sealstead.encryption.Encryption;
import sealstead.encryption.ObjectName;
import sealstead.encryption.Opening;
import sealstead.encryption.Sealing;
import sealstead.kms.Reason;
import sealstead.s3.Operation;
import sealstead.s3.S3Error;
import sealstead.s3.S3Request;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.bucket.BucketAccess;
import sealstead.s3.xml.XmlWriter;
import sealstead.wire.Reply;

/// PUT /{bucket}/{key} with `x-amz-copy-source`: opens the source as its reader and seals it anew as the writer of the
/// destination. Nothing of the source's encryption is inherited (§2.2, §8.1).
public final class CopyObject implements Operation {
    private static final long MOST_BYTES = 5L * 1024 * 1024 * 1024;

    private final BucketAccess access;
    private final Encryption encryption;
    private final Objects objects;
    private final ObjectWriter writer;
    private final KmsUse kmsUse;

    public CopyObject(BucketAccess access, Encryption encryption, Objects objects, ObjectWriter writer, KmsUse kmsUse) {
        this.access = access;
        this.encryption = encryption;
        this.objects = objects;
        this.writer = writer;
        this.kmsUse = kmsUse;
    }

    @Override
    public Reply handle(S3Request request) throws IOException {
        var source = CopySource.of(request);
        var bucket = access.open(request);
        var sourceBucket = access.openCopySource(request, source.bucket());
        UnsupportedHeaders.check(request);
        boolean replaceMetadata = isReplace(request, "x-amz-metadata-directive");
        isReplace(request, "x-amz-tagging-directive");
        var peer = request.wire().peer();
        var name = new ObjectName(bucket.id(), bucket.name(), request.key());
        var asked = encryption.asked(request.headers(), name, peer);
        checkSelfCopy(source, bucket, request, asked, replaceMetadata);
        var protection = encryption.choose(asked, bucket.encryption(), name, request.principal(), "s3:CopyObject");
        var conditions = WriteConditions.of(request.headers());
        var algorithm = checksumAlgorithm(request);

        var object = objects.find(sourceBucket.id(), source.key())
                .object()
                .orElseThrow(() -> S3Error.noSuchKey(source.key()));
        ReadConditions.ofCopySource(request.headers()).checkCopySource(object.etag(), object.lastModified());
        if (object.bytes() > MOST_BYTES) {
            throw S3Error.INVALID_REQUEST.saying(
                    "The specified copy source is larger than the maximum allowable size for a copy source: 5368709120");
        }
        var attributes = replaceMetadata ? Attributes.of(request.headers()) : object.attributes();
        var sourceName = new ObjectName(sourceBucket.id(), sourceBucket.name(), source.key());
        try (var opening = encryption.open(
                        sourceName,
                        object.envelope(),
                        sourceBucket.serviceKeys(),
                        CustomerKey.readOfCopySource(request.headers()),
                        kmsUse.of(request, sourceBucket, Reason.COPY_SOURCE),
                        peer);
                var ciphertext =
                        objects.open(sourceBucket.id(), source.key(), object).orElseThrow(S3Error.SLOW_DOWN::refusal);
                var sealing = encryption.seal(
                        name,
                        protection,
                        bucket.serviceKeys(),
                        kmsUse.of(request, bucket, Reason.COPY_DESTINATION),
                        peer)) {
            var written = writer.write(
                    bucket,
                    request.key(),
                    sealing,
                    object.bytes(),
                    attributes,
                    conditions,
                    plaintext -> copy(opening, ciphertext, object, algorithm, sealing, plaintext));
            return reply(written, PutObject.customerKey(protection));
        }
    }

    private static BodyDigests.Result copy(
            Opening opening,
            Objects.Ciphertext ciphertext,
            StoredObject source,
            Optional<ChecksumAlgorithm> algorithm,
            Sealing sealing,
            sealstead.crypto.Output plaintext)
            throws IOException {
        var digests = BodyDigests.ofCopy(algorithm.orElse(source.checksum().algorithm()), sealing.hasMd5Etag());
        opening.copy(ciphertext, 0, source.bytes(), (bytes, offset, length) -> {
            digests.update(bytes, offset, length);
            plaintext.write(bytes, offset, length);
        });
        return digests.finish();
    }

    private static Reply reply(ObjectWriter.Written written, Optional<CustomerKey> customer) {
        var object = written.object();
        var algorithm = written.digests().algorithm();
        var xml = XmlWriter.document("CopyObjectResult")
                .element("LastModified", HttpDate.xml(object.lastModified()))
                .element("ETag", EntityTag.quoted(object.etag()))
                .element("ChecksumType", "FULL_OBJECT")
                .element(
                        algorithm.elementName(),
                        Base64.getEncoder()
                                .encodeToString(written.digests().checksum().readOnlyArray()));
        var reply = Reply.of(200, "application/xml", xml.toBytes());
        EncryptionReply.addTo(reply, object.envelope(), customer);
        return reply;
    }

    private static boolean isReplace(S3Request request, String directive) {
        var value = request.header(directive).orElse("COPY");
        return switch (value) {
            case "COPY" -> false;
            case "REPLACE" -> true;
            default ->
                throw S3Error.invalidArgument(
                        "Unknown directive.", directive, value.length() <= 64 ? value : value.substring(0, 64));
        };
    }

    /// A copy onto itself must change something; naming any encryption counts as a change, and so does a bucket default
    /// that was configured explicitly.
    private static void checkSelfCopy(
            CopySource source, Bucket bucket, S3Request request, AskedEncryption asked, boolean replaceMetadata) {
        boolean same = source.bucket().equals(bucket.name()) && source.key().equals(request.key());
        boolean changes = replaceMetadata
                || !(asked instanceof AskedEncryption.Default)
                || request.headers().has(AskedEncryption.BUCKET_KEY)
                || request.headers().has("x-amz-storage-class")
                || bucket.encryption().configured();
        if (same && !changes) {
            throw S3Error.SELF_COPY.refusal();
        }
    }

    private static Optional<ChecksumAlgorithm> checksumAlgorithm(S3Request request) {
        return request.header("x-amz-checksum-algorithm")
                .map(name -> ChecksumAlgorithm.named(name)
                        .orElseThrow(() -> S3Error.INVALID_REQUEST.saying(
                                "Checksum algorithm provided is unsupported. Please try again with any of the valid types:"
                                        + " [CRC32, CRC32C, CRC64NVME, MD5, SHA1, SHA256, SHA512, XXHASH128, XXHASH3,"
                                        + " XXHASH64]")));
    }
}
