package sealstead.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.security.Signature;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sealstead.crypto.P256;
import sealstead.crypto.SecretBytes;

/// The keys of SigV4A: AWS's vectors, and the edges of the numbers.
class EcdsaKeysTest {
    private static SecretBytes secret(String text) {
        return SecretBytes.copyOf(text.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource({
        "AKISORANDOMAASORANDOM, q+jcrXGc+0zWN6uzclKVhvMmUsIfRPa4rlRandom,"
                + "7fd3bd010c0d9c292141c2b77bfbde1042c92e6836fff749d1269ec890fca1bd,"
                + "15d242ceebf8d8169fd6a8b5a746c41140414c3b07579038da06af89190fffcb,"
                + "0515242cedd82e94799482e4c0514b505afccf2c0c98d6a553bf539f424c5ec0",
        "AKIDEXAMPLE, wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY,"
                + "7efc8c0e65a324242818c5a50c891c6060b6a00717b7ba3cbe3c5d765be9259c,"
                + "b6618f6a65740a99e650b33b6b4b5bd0d43b176d721a3edfea7e7d2d56d936b1,"
                + "865ed22a7eadc9c5cb9d2cbaca1b3699139fedc5043dc6661864218330c8e518"
    })
    void keys_are_those_that_aws_derives(String id, String secret, String number, String x, String y) {
        assertThat(HexFormat.of()
                        .formatHex(EcdsaKeys.privateNumber(id, secret(secret)).exposeBytes()))
                .isEqualTo(number);
        var keys = new EcdsaKeys();
        var point = keys.key(id, secret(secret)).getW();
        assertThat(point.getAffineX()).isEqualTo(new BigInteger(x, 16));
        assertThat(point.getAffineY()).isEqualTo(new BigInteger(y, 16));
        assertThat(keys.key(id, secret(secret))).as("kept").isSameAs(keys.key(id, secret(secret)));
    }

    @Test
    void a_candidate_is_taken_up_to_the_order_less_two() {
        var order = P256.order();
        for (int below = 0; below <= 300; below++) {
            byte[] candidate = bytes(order.subtract(BigInteger.valueOf(below)));
            byte[] before = candidate.clone();
            boolean taken = P256.addOne(candidate);
            assertThat(taken).as("order - " + below).isEqualTo(below >= 2);
            var expected = taken ? new BigInteger(1, before).add(BigInteger.ONE) : new BigInteger(1, before);
            assertThat(new BigInteger(1, candidate)).isEqualTo(expected);
        }
        byte[] most = new byte[32];
        Arrays.fill(most, (byte) 0xFF);
        assertThat(P256.addOne(most)).isFalse();
        byte[] zero = new byte[32];
        assertThat(P256.addOne(zero)).isTrue();
        assertThat(new BigInteger(1, zero)).isEqualTo(BigInteger.ONE);
    }

    @Test
    void comparing_and_adding_agree_with_plain_arithmetic() {
        long seed = Long.getLong("seed", new SecureRandom().nextLong());
        System.out.println("EcdsaKeysTest: -Dseed=" + seed);
        var random = new Random(seed);
        for (int i = 0; i < 5000; i++) {
            byte[] candidate = bytes(P256.order());
            for (int j = random.nextInt(32); j < 32; j++) {
                candidate[j] = (byte) random.nextInt(256);
            }
            var before = new BigInteger(1, candidate);
            boolean fits = before.compareTo(P256.order().subtract(BigInteger.TWO)) <= 0;
            assertThat(P256.addOne(candidate)).isEqualTo(fits);
            assertThat(new BigInteger(1, candidate)).isEqualTo(fits ? before.add(BigInteger.ONE) : before);
        }
    }

    private static byte[] bytes(BigInteger number) {
        byte[] all = number.toByteArray();
        return Arrays.copyOfRange(all, all.length - 32, all.length);
    }

    @Test
    void a_public_key_verifies_what_its_private_one_signs() throws Exception {
        for (var number : List.of(BigInteger.ONE, BigInteger.TWO, P256.order().subtract(BigInteger.ONE))) {
            byte[] fixed = new byte[32];
            byte[] bytes = number.toByteArray();
            int length = Math.min(32, bytes.length);
            System.arraycopy(bytes, bytes.length - length, fixed, 32 - length, length);
            var key = P256.publicKey(SecretBytes.takeOver(fixed));
            var signer = Signature.getInstance("SHA256withECDSA");
            signer.initSign(java.security.KeyFactory.getInstance("EC")
                    .generatePrivate(new java.security.spec.ECPrivateKeySpec(number, key.getParams())));
            signer.update("text".getBytes(StandardCharsets.UTF_8));
            var signature = HexFormat.of().formatHex(signer.sign());
            assertThat(new SignatureCheck.Asymmetric(key).isRight("text", signature))
                    .isTrue();
            assertThat(new SignatureCheck.Asymmetric(key).isRight("test", signature))
                    .isFalse();
        }
    }
}
