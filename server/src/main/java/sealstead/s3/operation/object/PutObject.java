package sealstead.s3.operation.object;

import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import sealstead.encryption.Encryption;
import sealstead.encryption.Purpose;
import sealstead.s3.ContentMd5;
import sealstead.s3.DeclaredChecksum;
import sealstead.s3.S3Error;
import sealstead.s3.S3Request;
import sealstead.s3.access.BucketAccess;
import sealstead.s3.access.S3Handler;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.content.Appending;
import sealstead.s3.content.BodyDigests;
import sealstead.s3.content.BodyPump;
import sealstead.s3.content.EncryptionReply;
import sealstead.s3.content.NewObject;
import sealstead.s3.content.ObjectReader;
import sealstead.s3.content.ObjectWriter;
import sealstead.s3.content.WritePlan;
import sealstead.s3.object.EntityTag;
import sealstead.s3.object.Expirations;
import sealstead.s3.object.LockHeaders;
import sealstead.s3.object.ObjectEvents;
import sealstead.s3.object.StoredChecksum;
import sealstead.s3.object.StoredObject;
import sealstead.s3.object.UnsupportedHeaders;
import sealstead.s3.object.WriteConditions;
import sealstead.wire.Reply;

/// PUT /{bucket}/{key}: an object, encrypted as the request or the bucket says. Everything that headers can be
/// refused for, and the KMS call if one is needed, comes before the first byte of the body is asked for.
public final class PutObject implements S3Handler.OnBucket {
    /// S3's limit for one PUT: 5 GiB.
    public static final long MAX_BYTES = 5L * 1024 * 1024 * 1024;

    private final BucketAccess access;
    private final Encryption encryption;
    private final ObjectWriter writer;
    private final Appending appending;
    private final Expirations expirations;
    private final Clock clock;

    public PutObject(
            BucketAccess access,
            Encryption encryption,
            ObjectWriter writer,
            Appending appending,
            Expirations expirations,
            Clock clock) {
        this.access = access;
        this.encryption = encryption;
        this.writer = writer;
        this.appending = appending;
        this.expirations = expirations;
        this.clock = clock;
    }

    @Override
    public Reply handle(S3Request request, Bucket bucket) throws IOException {
        UnsupportedHeaders.check(request, bucket, WriteConditions.OFFSET);
        var rights = access.rightsOfNew(request, bucket);
        var description = NewObject.of(request, bucket, rights, clock.instant());
        var offset = Appending.offset(request, bucket);
        var said = WriteConditions.of(request.headers());
        var conditions = offset.isPresent() ? said.at(offset.get()) : said;
        var declared = declaredChecksum(request);
        var contentMd5 = ContentMd5.read(request.headers());
        LockHeaders.checkDigest(description.lock(), declared, contentMd5, "Put Object");
        var payload = request.payload();
        checkLength(payload.length());
        var plan = WritePlan.of(encryption, request, bucket, Purpose.PUT_OBJECT);
        if (offset.isPresent()) {
            var existing = appending.existing(bucket, request.key(), conditions);
            if (existing.isPresent()) {
                var wanted = new Appending.Wanted(
                        conditions, plan.protection(), description.attributes(), declared, contentMd5);
                var appended = appending.append(request, bucket, existing.get(), wanted);
                return done(request, bucket, appended.object(), appended.checksum(), plan);
            }
        }
        try (var sealer = plan.seal(encryption)) {
            var digests = BodyDigests.keepingDeclared(declared, contentMd5, sealer.hasMd5Etag());
            var target = new ObjectWriter.Target(
                    bucket,
                    request.key(),
                    conditions.starting(),
                    access.replacing(request, bucket),
                    ObjectEvents.Event.of(request, ObjectEvents.Type.CREATED_PUT));
            var written = writer.write(target, sealer, payload.length(), description, BodyPump.of(payload, digests));
            return done(request, bucket, written.object(), written.digests().clear(), plan);
        }
    }

    private Reply done(
            S3Request request, Bucket bucket, StoredObject object, StoredChecksum.Clear checksum, WritePlan plan)
            throws IOException {
        var reply = reply(Reply.empty(200), bucket, object, checksum, plan);
        expirations.addTo(reply, bucket, request.key(), object);
        if (request.header(WriteConditions.OFFSET).isPresent()) {
            reply.with("x-amz-object-size", Long.toString(object.bytes()));
        }
        return reply;
    }

    /// Adds what a reply says of a new object.
    public static Reply reply(Reply reply, Bucket bucket, ObjectWriter.Written written, WritePlan plan) {
        return reply(reply, bucket, written.object(), written.digests().clear(), plan);
    }

    private static Reply reply(
            Reply reply, Bucket bucket, StoredObject object, StoredChecksum.Clear checksum, WritePlan plan) {
        reply.with("etag", EntityTag.quoted(object.etag()));
        ObjectReader.addNewVersion(reply, bucket, object);
        checksum.addTo(reply);
        EncryptionReply.addTo(reply, object.envelope(), plan.customerKey());
        return reply;
    }

    public static void checkLength(long bytes) {
        if (bytes > MAX_BYTES) {
            throw S3Error.ENTITY_TOO_LARGE
                    .refusal()
                    .with("ProposedSize", Long.toString(bytes))
                    .with("MaxSizeAllowed", Long.toString(MAX_BYTES));
        }
    }

    /// PutObject and UploadPart refuse a named algorithm that is not the checksum's; configurations do not look at it.
    public static Optional<DeclaredChecksum> declaredChecksum(S3Request request) {
        var headers = request.headers();
        var declared = DeclaredChecksum.read(headers);
        var named = headers.first("x-amz-sdk-checksum-algorithm");
        if (declared.isPresent()
                && named.isPresent()
                && !declared.get().algorithm().name().equalsIgnoreCase(named.get())) {
            throw S3Error.INVALID_REQUEST.saying("Value for x-amz-sdk-checksum-algorithm header is invalid.");
        }
        return declared;
    }
}
