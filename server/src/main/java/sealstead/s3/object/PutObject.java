package sealstead.s3.object;

import java.io.IOException;
import java.util.Optional;
import sealstead.auth.Payload;
import sealstead.encryption.CustomerKey;
import sealstead.encryption.Encryption;
import sealstead.encryption.ObjectName;
import sealstead.encryption.Protection;
import sealstead.encryption.Sealing;
import sealstead.kms.Reason;
import sealstead.s3.ContentMd5;
import sealstead.s3.DeclaredChecksum;
import sealstead.s3.Operation;
import sealstead.s3.S3Error;
import sealstead.s3.S3Request;
import sealstead.s3.bucket.BucketAccess;
import sealstead.wire.Refusal;
import sealstead.wire.Reply;

/// PUT /{bucket}/{key}: an object, encrypted as the request or the bucket says. Everything that headers can be refused
/// for, and the KMS call if one is needed, comes before the first byte of the body is asked for.
public final class PutObject implements Operation {
    /// S3's limit for one PUT: 5 GiB.
    private static final long MOST_BYTES = 5L * 1024 * 1024 * 1024;

    private final BucketAccess access;
    private final Encryption encryption;
    private final ObjectWriter writer;
    private final KmsUse kmsUse;

    public PutObject(BucketAccess access, Encryption encryption, ObjectWriter writer, KmsUse kmsUse) {
        this.access = access;
        this.encryption = encryption;
        this.writer = writer;
        this.kmsUse = kmsUse;
    }

    @Override
    public Reply handle(S3Request request) throws IOException {
        var bucket = access.open(request);
        var name = new ObjectName(bucket.id(), bucket.name(), request.key());
        UnsupportedHeaders.check(request);
        var attributes = Attributes.of(request.headers());
        var conditions = WriteConditions.of(request.headers());
        var declared = declaredChecksum(request);
        var contentMd5 = ContentMd5.read(request.wire().headers());
        var payload = request.payload();
        if (payload.length() > MOST_BYTES) {
            throw S3Error.ENTITY_TOO_LARGE
                    .refusal()
                    .with("ProposedSize", Long.toString(payload.length()))
                    .with("MaxSizeAllowed", Long.toString(MOST_BYTES));
        }
        var peer = request.wire().peer();
        var asked = encryption.asked(request.headers(), name, peer);
        var protection = encryption.choose(asked, bucket.encryption(), name, request.principal(), "s3:PutObject");
        var use = kmsUse.of(request, bucket, Reason.PUT_OBJECT);
        try (var sealing = encryption.seal(name, protection, bucket.serviceKeys(), use, peer)) {
            var digests = new BodyDigests(declared, contentMd5, sealing.hasMd5Etag());
            var written = writer.write(
                    bucket, request.key(), sealing, payload.length(), attributes, conditions, plaintext -> {
                        pump(payload, digests, plaintext);
                        return digests.finish(payload);
                    });
            var reply = Reply.empty(200)
                    .with("etag", EntityTag.quoted(written.object().etag()));
            StoredChecksum.addTo(
                    reply,
                    written.digests().algorithm(),
                    written.digests().checksum().readOnlyArray());
            EncryptionReply.addTo(reply, written.object().envelope(), customerKey(protection));
            return reply;
        }
    }

    static Optional<CustomerKey> customerKey(Protection protection) {
        return protection instanceof Protection.SseC(var key) ? Optional.of(key) : Optional.empty();
    }

    /// For PutObject a named algorithm that disagrees with the checksum sent is a digest error (§1.4).
    private static Optional<DeclaredChecksum> declaredChecksum(S3Request request) {
        var headers = request.wire().headers();
        var declared = DeclaredChecksum.read(headers);
        var named = headers.first("x-amz-sdk-checksum-algorithm");
        if (declared.isPresent()
                && named.isPresent()
                && !declared.get().algorithm().name().equalsIgnoreCase(named.get())) {
            throw new Refusal(
                    400,
                    "BadDigest",
                    "The algorithm in x-amz-sdk-checksum-algorithm is not that of the checksum sent.");
        }
        return declared;
    }

    /// The body goes from the network's buffer into the segment that is sealed, and is digested there.
    private static void pump(Payload payload, BodyDigests digests, Sealing.Stream plaintext) throws IOException {
        int n;
        do {
            n = plaintext.fill((buffer, offset, length) -> {
                int read = payload.read(buffer, offset, length);
                if (read > 0) {
                    digests.update(buffer, offset, read);
                }
                return read;
            });
        } while (n >= 0);
    }
}
