package sealstead.s3.operation.bucket;

import java.io.IOException;
import java.util.Optional;
import sealstead.encryption.Algorithm;
import sealstead.encryption.BucketEncryption;
import sealstead.encryption.DirectoryEncryption;
import sealstead.encryption.Encryption;
import sealstead.encryption.EncryptionRequest;
import sealstead.encryption.KeyCheck;
import sealstead.encryption.Purpose;
import sealstead.iam.BucketSession;
import sealstead.iam.BucketSessions;
import sealstead.iam.Sessions;
import sealstead.s3.DirectoryName;
import sealstead.s3.S3Error;
import sealstead.s3.S3Request;
import sealstead.s3.access.BucketAccess;
import sealstead.s3.access.DirectoryAccess;
import sealstead.s3.access.S3Handler;
import sealstead.s3.bucket.DirectoryBucket;
import sealstead.s3.bucket.RequestedBucket;
import sealstead.s3.content.KeyAccesses;
import sealstead.time.IsoTime;
import sealstead.wire.Reply;
import sealstead.xml.XmlWriter;

/// GET /{bucket}?session: credentials for five minutes of one directory bucket's data. Policies and, where
/// objects will be under SSE-KMS, the KMS are asked here and not again.
///
/// SDKs that were given an endpoint ask for a session even before they create the bucket: who may create it
/// gets one that proves the identity and nothing else.
public final class CreateSession implements S3Handler.AskingItself {
    private static final String PREFIX = EncryptionRequest.PREFIX;

    private final BucketAccess access;
    private final BucketSessions sessions;
    private final Encryption encryption;
    private final KeyCheck keys;

    public CreateSession(BucketAccess access, BucketSessions sessions, Encryption encryption, KeyCheck keys) {
        this.access = access;
        this.sessions = sessions;
        this.encryption = encryption;
        this.keys = keys;
    }

    @Override
    public Reply handle(S3Request request, RequestedBucket requested) throws IOException {
        if (request.authentication().bucketSession().isPresent()) {
            throw S3Error.ACCESS_DENIED.saying("A session is created with the credentials of an identity.");
        }
        var mode = request.header("x-amz-create-session-mode");
        boolean readOnly = mode.isPresent() && DirectoryAccess.isReadOnly(mode.get());
        if (requested.find().isEmpty()) {
            return ofAbsent(request, readOnly);
        }
        var opened = access.openSession(request, requested, mode);
        var bucket = opened.bucket();
        var keyAccess = KeyAccesses.of(request, bucket, "", Purpose.CREATE_SESSION);
        var asked = encryption.asked(request.headers(), keyAccess);
        var lifetimeKey = bucket.directory().map(DirectoryBucket::lifetimeKey).orElse("");
        var settings = DirectoryEncryption.ofSession(
                asked, bucket.encryptionFor(Optional.empty()), lifetimeKey, request.principal());
        if (settings.algorithm() == Algorithm.AWS_KMS) {
            encryption.checkTransport(request.peer());
            keys.ofSession(request.context(), bucket.asEncrypted(), settings.keyId());
        }
        var session = new BucketSession(
                bucket.name(),
                bucket.id(),
                opened.readOnly(),
                settings.algorithm().wireName(),
                settings.keyId(),
                sessions.end(request.principal()));
        return reply(issue(request, session), Optional.of(settings));
    }

    /// Whoever may not create the bucket learns that it is not there.
    private Reply ofAbsent(S3Request request, boolean readOnly) throws IOException {
        if (!DirectoryName.isWellFormed(request.bucket()) || !access.mayCreateDirectory(request)) {
            throw S3Error.noSuchBucket(request.bucket());
        }
        var session = new BucketSession(request.bucket(), "", readOnly, "", "", sessions.end(request.principal()));
        return reply(issue(request, session), Optional.empty());
    }

    private Sessions.Issued issue(S3Request request, BucketSession session) throws IOException {
        return sessions.issue(request.principal(), request.authentication().sessionToken(), session);
    }

    private static Reply reply(Sessions.Issued issued, Optional<BucketEncryption> settings) {
        var xml = XmlWriter.document("CreateSessionResult")
                .begin("Credentials")
                .element("SessionToken", issued.token())
                .element("SecretAccessKey", issued.secretText())
                .element("AccessKeyId", issued.key().id())
                .element("Expiration", IsoTime.toSeconds(issued.expires()));
        var reply = Reply.of(200, "application/xml", xml.toBytes());
        settings.ifPresent(inForce -> {
            reply.with(PREFIX, inForce.algorithm().wireName());
            if (inForce.algorithm() == Algorithm.AWS_KMS) {
                reply.with(EncryptionRequest.KEY_ID, inForce.keyId()).with(EncryptionRequest.BUCKET_KEY, "true");
            }
        });
        return reply;
    }
}
