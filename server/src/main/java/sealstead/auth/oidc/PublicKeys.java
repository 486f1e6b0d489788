package sealstead.auth.oidc;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The signing keys of an issuer (RFC 7517): RSA of 2048 bits or more, and P-256. Others are passed over.
record PublicKeys(List<Key> keys) {
    private static final int MAX_KEYS = 100;
    /// A key with the longest modulus.
    private static final int KEY_BYTES = 8 * 1024;
    private static final int MIN_MODULUS = 2048;
    private static final int MAX_MODULUS = 8192;

    PublicKeys {
        keys = List.copyOf(keys);
    }

    /// One key, and the one way in which keys of its kind sign.
    record Key(String id, JWSAlgorithm algorithm, JWSVerifier verifier) {}

    static PublicKeys read(JsonNode document) {
        var keys = new ArrayList<Key>();
        for (var key : document.path("keys")) {
            if (keys.size() < MAX_KEYS) {
                readKey(key).ifPresent(keys::add);
            }
        }
        return new PublicKeys(keys);
    }

    /// How large they are in memory, about.
    long bytes() {
        long bytes = 0;
        for (var key : keys) {
            bytes += KEY_BYTES + 2L * key.id().length();
        }
        return bytes;
    }

    /// The key of an id; a token without one can mean the only key there is.
    Optional<Key> find(String id) {
        if (id.isEmpty()) {
            return keys.size() == 1 ? Optional.of(keys.getFirst()) : Optional.empty();
        }
        return keys.stream().filter(key -> key.id().equals(id)).findFirst();
    }

    private static Optional<Key> readKey(JsonNode key) {
        try {
            var read = JWK.parse(key.toString());
            boolean signs = read.getKeyUse() == null || read.getKeyUse().equals(KeyUse.SIGNATURE);
            return signs ? known(read) : Optional.empty();
        } catch (ParseException | JOSEException | IllegalArgumentException unusable) {
            return Optional.empty();
        }
    }

    private static Optional<Key> known(JWK key) throws JOSEException {
        return switch (key) {
            case RSAKey rsa
            when rsa.size() >= MIN_MODULUS && rsa.size() <= MAX_MODULUS ->
                known(key, JWSAlgorithm.RS256, new RSASSAVerifier(rsa.toRSAPublicKey()));
            case ECKey curve
            when curve.getCurve().equals(Curve.P_256) ->
                known(key, JWSAlgorithm.ES256, new ECDSAVerifier(curve.toECPublicKey()));
            default -> Optional.empty();
        };
    }

    private static Optional<Key> known(JWK key, JWSAlgorithm algorithm, JWSVerifier verifier) {
        boolean other = key.getAlgorithm() != null && !key.getAlgorithm().equals(algorithm);
        var id = key.getKeyID() == null ? "" : key.getKeyID();
        return other ? Optional.empty() : Optional.of(new Key(id, algorithm, verifier));
    }
}
