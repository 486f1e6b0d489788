package sealstead.auth.oidc;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/// The signing keys of an issuer (RFC 7517): RSA of 2048 bits or more, and P-256. Others are passed over.
record PublicKeys(List<Key> keys) {
    private static final int MAX_KEYS = 100;
    /// A key with the longest modulus.
    private static final int KEY_BYTES = 3 * 1024;
    private static final int MIN_MODULUS = 2048;
    private static final int MAX_MODULUS = 8192;

    PublicKeys {
        keys = List.copyOf(keys);
    }

    /// How a kind of key signs; there is one way for each.
    enum Algorithm {
        RS256("SHA256withRSA"),
        ES256("SHA256withECDSAinP1363Format");

        private final String javaName;

        Algorithm(String javaName) {
            this.javaName = javaName;
        }

        String wireName() {
            return name();
        }

        String javaName() {
            return javaName;
        }
    }

    /// One key.
    record Key(String id, Algorithm algorithm, PublicKey key) {}

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
        var use = key.path("use").asText("sig");
        try {
            Optional<Key> read = switch (key.path("kty").asText("")) {
                case "RSA" -> rsa(key);
                case "EC" -> ellipticCurve(key);
                default -> Optional.empty();
            };
            return read.filter(known -> use.equals("sig")
                    && key.path("alg")
                            .asText(known.algorithm().wireName())
                            .equals(known.algorithm().wireName()));
        } catch (GeneralSecurityException | IllegalArgumentException unusable) {
            return Optional.empty();
        }
    }

    private static Optional<Key> rsa(JsonNode key) throws GeneralSecurityException {
        var modulus = number(key, "n");
        if (modulus.bitLength() < MIN_MODULUS || modulus.bitLength() > MAX_MODULUS) {
            return Optional.empty();
        }
        var made = KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(modulus, number(key, "e")));
        return Optional.of(new Key(key.path("kid").asText(""), Algorithm.RS256, made));
    }

    private static Optional<Key> ellipticCurve(JsonNode key) throws GeneralSecurityException {
        if (!key.path("crv").asText("").equals("P-256")) {
            return Optional.empty();
        }
        var parameters = AlgorithmParameters.getInstance("EC");
        parameters.init(new ECGenParameterSpec("secp256r1"));
        var point = new ECPoint(number(key, "x"), number(key, "y"));
        var made = KeyFactory.getInstance("EC")
                .generatePublic(new ECPublicKeySpec(point, parameters.getParameterSpec(ECParameterSpec.class)));
        return Optional.of(new Key(key.path("kid").asText(""), Algorithm.ES256, made));
    }

    private static BigInteger number(JsonNode key, String name) {
        return new BigInteger(1, Base64.getUrlDecoder().decode(key.path(name).asText("")));
    }
}
