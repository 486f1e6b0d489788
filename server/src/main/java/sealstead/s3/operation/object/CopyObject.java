package sealstead.s3.operation.object;

import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import sealstead.checksum.ChecksumAlgorithm;
import sealstead.encryption.CustomerKey;
import sealstead.encryption.Encryption;
import sealstead.encryption.EncryptionRequest;
import sealstead.encryption.Envelope;
import sealstead.s3.KeepAliveReply;
import sealstead.s3.RequestNotes;
import sealstead.s3.S3Error;
import sealstead.s3.S3Operation;
import sealstead.s3.S3Request;
import sealstead.s3.access.BucketAccess;
import sealstead.s3.access.S3Handler;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.bucket.RequestedBucket;
import sealstead.s3.bucket.Versioning;
import sealstead.s3.content.BodyDigests;
import sealstead.s3.content.EncryptionReply;
import sealstead.s3.content.NewObject;
import sealstead.s3.content.ObjectReader;
import sealstead.s3.content.ObjectWriter;
import sealstead.s3.content.OpenedObject;
import sealstead.s3.content.SourceObject;
import sealstead.s3.content.WritePlan;
import sealstead.s3.object.ChecksumNames;
import sealstead.s3.object.EntityTag;
import sealstead.s3.object.Expirations;
import sealstead.s3.object.HttpDate;
import sealstead.s3.object.ObjectEvents;
import sealstead.s3.object.Objects;
import sealstead.s3.object.ReadConditions;
import sealstead.s3.object.StoredChecksum;
import sealstead.s3.object.StoredObject;
import sealstead.s3.object.UnsupportedHeaders;
import sealstead.s3.object.WriteConditions;
import sealstead.wire.Clipped;
import sealstead.wire.Reply;
import sealstead.xml.XmlWriter;

/// PUT /{bucket}/{key} with `x-amz-copy-source`: opens the source as its reader and seals it anew as the writer
/// of the destination. Nothing of the source's encryption is inherited.
public final class CopyObject implements S3Handler.OnBucket {
    private static final long MAX_BYTES = 5L * 1024 * 1024 * 1024;

    private final BucketAccess access;
    private final Encryption encryption;
    private final Objects objects;
    private final ObjectWriter writer;
    private final KeepAliveReply keepAlive;
    private final Expirations expirations;
    private final Clock clock;

    public CopyObject(
            BucketAccess access,
            Encryption encryption,
            Objects objects,
            ObjectWriter writer,
            KeepAliveReply keepAlive,
            Expirations expirations,
            Clock clock) {
        this.access = access;
        this.encryption = encryption;
        this.objects = objects;
        this.writer = writer;
        this.keepAlive = keepAlive;
        this.expirations = expirations;
        this.clock = clock;
    }

    @Override
    public void beforeAsking(S3Request request, RequestedBucket bucket) {
        SourceObject.checkNamed(request);
    }

