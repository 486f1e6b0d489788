package sealstead.shred;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import sealstead.crypto.Ed25519;
import sealstead.store.Bytes;

/// A certificate as it stands in a file: a JSON Web Signature in its compact form (RFC 7515, RFC 8037) and a
/// newline, so that others can check it with what they have. Nothing of the file may be otherwise: not a bit of
/// the signature's last letter, not a blank.
public final class SignedCertificate {
    static final String TYPE = "sealstead-shred-certificate";
    private static final int MAX_CHARACTERS = 32 * 1024 * 1024;
    private static final ObjectMapper JSON = new ObjectMapper();

    private SignedCertificate() {}

    /// What a file says.
    ///
    /// @param publicKey by which it is signed
    public record Verified(Bytes publicKey, JsonNode certificate) {}

    static String sign(ObjectNode certificate, Ed25519 key) {
        try {
            var header = JSON.createObjectNode().put("alg", "EdDSA").put("typ", TYPE);
            header.putObject("jwk").put("kty", "OKP").put("crv", "Ed25519").put("x", encoded(key.publicKey()));
            var signed = encoded(JSON.writeValueAsBytes(header)) + '.' + encoded(JSON.writeValueAsBytes(certificate));
            return signed + '.' + encoded(key.sign(ascii(signed))) + '\n';
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /// @param file as it was written
    /// @return absent if anything of it was changed, or it is none
    public static Optional<Verified> verify(String file) {
        if (file.length() > MAX_CHARACTERS || !file.endsWith("\n")) {
            return Optional.empty();
        }
        var parts = file.substring(0, file.length() - 1).split("\\.", -1);
        if (parts.length != 3) {
            return Optional.empty();
        }
        try {
            var header = JSON.readTree(decoded(parts[0]));
            var key = decoded(header.path("jwk").path("x").asText());
            boolean known = header.path("alg").asText().equals("EdDSA")
                    && header.path("typ").asText().equals(TYPE)
                    && header.path("jwk").path("crv").asText().equals("Ed25519");
            if (!known || !Ed25519.verifies(key, ascii(parts[0] + '.' + parts[1]), decoded(parts[2]))) {
                return Optional.empty();
            }
            return Optional.of(new Verified(Bytes.wrap(key), JSON.readTree(decoded(parts[1]))));
        } catch (java.io.IOException | IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    /// A name for a public key that can be read aloud: the first 16 hex digits of its SHA-256.
    public static String keyId(Bytes publicKey) {
        return HexFormat.of().formatHex(sha256().digest(publicKey.readOnlyArray()), 0, 8);
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /// The only spelling that is accepted: decoders overlook bits of the last letter.
    private static byte[] decoded(String text) {
        var bytes = Base64.getUrlDecoder().decode(text);
        if (!encoded(bytes).equals(text)) {
            throw new IllegalArgumentException("not as it was written");
        }
        return bytes;
    }
}
