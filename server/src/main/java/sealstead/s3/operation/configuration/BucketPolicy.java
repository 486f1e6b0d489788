package sealstead.s3.operation.configuration;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import sealstead.iam.KnownPrincipals;
import sealstead.iam.policy.MalformedPolicyException;
import sealstead.iam.policy.PolicyDocument;
import sealstead.s3.RequestDocument;
import sealstead.s3.S3Error;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.bucket.DocumentKind;
import sealstead.s3.bucket.PublicAccessBlock;
import sealstead.s3.configuration.Configuration;
import sealstead.store.Bytes;
import sealstead.wire.Refusal;
import sealstead.wire.Reply;

/// The policy of a bucket, in force from when it was put. It is kept byte by byte but for its principals, of
/// whom it keeps the ids.
public final class BucketPolicy implements Configuration {
    private static final int MAX_BYTES = 20 * 1024;

    private final KnownPrincipals principals;

    public BucketPolicy(KnownPrincipals principals) {
        this.principals = principals;
    }

    @Override
    public DocumentKind kind() {
        return DocumentKind.POLICY;
    }

    @Override
    public Bytes checked(Bucket bucket, RequestDocument body) throws IOException {
        if (body.length() > MAX_BYTES) {
            throw S3Error.MALFORMED_POLICY.saying("Policy exceeds the maximum allowed document size.");
        }
        var document = parsed(bucket, body);
        // A directory bucket has the settings that it was made with for good, and they block.
        boolean blocked = bucket.settings()
                .publicAccess()
                .filter(PublicAccessBlock::blockPublicPolicy)
                .isPresent();
        if (blocked && document.isPublic()) {
            throw S3Error.ACCESS_DENIED.saying("Access Denied because public policies are prevented by the"
                    + " BlockPublicPolicy setting in S3 Block Public Access.");
        }
        try {
            return Bytes.utf8(principals.bind(document.text(), PolicyDocument.Kind.BUCKET));
        } catch (MalformedPolicyException noSuchPrincipal) {
            throw S3Error.MALFORMED_POLICY.saying(noSuchPrincipal.message());
        }
    }

    private static PolicyDocument parsed(Bucket bucket, RequestDocument body) {
        try {
            var text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body.bytes()))
                    .toString();
            if (!text.startsWith("{")) {
                throw S3Error.MALFORMED_POLICY.refusal();
            }
            var document = PolicyDocument.parse(text, PolicyDocument.Kind.BUCKET);
            document.checkForBucket(bucket.arn());
            return document;
        } catch (CharacterCodingException notText) {
            throw S3Error.MALFORMED_POLICY.refusal();
        } catch (MalformedPolicyException malformed) {
            throw S3Error.MALFORMED_POLICY.saying(malformed.message());
        }
    }

    @Override
    public Refusal missing() {
        return S3Error.MALFORMED_POLICY.refusal();
    }

    @Override
    public int putStatus() {
        return 204;
    }

    @Override
    public Reply present(Bucket bucket, Bytes document) throws IOException {
        var shown = principals.show(document.toUtf8());
        return Reply.of(200, "application/json", shown.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public Reply absent(Bucket bucket) {
        throw S3Error.NO_SUCH_BUCKET_POLICY.refusal().with("BucketName", bucket.name());
    }
}
