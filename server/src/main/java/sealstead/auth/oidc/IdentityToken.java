package sealstead.auth.oidc;

import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sealstead.auth.oidc.InvalidTokenException.Fault;

/// A JSON web token as it came: nothing in it is true before [#verify] and [#checkTimes] were passed.
///
/// The algorithm is never the token's to choose: a key says by its own kind how it signs, and a token that says
/// otherwise is refused, so neither `none` nor an RSA public key taken for an HMAC secret can pass.
public final class IdentityToken {
    static final ObjectMapper JSON = JsonMapper.builder(com.fasterxml.jackson.core.JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(20)
                            .maxStringLength(20_000)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /// Clocks of issuers may be ahead of ours by so much.
    private static final Duration LEEWAY = Duration.ofMinutes(1);

    private final SignedJWT token;
    private final JWTClaimsSet claims;

    private IdentityToken(SignedJWT token, JWTClaimsSet claims) {
        this.token = token;
        this.claims = claims;
    }

    /// Takes a token apart.
    public static IdentityToken parse(String text) throws InvalidTokenException {
        try {
            var token = SignedJWT.parse(text);
            return new IdentityToken(token, token.getJWTClaimsSet());
        } catch (ParseException | IllegalArgumentException malformed) {
            throw notAToken();
        }
    }

    private static InvalidTokenException notAToken() {
        return new InvalidTokenException(
                Fault.INVALID,
                "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)");
    }

    public String issuer() {
        return text("iss");
    }

    public String subject() {
        return text("sub");
    }

    /// A claim, or empty if it is absent or no text.
    public String text(String claim) {
        return claims.getClaim(claim) instanceof String text ? text : "";
    }

    /// The values of a claim that may be one text or several.
    public List<String> texts(String claim) {
        return switch (claims.getClaim(claim)) {
            case String text -> List.of(text);
            case List<?> several ->
                several.stream()
                        .filter(String.class::isInstance)
                        .map(String.class::cast)
                        .toList();
            case null, default -> List.of();
        };
    }

    /// Checks the signature against the keys of the issuer.
    public void verify(Issuers issuers, Issuers.Issuer issuer) throws InvalidTokenException {
        var header = token.getHeader();
        if (header.getCriticalParams() != null) {
            throw notValid();
        }
        var keyId = header.getKeyID() == null ? "" : header.getKeyID();
        var key = issuers.key(issuer, keyId).orElseThrow(IdentityToken::notValid);
        try {
            if (!key.algorithm().equals(header.getAlgorithm()) || !token.verify(key.verifier())) {
                throw notValid();
            }
        } catch (JOSEException unusable) {
            throw notValid();
        }
    }

    private static InvalidTokenException notValid() {
        return new InvalidTokenException(Fault.INVALID, "The web identity token could not be validated.");
    }

    /// Checks that now is the token's time.
    public void checkTimes(Instant now) throws InvalidTokenException {
        var expires = claims.getExpirationTime();
        if (expires == null) {
            throw new InvalidTokenException(Fault.INVALID, "Missing a required claim: exp");
        }
        if (!now.isBefore(expires.toInstant())) {
            throw new InvalidTokenException(
                    Fault.EXPIRED,
                    "Token expired: current date/time " + now.getEpochSecond()
                            + " must be before the expiration date/time "
                            + expires.toInstant().getEpochSecond());
        }
        checkBegun(claims.getNotBeforeTime(), now);
        checkBegun(claims.getIssueTime(), now);
    }

    private static void checkBegun(@Nullable Date begin, Instant now) throws InvalidTokenException {
        if (begin != null && begin.toInstant().isAfter(now.plus(LEEWAY))) {
            throw new InvalidTokenException(Fault.INVALID, "The token is not valid yet.");
        }
    }

    static JsonNode read(byte[] document) throws IOException {
        return JSON.readTree(document);
    }
}
