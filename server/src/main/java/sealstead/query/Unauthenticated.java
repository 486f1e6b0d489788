package sealstead.query;

import sealstead.auth.RequestTime;
import sealstead.wire.Refusal;

/// Refusals of who asks, in the words of Query APIs where S3 has others.
public final class Unauthenticated {
    private Unauthenticated() {}

    public static Refusal missingToken() {
        return new Refusal(403, "MissingAuthenticationToken", "Request is missing Authentication Token");
    }

    /// Temporary credentials that an API does not take.
    public static Refusal invalidToken() {
        return new Refusal(403, "InvalidClientTokenId", "The security token included in the request is invalid.");
    }

    static Refusal of(Refusal refused) {
        return switch (refused.code()) {
            case "InvalidAccessKeyId", "InvalidToken" -> invalidToken();
            case "ExpiredToken" ->
                new Refusal(403, "ExpiredToken", "The security token included in the request is expired");
            case "SignatureDoesNotMatch", "AccessDenied" ->
                new Refusal(
                        403,
                        "SignatureDoesNotMatch",
                        "The request signature we calculated does not match the signature you provided. Check your AWS"
                                + " Secret Access Key and signing method. Consult the service documentation for"
                                + " details.");
            case "RequestTimeTooSkewed" -> new Refusal(403, "SignatureDoesNotMatch", RequestTime.skewMessage(refused));
            case "MissingAuthenticationToken" -> missingToken();
            case "AuthorizationHeaderMalformed" -> {
                boolean region = refused.details().stream()
                        .anyMatch(detail -> detail.name().equals("Region"));
                yield region
                        ? new Refusal(403, "SignatureDoesNotMatch", "Credential should be scoped to a valid region. ")
                        : new Refusal(400, "IncompleteSignature", refused.message());
            }
            default -> refused;
        };
    }
}
