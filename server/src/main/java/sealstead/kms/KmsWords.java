package sealstead.kms;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.charset.StandardCharsets;
import sealstead.api.ApiWords;
import sealstead.api.Failure;
import sealstead.auth.RequestTime;
import sealstead.wire.Refusal;
import sealstead.wire.Reply;
import sealstead.wire.Request;

/// The KMS's words for what happens in all APIs.
final class KmsWords implements ApiWords {
    static final String NAME = "kms";
    static final String TYPE = "application/x-amz-json-1.1";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Refusal malformedQuery() {
        return KmsError.SERIALIZATION.saying("The query is malformed.");
    }

    @Override
    public Refusal tooLarge(int bytes) {
        return KmsError.ENTITY_TOO_LARGE.refusal();
    }

    @Override
    public Refusal failed(Failure failure) {
        return switch (failure) {
            case FULL, UNAVAILABLE -> KmsError.UNAVAILABLE.refusal().header("retry-after", "1");
            case INTERNAL -> KmsError.INTERNAL.refusal();
        };
    }

    @Override
    public Reply document(Request request, Refusal refused) {
        // A server that is busy says so in S3's words before it knows whose request it is.
        var said = refused.status() == 503 ? KmsError.UNAVAILABLE.refusal() : refused;
        var body = JsonNodeFactory.instance.objectNode().put("__type", said.code());
        if (!said.message().isEmpty()) {
            body.put("message", said.message());
        }
        return Reply.of(said.status(), TYPE, body.toString().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public Reply named(Reply reply, Request request) {
        return reply.with("x-amzn-requestid", request.id());
    }

    /// What is said of a signature, in the KMS's own names.
    static Refusal unauthenticated(Refusal refused) {
        return switch (refused.code()) {
            case "SignatureDoesNotMatch" -> KmsError.INVALID_SIGNATURE.saying(refused.message());
            case "RequestTimeTooSkewed" -> KmsError.INVALID_SIGNATURE.saying(RequestTime.skewMessage(refused));
            case "InvalidAccessKeyId", "InvalidToken" -> KmsError.UNRECOGNIZED_CLIENT.refusal();
            case "MissingAuthenticationToken" -> KmsError.MISSING_TOKEN.saying(refused.message());
            case "AuthorizationHeaderMalformed", "InvalidRequest" ->
                KmsError.INCOMPLETE_SIGNATURE.saying(refused.message());
            case "ExpiredToken" -> KmsError.EXPIRED_TOKEN.saying(refused.message());
            case "AccessDenied" -> KmsError.REQUEST_DENIED.saying(refused.message());
            default -> refused;
        };
    }
}
