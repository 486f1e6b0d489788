package sealstead.auth.oidc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
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

    private final String signed;
    private final byte[] signature;
    private final JsonNode header;
    private final JsonNode claims;

    private IdentityToken(String signed, byte[] signature, JsonNode header, JsonNode claims) {
        this.signed = signed;
        this.signature = signature;
        this.header = header;
        this.claims = claims;
    }

    /// Takes a token apart.
    public static IdentityToken parse(String token) throws InvalidTokenException {
        var parts = token.split("\\.", -1);
        if (parts.length != 3) {
            throw notAToken();
        }
        try {
            var header = JSON.readTree(decode(parts[0]));
            var claims = JSON.readTree(decode(parts[1]));
            if (header == null || !header.isObject() || claims == null || !claims.isObject()) {
                throw notAToken();
            }
            return new IdentityToken(
                    parts[0] + "." + parts[1], Base64.getUrlDecoder().decode(parts[2]), header, claims);
        } catch (IllegalArgumentException | JsonProcessingException malformed) {
            throw notAToken();
        }
    }

    private static String decode(String part) {
        return new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8);
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
        return claims.path(claim).asText("");
    }

    /// The values of a claim that may be one text or several.
    public List<String> texts(String claim) {
        var node = claims.path(claim);
        if (node.isTextual()) {
            return List.of(node.asText());
        }
        var values = new ArrayList<String>();
        for (var value : node) {
            if (value.isTextual()) {
                values.add(value.asText());
            }
        }
        return values;
    }

    /// Checks the signature against the keys of the issuer.
    public void verify(Issuers issuers, Issuers.Issuer issuer) throws InvalidTokenException {
        if (header.has("crit")) {
            throw notValid();
        }
        var keyId = header.path("kid").asText("");
        var key = issuers.key(issuer, keyId).orElseThrow(IdentityToken::notValid);
        if (!key.algorithm().wireName().equals(header.path("alg").asText(""))) {
            throw notValid();
        }
        try {
            var verifier = java.security.Signature.getInstance(key.algorithm().javaName());
            verifier.initVerify(key.key());
            verifier.update(signed.getBytes(StandardCharsets.US_ASCII));
            if (!verifier.verify(signature)) {
                throw notValid();
            }
        } catch (GeneralSecurityException unusable) {
            throw notValid();
        }
    }

    private static InvalidTokenException notValid() {
        return new InvalidTokenException(Fault.INVALID, "The web identity token could not be validated.");
    }

    /// Checks that now is the token's time.
    public void checkTimes(Instant now) throws InvalidTokenException {
        var expires = time("exp");
        if (!now.isBefore(expires)) {
            throw new InvalidTokenException(
                    Fault.EXPIRED,
                    "Token expired: current date/time " + now.getEpochSecond()
                            + " must be before the expiration date/time " + expires.getEpochSecond());
        }
        for (var begin : List.of("nbf", "iat")) {
            if (claims.has(begin) && time(begin).isAfter(now.plus(LEEWAY))) {
                throw new InvalidTokenException(Fault.INVALID, "The token is not valid yet.");
            }
        }
    }

    private Instant time(String claim) throws InvalidTokenException {
        var value = claims.path(claim);
        if (!value.isNumber() || value.asDouble() < 0 || value.asDouble() > 1e11) {
            throw new InvalidTokenException(Fault.INVALID, "Missing a required claim: " + claim);
        }
        return Instant.ofEpochSecond(value.asLong());
    }

    static JsonNode read(byte[] document) throws IOException {
        return JSON.readTree(document);
    }
}
