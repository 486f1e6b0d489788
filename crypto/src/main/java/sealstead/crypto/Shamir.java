package sealstead.crypto;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;

/// Shamir's secret sharing, byte by byte over GF(2^8) with the polynomial of AES, x^8 + x^4 + x^3 + x + 1: for
/// each byte of the secret a random polynomial whose value at 0 is that byte; a share is the values at its
/// number. As many shares as the polynomials have coefficients give the secret, fewer say nothing about it, and
/// wrong ones give another secret without a sign of it: whoever joins them must know each one
/// (draft-mcgrew-tss-03, section 3).
///
/// Multiplication takes the same steps for all values: no table is read at a place that depends on a secret.
public final class Shamir {
    /// Numbers are bytes, and 0 is the secret.
    public static final int MAX_SHARES = 255;

    private static final int POLYNOMIAL = 0x1b;

    private Shamir() {}

    /// One share.
    ///
    /// @param number 1 to 255
    /// @param value as long as the secret
    public record Share(int number, SecretBytes value) {}

    /// @param shares how many there are to be
    /// @param threshold how many of them give the secret
    public static List<Share> split(SecretBytes secret, int shares, int threshold, SecureRandom random) {
        if (threshold < 2 || threshold > shares || shares > MAX_SHARES) {
            throw new IllegalArgumentException(
                    "a threshold is 2 at least, and shares are as many at least and " + MAX_SHARES + " at most");
        }
        var values = new byte[shares][secret.length()];
        var coefficients = new byte[threshold];
        for (int i = 0; i < secret.length(); i++) {
            random.nextBytes(coefficients);
            coefficients[0] = secret.exposeBytes()[i];
            for (int share = 0; share < shares; share++) {
                values[share][i] = (byte) at(coefficients, share + 1);
            }
        }
        Arrays.fill(coefficients, (byte) 0);
        var all = new Share[shares];
        for (int share = 0; share < shares; share++) {
            all[share] = new Share(share + 1, SecretBytes.takeOver(values[share]));
        }
        return List.of(all);
    }

    private static int at(byte[] coefficients, int x) {
        int y = 0;
        for (int i = coefficients.length - 1; i >= 0; i--) {
            y = multiply(y, x) ^ (coefficients[i] & 0xff);
        }
        return y;
    }

    /// The secret of exactly as many shares as the threshold says, of different numbers.
    public static SecretBytes join(List<Share> shares) {
        var secret = new byte[shares.getFirst().value().length()];
        for (var share : shares) {
            int factor = atZero(share.number(), shares);
            for (int i = 0; i < secret.length; i++) {
                secret[i] ^= (byte) multiply(factor, share.value().exposeBytes()[i] & 0xff);
            }
        }
        return SecretBytes.takeOver(secret);
    }

    /// Lagrange's polynomial of one share at 0. Numbers are no secrets.
    private static int atZero(int number, List<Share> shares) {
        int factor = 1;
        for (var other : shares) {
            if (other.number() != number) {
                factor = multiply(factor, multiply(other.number(), inverse(other.number() ^ number)));
            }
        }
        return factor;
    }

    static int multiply(int a, int b) {
        int product = 0;
        int power = a;
        for (int bit = 0; bit < 8; bit++) {
            product ^= power & -(b >> bit & 1);
            power = (power << 1 & 0xff) ^ (POLYNOMIAL & -(power >> 7));
        }
        return product;
    }

    /// a to the 254th.
    static int inverse(int a) {
        if (a == 0) {
            throw new IllegalArgumentException("two shares have the same number");
        }
        int result = 1;
        int power = a;
        for (int bit = 1; bit < 8; bit++) {
            power = multiply(power, power);
            result = multiply(result, power);
        }
        return result;
    }
}