    @Override
    public Reply handle(S3Request request, Bucket bucket) throws IOException {
        var source = SourceObject.of(request);
        var sourceBucket = access.openCopySource(request, source.named());
        var between = new SourceObject.Between(sourceBucket, bucket);
        keepAlive.checkMayCopy(request);
        UnsupportedHeaders.check(request, bucket);
        var rights = access.rightsOfNew(request, bucket);
        boolean replaceMetadata = isReplace(request, "x-amz-metadata-directive");
        boolean replaceTags = isReplace(request, "x-amz-tagging-directive");
        var plan = WritePlan.ofCopy(encryption, request, between);
        var conditions = WriteConditions.of(request.headers());
        var algorithm = ChecksumNames.algorithm(request);
        var said = NewObject.of(request, bucket, rights, clock.instant());
        var work = request.notes().work();
        if (work.repeated()) {
            var done = objects.madeFrom(bucket.id(), request.key(), work.id());
            if (done.isPresent()) {
                return again(done.get());
            }
        }

        var object = source.find(objects, sourceBucket);
        checkSelfCopy(source, bucket, request, plan.asked(), replaceMetadata, object);
        object.storage().checkReadableSource(objects.now());
        ReadConditions.ofCopySource(request).checkCopySource(object.etag(), object.lastModified());
        if (object.bytes() > MAX_BYTES) {
            throw S3Error.INVALID_REQUEST.saying(
                    "The specified copy source is larger than the maximum allowable size for a copy source: 5368709120");
        }
        if (!replaceTags && !object.tags().pairs().isEmpty()) {
            if (bucket.isDirectory()) {
                throw S3Error.notImplementedHeader("x-amz-tagging-directive");
            }
            var reading = S3Operation.GET_OBJECT_TAGGING
                    .actions(source.named().versionId().isPresent())
                    .getFirst();
            access.checkSource(request, sourceBucket, reading, source.named());
            request.notes().tags(object.tags());
            access.check(request, bucket, "s3:PutObjectTagging", request.key(), Optional.empty());
            access.check(request, bucket, "s3:PutObject", request.key(), Optional.empty());
        }
        var description = new NewObject(
                replaceMetadata ? said.attributes() : object.attributes().copied(said.attributes()),
                replaceTags ? said.tags() : object.tags(),
                said.lock(),
                said.storageClass());
        var target = new ObjectWriter.Target(
                bucket,
                request.key(),
                conditions,
                work.id(),
                access.replacing(request, bucket),
                ObjectEvents.Event.of(request, ObjectEvents.Type.CREATED_COPY));
        var before = objects.find(bucket.id(), request.key());
        if (work.repeated() && isOvertaken(bucket, before, work)) {
            return again(object);
        }
        conditions.check(before.object(), request.key());

        var sealer = plan.seal(encryption);
        OpenedObject opened;
        try {
            opened = source.open(objects, encryption, request, between, object);
        } catch (IOException | RuntimeException | Error failed) {
            sealer.close();
            throw failed;
        }
        var customer = plan.customerKey();
        var envelope = sealer.envelope(object.bytes());
        return keepAlive.copy(request, early -> EncryptionReply.addTo(early, envelope, customer), () -> {
            try (opened;
                    sealer) {
                var kept = algorithm
                        .or(() -> object.checksum().map(StoredChecksum::algorithm))
                        .orElse(ChecksumAlgorithm.CRC64NVME);
                var digests = BodyDigests.ofCopy(kept, sealer.hasMd5Etag());
                var written = writer.write(target, sealer, object.bytes(), description, plaintext -> {
                    opened.copy(0, object.bytes(), digests, plaintext);
                    return digests.finish();
                });
                var reply = reply(written, customer);
                ObjectReader.addVersion(reply, bucket, written.object());
                expirations.addTo(reply, bucket, request.key(), written.object());
                source.addVersion(reply, sourceBucket, object);
                return reply;
            }
        });
    }

    /// Whether somebody has put or deleted what stands under the key since a piece of work began that may have
    /// been done before. Its copy would be gone without a trace then, as a client's would be, and must not take the
    /// place of what came later. With versioning each copy that was made is still there to be found.
    private static boolean isOvertaken(Bucket bucket, Objects.Found found, RequestNotes.Work work) {
        return bucket.versioning() != Versioning.ENABLED
                && found.current()
                        .filter(version -> !version.lastModified().isBefore(work.since()))
                        .isPresent();
    }

    private static Reply reply(ObjectWriter.Written written, Optional<CustomerKey> customer) {
        var object = written.object();
        var checksum = written.digests().clear();
        var xml = result(object)
                .element("ChecksumType", checksum.type())
                .element(checksum.algorithm().elementName(), checksum.text());
        var reply = Reply.of(200, "application/xml", xml.toBytes());
        EncryptionReply.addTo(reply, object.envelope(), customer);
        return reply;
    }

    /// What is said of a copy that an interrupted piece of work has made.
    private static Reply again(StoredObject object) {
        return Reply.of(200, "application/xml", result(object).toBytes());
    }

    private static XmlWriter result(StoredObject object) {
        return XmlWriter.document("CopyObjectResult")
                .element("LastModified", HttpDate.xml(object.lastModified()))
                .element("ETag", EntityTag.quoted(object.etag()));
    }

    private static boolean isReplace(S3Request request, String directive) {
        var value = request.header(directive).orElse("COPY");
        return switch (value) {
            case "COPY" -> false;
            case "REPLACE" -> true;
            default ->
                throw S3Error.invalidArgument(
                        directive.contains("metadata") ? "Unknown metadata directive." : "Unknown tagging directive.",
                        directive,
                        Clipped.of(value));
        };
    }

    /// A copy onto itself must change something; naming any encryption counts as a change, and so does a bucket
    /// default that was configured explicitly.
    private static void checkSelfCopy(
            SourceObject source,
            Bucket bucket,
            S3Request request,
            EncryptionRequest asked,
            boolean replaceMetadata,
            StoredObject object) {
        boolean same = source.bucket().equals(bucket.name())
                && source.key().equals(request.key())
                && source.named().versionId().isEmpty();
        boolean changes = replaceMetadata
                || !(asked instanceof EncryptionRequest.Default)
                || request.headers().has(EncryptionRequest.BUCKET_KEY)
                || request.headers().has("x-amz-storage-class")
                || request.headers().has("x-amz-website-redirect-location")
                || bucket.encryption().configured()
                || object.envelope().scheme() != Envelope.Scheme.SSE_S3; // it becomes SSE-S3
        if (same && !changes) {
            throw S3Error.SELF_COPY.refusal();
        }
    }
}
