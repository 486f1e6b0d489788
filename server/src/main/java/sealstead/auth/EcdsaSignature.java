package sealstead.auth;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import sealstead.crypto.P256;
import sealstead.wire.Clipped;

/// A signature on P-256: the hexadecimal digits of two numbers in DER, in the one way in which DER writes
/// them. Whatever else somebody sends is no signature, and is found to be none before any arithmetic is done.
/// Of the two signatures that each one makes, with `s` and with `n - s`, both are right, as on AWS: a
/// signature is no name of a request here.
final class EcdsaSignature {
    /// Two numbers of 33 bytes, the first of which is a zero, with their tags and lengths.
    private static final int MAX_DER_BYTES = 72;

    private static final int MAX_DIGITS = 2 * MAX_DER_BYTES;
    private static final int MAX_NUMBER_BYTES = 33;
    private static final byte SEQUENCE = 0x30;
    private static final byte INTEGER = 0x02;
    private static final char FILLER = '*';

    private final byte[] der;

    private EcdsaSignature(byte[] der) {
        this.der = der;
    }

    /// @param digits of lower case, as all clients write them
    static Optional<EcdsaSignature> parse(String digits) {
        if (digits.length() > MAX_DIGITS || digits.length() % 2 != 0 || !isLowerHex(digits)) {
            return Optional.empty();
        }
        byte[] der = HexFormat.of().parseHex(digits);
        if (der.length < 2 || der[0] != SEQUENCE || der[1] != der.length - 2) {
            return Optional.empty();
        }
        int second = endOfNumber(der, 2);
        return second > 0 && endOfNumber(der, second) == der.length
                ? Optional.of(new EcdsaSignature(der))
                : Optional.empty();
    }

    /// Where the number that begins at `start` ends, or -1 if none does, or none from 1 to the curve's order
    /// less 1.
    private static int endOfNumber(byte[] der, int start) {
        if (start + 2 > der.length || der[start] != INTEGER) {
            return -1;
        }
        int length = der[start + 1];
        int from = start + 2;
        if (length < 1 || length > MAX_NUMBER_BYTES || from + length > der.length) {
            return -1;
        }
        boolean longer = length > 1 && der[from] == 0 && der[from + 1] >= 0;
        if (longer || der[from] < 0) {
            return -1;
        }
        var number = new BigInteger(Arrays.copyOfRange(der, from, from + length));
        return number.signum() > 0 && number.compareTo(P256.order()) < 0 ? from + length : -1;
    }

    private static boolean isLowerHex(String text) {
        return text.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
    }

    /// The signature of a frame without the stars that make all of them equally long.
    static String unpadded(String shown) {
        int end = shown.length();
        while (shown.length() == MAX_DIGITS && end > 0 && shown.charAt(end - 1) == FILLER) {
            end--;
        }
        return shown.substring(0, end);
    }

    /// What an answer shows of a signature: as much as one can be long.
    static String printable(String shown) {
        return Clipped.of(shown, MAX_DIGITS);
    }

    boolean verifies(PublicKey key, String text) {
        try {
            var engine = Signature.getInstance("SHA256withECDSA");
            engine.initVerify(key);
            engine.update(text.getBytes(StandardCharsets.UTF_8));
            return engine.verify(der);
        } catch (SignatureException unreadable) {
            return false;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
