package sealstead.conformance;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPrivateKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/// Signs by SigV4A, with a key derived in plain arithmetic and nothing of the server's.
final class V4aSigner {
    static final String ALGORITHM = "AWS4-ECDSA-P256-SHA256";
    static final BigInteger ORDER =
            new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);

    private V4aSigner() {}

    private static PrivateKey key(String accessKeyId, String secret) throws GeneralSecurityException {
        var parameters = AlgorithmParameters.getInstance("EC");
        parameters.init(new ECGenParameterSpec("secp256r1"));
        for (char counter = 1; counter < 255; counter++) {
            var text = "\0\0\0\1" + ALGORITHM + "\0" + accessKeyId + counter + "\0\0\1\0";
            var mac = javax.crypto.Mac.getInstance("HmacSHA256");
            mac.init(new javax.crypto.spec.SecretKeySpec(
                    ("AWS4A" + secret).getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            var number = new BigInteger(1, mac.doFinal(text.getBytes(StandardCharsets.ISO_8859_1)));
            if (number.compareTo(ORDER.subtract(BigInteger.TWO)) <= 0) {
                return KeyFactory.getInstance("EC")
                        .generatePrivate(new ECPrivateKeySpec(
                                number.add(BigInteger.ONE), parameters.getParameterSpec(ECParameterSpec.class)));
            }
        }
        throw new IllegalStateException();
    }

    /// The two numbers of a signature.
    record Numbers(BigInteger r, BigInteger s) {
        /// The other signature that is right with this one.
        Numbers other() {
            return new Numbers(r, ORDER.subtract(s));
        }

        String hex() {
            var out = new ByteArrayOutputStream();
            byte[] first = r.toByteArray();
            byte[] second = s.toByteArray();
            out.write(0x30);
            out.write(4 + first.length + second.length);
            for (var number : List.of(first, second)) {
                out.write(0x02);
                out.write(number.length);
                out.writeBytes(number);
            }
            return HexFormat.of().formatHex(out.toByteArray());
        }
    }

    static Numbers numbers(String accessKeyId, String secret, String text) {
        try {
            var signer = Signature.getInstance("SHA256withECDSAinP1363Format");
            signer.initSign(key(accessKeyId, secret));
            signer.update(text.getBytes(StandardCharsets.UTF_8));
            byte[] both = signer.sign();
            return new Numbers(
                    new BigInteger(1, Arrays.copyOf(both, 32)), new BigInteger(1, Arrays.copyOfRange(both, 32, 64)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static String sign(String accessKeyId, String secret, String text) {
        return numbers(accessKeyId, secret, text).hex();
    }
}
