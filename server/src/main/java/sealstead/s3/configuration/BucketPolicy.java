package sealstead.s3.configuration;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import sealstead.s3.S3Error;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.bucket.DocumentKind;
import sealstead.store.Bytes;
import sealstead.wire.Reply;

/// The policy of a bucket, kept byte by byte as it was put.
public final class BucketPolicy implements Configuration {
    private static final int MOST_BYTES = 20 * 1024;
    private static final ObjectMapper JSON = new ObjectMapper().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

    @Override
    public DocumentKind kind() {
        return DocumentKind.POLICY;
    }

    @Override
    public Bytes checked(Bucket bucket, byte[] body) throws IOException {
        if (body.length > MOST_BYTES) {
            throw S3Error.MALFORMED_POLICY.saying("Policy exceeds the maximum allowed document size.");
        }
        JsonNode policy;
        try {
            policy = JSON.readTree(body);
        } catch (JsonProcessingException notJson) {
            throw S3Error.MALFORMED_POLICY.refusal();
        }
        if (body[0] != '{' || !policy.isObject()) {
            throw S3Error.MALFORMED_POLICY.refusal();
        }
        var version = policy.path("Version").asText("2012-10-17");
        if (!version.equals("2012-10-17") && !version.equals("2008-10-17")) {
            throw S3Error.MALFORMED_POLICY.saying("The policy must contain a valid version string");
        }
        var statements = policy.path("Statement");
        if (!statements.isContainerNode() || statements.isEmpty()) {
            throw S3Error.MALFORMED_POLICY.saying("Missing required field Statement");
        }
        if (statements.isArray()) {
            statements.forEach(BucketPolicy::checkStatement);
        } else {
            checkStatement(statements);
        }
        return Bytes.wrap(body.clone());
    }

    private static void checkStatement(JsonNode statement) {
        var effect = statement.path("Effect").asText();
        if (!effect.equals("Allow") && !effect.equals("Deny")) {
            throw S3Error.MALFORMED_POLICY.saying("Missing required field Effect");
        }
        checkEither(statement, "Principal");
        checkEither(statement, "Action");
        checkEither(statement, "Resource");
    }

    private static void checkEither(JsonNode statement, String name) {
        if (statement.has(name) == statement.has("Not" + name)) {
            throw S3Error.MALFORMED_POLICY.saying("Missing required field " + name);
        }
    }

    @Override
    public int putStatus() {
        return 204;
    }

    @Override
    public Reply present(Bytes document) {
        return Reply.of(200, "application/json", document.readOnlyArray());
    }

    @Override
    public Reply absent(Bucket bucket) {
        throw S3Error.NO_SUCH_BUCKET_POLICY.refusal().with("BucketName", bucket.name());
    }
}
