package sealstead.auth;

import java.util.HexFormat;

/// Tells right signatures of one access key and scope from wrong ones.
sealed interface SignatureCheck {
    SigningAlgorithm algorithm();

    /// Whether `signature`, in hexadecimal digits, is one of `text`.
    boolean isRight(String text, String signature);

    /// What a frame shows of its signature, without what only fills it up.
    default String ofFrame(String shown) {
        return shown;
    }

    /// Made again and compared in constant time.
    final class Shared implements SignatureCheck {
        private final byte[] signingKey;

        Shared(byte[] signingKey) {
            this.signingKey = signingKey;
        }

        @Override
        public SigningAlgorithm algorithm() {
            return SigningAlgorithm.HMAC;
        }

        @Override
        public boolean isRight(String text, String signature) {
            return Hmac.isSame(HexFormat.of().formatHex(Hmac.sha256(signingKey, text)), signature);
        }
    }

    /// Each signature is another one, so that it is verified by the public key; nothing here is secret.
    record Asymmetric(java.security.PublicKey key) implements SignatureCheck {
        @Override
        public SigningAlgorithm algorithm() {
            return SigningAlgorithm.ECDSA;
        }

        @Override
        public boolean isRight(String text, String signature) {
            return EcdsaSignature.parse(signature)
                    .filter(parsed -> parsed.verifies(key, text))
                    .isPresent();
        }

        @Override
        public String ofFrame(String shown) {
            return EcdsaSignature.unpadded(shown);
        }
    }
}
