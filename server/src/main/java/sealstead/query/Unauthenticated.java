package sealstead.query;

import sealstead.auth.RequestTime;
import sealstead.wire.Refusal;

/// Refusals of who asks, in the words of Query APIs where S3 has others.
final class Unauthenticated {
    private Unauthenticated() {}

    static Refusal of(Refusal refused) {
        return switch (refused.code()) {
            case "InvalidAccessKeyId", "InvalidToken" -> QueryError.INVALID_CLIENT_TOKEN.refusal();
            case "ExpiredToken" -> QueryError.EXPIRED_TOKEN.refusal();
            case "SignatureDoesNotMatch", "AccessDenied" -> QueryError.SIGNATURE_DOES_NOT_MATCH.refusal();
            case "RequestTimeTooSkewed" -> QueryError.SIGNATURE_DOES_NOT_MATCH.saying(RequestTime.skewMessage(refused));
            case "MissingAuthenticationToken" -> QueryError.MISSING_TOKEN.refusal();
            case "AuthorizationHeaderMalformed" -> {
                boolean region = refused.details().stream()
                        .anyMatch(detail -> detail.name().equals("Region"));
                yield region
                        ? QueryError.SIGNATURE_DOES_NOT_MATCH.saying("Credential should be scoped to a valid region. ")
                        : QueryError.INCOMPLETE_SIGNATURE.saying(refused.message());
            }
            default -> refused;
        };
    }
}
