package sealstead.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import sealstead.crypto.Shamir.Share;

/// Secrets in shares.
final class ShamirTest {
    private final SecureRandom random = new SecureRandom();

    private static Share share(int number, String hex) {
        return new Share(number, SecretBytes.takeOver(HexFormat.of().parseHex(hex)));
    }

    @Test
    void shares_that_were_published_give_their_secret() {
        // draft-mcgrew-tss-03, section 9: "test" and a zero byte.
        assertThat(Shamir.join(List.of(share(1, "b9fa07e185"), share(2, "f5409b4511")))
                        .exposeBytes())
                .isEqualTo(HexFormat.of().parseHex("7465737400"));
    }

    @Test
    void products_are_those_of_the_field_of_aes() {
        // FIPS 197, section 4.
        assertThat(Shamir.multiply(0x57, 0x83)).isEqualTo(0xc1);
        assertThat(Shamir.multiply(0x57, 0x13)).isEqualTo(0xfe);
        assertThat(Shamir.inverse(0x53)).isEqualTo(0xca);
        for (int a = 1; a < 256; a++) {
            assertThat(Shamir.multiply(a, Shamir.inverse(a))).isEqualTo(1);
        }
    }

    @Test
    void any_shares_that_are_enough_give_the_secret_and_one_fewer_gives_another() {
        long seed = Long.getLong("sealstead.seed", System.nanoTime());
        System.out.println("ShamirTest: -Dsealstead.seed=" + seed);
        var choice = new Random(seed);
        for (int round = 0; round < 200; round++) {
            int threshold = 2 + choice.nextInt(8);
            int count = threshold + choice.nextInt(8);
            var secret = SecretBytes.random(random, 32);
            var shares = new ArrayList<>(Shamir.split(secret, count, threshold, random));
            Collections.shuffle(shares, choice);
            assertThat(Shamir.join(shares.subList(0, threshold))).isEqualTo(secret);
            assertThat(Shamir.join(shares.subList(0, threshold - 1))).isNotEqualTo(secret);
        }
        var all = Shamir.split(SecretBytes.random(random, 32), 255, 255, random);
        assertThat(all).hasSize(255);
    }

    @Test
    void one_share_fewer_than_enough_fits_every_secret() {
        // Of two shares of three, with every value that the third can have, each byte of the secret comes out once.
        var two =
                Shamir.split(SecretBytes.copyOf(new byte[] {42}), 3, 3, random).subList(0, 2);
        var seen = new boolean[256];
        for (int value = 0; value < 256; value++) {
            var third = new Share(3, SecretBytes.copyOf(new byte[] {(byte) value}));
            seen[Shamir.join(List.of(two.get(0), two.get(1), third)).exposeBytes()[0] & 0xff] = true;
        }
        assertThat(seen).containsOnly(true);
    }

    @Test
    void counts_that_make_no_sense_are_refused() {
        var secret = SecretBytes.random(random, 32);
        for (var counts : List.of(List.of(1, 1), List.of(3, 1), List.of(2, 3), List.of(256, 2))) {
            assertThatThrownBy(() -> Shamir.split(secret, counts.get(0), counts.get(1), random))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
