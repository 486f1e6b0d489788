package sealstead.s3.trail;

import java.util.Optional;
import sealstead.audit.AuditEvent;
import sealstead.encryption.CustomerKey;
import sealstead.encryption.EncryptionRequest;
import sealstead.s3.S3Request;
import sealstead.wire.Reply;

/// How a new object was encrypted, and whether the request or the bucket said so: `SSEApplied`.
final class EncryptionFacts {
    private EncryptionFacts() {}

    static void addTo(AuditEvent event, S3Request request, Reply reply) {
        for (var name : EncryptionRequest.KMS_HEADERS) {
            reply.headers()
                    .first(name)
                    .ifPresent(value -> event.responseElements().put(name, value));
            request.header(name).ifPresent(value -> event.requestParameters().put(name, value));
        }
        request.header(CustomerKey.ALGORITHM)
                .ifPresent(value -> event.requestParameters().put(CustomerKey.ALGORITHM, value));
        applied(request, reply).ifPresent(value -> event.additional().put("SSEApplied", value));
    }

    /// The value of `SSEApplied`, for requests that made an object.
    static Optional<String> applied(S3Request request, Reply reply) {
        if (!request.operation().describesObject() || reply.status() >= 300) {
            return Optional.empty();
        }
        if (reply.headers().has(CustomerKey.ALGORITHM)) {
            return Optional.of("SSE_C");
        }
        var by = request.headers().has(EncryptionRequest.PREFIX) ? "" : "Default_";
        return reply.headers()
                .first(EncryptionRequest.PREFIX)
                .map(algorithm -> by
                        + switch (algorithm) {
                            case "aws:kms" -> "SSE_KMS";
                            case "aws:kms:dsse" -> "DSSE_KMS";
                            default -> "SSE_S3";
                        });
    }
}
