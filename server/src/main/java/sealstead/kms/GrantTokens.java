package sealstead.kms;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import sealstead.wire.Clipped;

/// Grant tokens: `account/key id/grant id/secret` in base64. A grant is in force at once, so that a token adds nothing;
/// one that names no grant is refused all the same.
final class GrantTokens {
    private static final int MAX_TOKENS = 10;
    private static final int MAX_CHARACTERS = 8192;

    private GrantTokens() {}

    /// A grant and its key.
    record Found(KmsKey key, KeyGrant grant) {}

    /// Refuses a request with a token that names no grant.
    static void check(KmsKeys keys, KmsInput input) {
        var tokens = input.list("GrantTokens");
        if (tokens.size() > MAX_TOKENS) {
            throw KmsError.constraint(
                    "[" + tokens.size() + " grant tokens]",
                    "grantTokens",
                    "Member must have length less than or equal to " + MAX_TOKENS);
        }
        for (var token : tokens) {
            if (token.asText().length() > MAX_CHARACTERS) {
                throw KmsError.constraint(
                        Clipped.of(token.asText(), GrantRequest.MAX_SHOWN),
                        "grantTokens",
                        "Member must satisfy constraint: [Member must have length less than or equal to "
                                + MAX_CHARACTERS + "]");
            }
            if (find(keys, token.asText()).isEmpty()) {
                throw invalid();
            }
        }
    }

    static KmsException invalid() {
        return KmsError.INVALID_GRANT_TOKEN.because();
    }

    /// What a token names, if it is the token of a grant that is in force.
    static Optional<Found> find(KmsKeys keys, String token) {
        String[] parts;
        byte[] secret;
        try {
            parts = new String(Base64.getDecoder().decode(token), StandardCharsets.US_ASCII).split("/", -1);
            secret = Base64.getUrlDecoder().decode(parts[parts.length - 1]);
        } catch (IllegalArgumentException notOurs) {
            return Optional.empty();
        }
        if (parts.length != 4) {
            return Optional.empty();
        }
        var id = parts[2];
        return keys.find(parts[0], parts[1])
                .flatMap(key -> key.grants().stream()
                        .filter(grant -> grant.id().equals(id)
                                && MessageDigest.isEqual(grant.secret().readOnlyArray(), secret))
                        .map(grant -> new Found(key, grant))
                        .findFirst());
    }
}
