package sealstead.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sealstead.crypto.P256;
import sealstead.crypto.SecretBytes;

/// Signatures in the one form that DER has for them, and everything near it.
class EcdsaSignatureTest {
    private static final BigInteger ORDER = P256.order();

    private static String der(BigInteger r, BigInteger s) {
        return der(r.toByteArray(), s.toByteArray());
    }

    private static String der(byte[] r, byte[] s) {
        var out = new ByteArrayOutputStream();
        out.write(0x30);
        out.write(4 + r.length + s.length);
        for (var number : List.of(r, s)) {
            out.write(0x02);
            out.write(number.length);
            out.writeBytes(number);
        }
        return HexFormat.of().formatHex(out.toByteArray());
    }

    private static boolean parses(String digits) {
        return EcdsaSignature.parse(digits).isPresent();
    }

    @Test
    void numbers_are_from_one_to_the_order_less_one() {
        var last = ORDER.subtract(BigInteger.ONE);
        assertThat(parses(der(BigInteger.ONE, BigInteger.ONE))).isTrue();
        assertThat(parses(der(last, last))).isTrue();
        for (var wrong : List.of(
                BigInteger.ZERO,
                ORDER,
                ORDER.add(BigInteger.ONE),
                BigInteger.ONE.negate(),
                BigInteger.TWO.pow(256),
                last.negate())) {
            assertThat(parses(der(wrong, BigInteger.ONE))).as("r = " + wrong).isFalse();
            assertThat(parses(der(BigInteger.ONE, wrong))).as("s = " + wrong).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "30",
                "3006",
                "3006020101",
                "300602010102",
                "3006020101020100",
                "300602010102010101",
                "3007020101020101",
                "3005020101020101",
                "308106020101020101",
                "30820006020101020101",
                "3080020101020101",
                "3107020101020101",
                "3006030101020101",
                "3006020101030101",
                "300702020001020101",
                "30070201010202000a",
                "3004020101",
                "30060200020201ff",
                "3006020181020101",
                "30060201010201010",
                "3006020101020101 ",
                "300602010102010G",
                "3006020101020101*"
            })
    void other_forms_are_no_signatures(String digits) {
        assertThat(parses(digits)).isFalse();
    }

    @Test
    void upper_case_and_great_length_are_no_signatures() {
        assertThat(parses("3006020101020101")).isTrue();
        assertThat(parses("30060201010201 01")).isFalse();
        assertThat(parses("300602010a02010b")).isTrue();
        assertThat(parses("300602010A02010B")).isFalse();
        assertThat(parses("30".repeat(100_000))).isFalse();
    }

    @Test
    void only_the_stars_at_the_end_of_a_full_frame_are_left_out() {
        var short_ = "3006020101020101";
        assertThat(EcdsaSignature.unpadded(short_ + "*".repeat(144 - short_.length())))
                .isEqualTo(short_);
        assertThat(EcdsaSignature.unpadded(short_)).isEqualTo(short_);
        assertThat(EcdsaSignature.unpadded(short_ + "*")).isEqualTo(short_ + "*");
        assertThat(EcdsaSignature.unpadded("*".repeat(144))).isEmpty();
        assertThat(EcdsaSignature.unpadded("*".repeat(145))).hasSize(145);
    }

    /// A signature of its own for every message; both values of `s` are right.
    @Test
    void both_high_and_low_s_verify() throws Exception {
        var key = P256.publicKey(SecretBytes.takeOver(privateNumber(5)));
        var check = new SignatureCheck.Asymmetric(key);
        var signer = java.security.Signature.getInstance("SHA256withECDSAinP1363Format");
        signer.initSign(java.security.KeyFactory.getInstance("EC")
                .generatePrivate(new java.security.spec.ECPrivateKeySpec(BigInteger.valueOf(5), key.getParams())));
        for (int i = 0; i < 20; i++) {
            var text = "message " + i;
            signer.update(text.getBytes(StandardCharsets.UTF_8));
            byte[] raw = signer.sign();
            var r = new BigInteger(1, Arrays.copyOf(raw, 32));
            var s = new BigInteger(1, Arrays.copyOfRange(raw, 32, 64));
            assertThat(check.isRight(text, der(r, s))).isTrue();
            assertThat(check.isRight(text, der(r, ORDER.subtract(s)))).isTrue();
            assertThat(check.isRight(text + "!", der(r, s))).isFalse();
            assertThat(check.isRight(text, der(s, r))).isFalse();
        }
    }

    private static byte[] privateNumber(int small) {
        byte[] bytes = new byte[32];
        bytes[31] = (byte) small;
        return bytes;
    }

    @Test
    void whatever_is_sent_is_answered_and_nothing_is_thrown() {
        long seed = Long.getLong("seed", new SecureRandom().nextLong());
        System.out.println("EcdsaSignatureTest: -Dseed=" + seed);
        var random = new Random(seed);
        var check = new SignatureCheck.Asymmetric(P256.publicKey(SecretBytes.takeOver(privateNumber(7))));
        var valid = der(ORDER.subtract(BigInteger.TWO), ORDER.shiftRight(1));
        for (int i = 0; i < 3000; i++) {
            var changed = HexFormat.of().parseHex(valid);
            for (int n = random.nextInt(3); n >= 0; n--) {
                changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
            }
            var cut = Arrays.copyOf(changed, random.nextInt(changed.length + 5));
            assertThat(check.isRight("text", HexFormat.of().formatHex(random.nextBoolean() ? changed : cut)))
                    .isFalse();
        }
    }
}
