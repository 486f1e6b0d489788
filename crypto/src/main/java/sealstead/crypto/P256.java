package sealstead.crypto;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.ECPublicKeySpec;
import java.util.Arrays;
import java.util.List;
import javax.crypto.KeyAgreement;

/// The curve P-256, as far as the JDK offers it: there is no call that makes a public key of a given private
/// one.
public final class P256 {
    private static final ECParameterSpec CURVE = curve();
    private static final BigInteger FIELD = ((ECFieldFp) CURVE.getCurve().getField()).getP();
    /// The largest number that one may be added to for a private key: the order less 2.
    private static final byte[] MAX_CANDIDATE = fixed(CURVE.getOrder().subtract(BigInteger.TWO));

    private static final int BYTES = 32;
    private static final byte[] PROBE = {'p', 'r', 'o', 'b', 'e'};

    private P256() {}

    private static ECParameterSpec curve() {
        try {
            var parameters = AlgorithmParameters.getInstance("EC");
            parameters.init(new ECGenParameterSpec("secp256r1"));
            return parameters.getParameterSpec(ECParameterSpec.class);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /// How many points the curve has.
    public static BigInteger order() {
        return CURVE.getOrder();
    }

    /// Makes a private key of 32 random bytes, in place: it adds one, unless the result would not be below
    /// the order. How long it takes says nothing of the number but the answer.
    ///
    /// @return false if `candidate` is too large, and has been left as it was
    public static boolean addOne(byte[] candidate) {
        int borrow = 0;
        for (int i = BYTES - 1; i >= 0; i--) {
            borrow = (((MAX_CANDIDATE[i] & 0xFF) - (candidate[i] & 0xFF) - borrow) >>> 8) & 1;
        }
        if (borrow != 0) {
            return false;
        }
        int carry = 1;
        for (int i = BYTES - 1; i >= 0; i--) {
            int sum = (candidate[i] & 0xFF) + carry;
            candidate[i] = (byte) sum;
            carry = sum >>> 8;
        }
        return true;
    }

    /// The public key of a private one. The multiplication by the secret is the JDK's own, which takes the
    /// same time for every number: the agreement with the curve's base point gives the one coordinate of the
    /// public point. The other one follows up to its sign, and which sign is right tells a signature. The JDK
    /// takes the private number as a [BigInteger], which cannot be wiped; it is garbage when this returns.
    ///
    /// @param number 32 bytes from 1 to the order less 1
    public static ECPublicKey publicKey(SecretBytes number) {
        try {
            var factory = KeyFactory.getInstance("EC");
            var secret = factory.generatePrivate(new ECPrivateKeySpec(new BigInteger(1, number.exposeBytes()), CURVE));
            var agreement = KeyAgreement.getInstance("ECDH");
            agreement.init(secret);
            agreement.doPhase(factory.generatePublic(new ECPublicKeySpec(CURVE.getGenerator(), CURVE)), true);
            var x = new BigInteger(1, agreement.generateSecret());
            var signer = Signature.getInstance("SHA256withECDSA");
            signer.initSign(secret);
            signer.update(PROBE);
            byte[] proof = signer.sign();
            var y = root(x);
            for (var candidate : List.of(y, FIELD.subtract(y))) {
                var key = (ECPublicKey) factory.generatePublic(new ECPublicKeySpec(new ECPoint(x, candidate), CURVE));
                signer.initVerify(key);
                signer.update(PROBE);
                if (signer.verify(proof)) {
                    return key;
                }
            }
            throw new IllegalStateException("a private key of P-256 without a public one");
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /// One of the two coordinates that go with `x`, by the equation of the curve; its field has p = 3 modulo
    /// 4.
    private static BigInteger root(BigInteger x) {
        var square = x.pow(3)
                .add(CURVE.getCurve().getA().multiply(x))
                .add(CURVE.getCurve().getB());
        return square.modPow(FIELD.add(BigInteger.ONE).shiftRight(2), FIELD);
    }

    private static byte[] fixed(BigInteger number) {
        byte[] bytes = number.toByteArray();
        return bytes.length > BYTES ? Arrays.copyOfRange(bytes, bytes.length - BYTES, bytes.length) : bytes;
    }
}
