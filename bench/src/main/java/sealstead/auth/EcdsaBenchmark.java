package sealstead.auth;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECPrivateKeySpec;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import sealstead.crypto.P256;
import sealstead.crypto.SecretBytes;

/// What SigV4A costs beside SigV4: a key pair for each access key, and a verification for each request and
/// frame.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class EcdsaBenchmark {
    private static final String ID = "AKIABENCHBENCHBENCH0";
    private static final String TEXT =
            "AWS4-ECDSA-P256-SHA256\n20260101T000000Z\n20260101/s3/aws4_request\n" + "0".repeat(64);

    private final SecretBytes secret =
            SecretBytes.copyOf("bench-secret-of-no-value-0123456789abcdef".getBytes(StandardCharsets.UTF_8));
    private PublicKey key = P256.publicKey(EcdsaKeys.privateNumber(ID, secret));
    private String signature = "";

    @Setup
    public void setUp() throws GeneralSecurityException {
        var number = new BigInteger(1, EcdsaKeys.privateNumber(ID, secret).exposeBytes());
        var pair = P256.publicKey(EcdsaKeys.privateNumber(ID, secret));
        var signer = Signature.getInstance("SHA256withECDSA");
        signer.initSign(KeyFactory.getInstance("EC").generatePrivate(new ECPrivateKeySpec(number, pair.getParams())));
        signer.update(TEXT.getBytes(StandardCharsets.UTF_8));
        signature = HexFormat.of().formatHex(signer.sign());
        key = pair;
    }

    /// Once for each access key that signs so.
    @Benchmark
    public PublicKey derive() {
        return P256.publicKey(EcdsaKeys.privateNumber(ID, secret));
    }

    /// For every request and every signed frame.
    @Benchmark
    public boolean verify() {
        return new SignatureCheck.Asymmetric(key).isRight(TEXT, signature);
    }

    /// What somebody pays for who sends no signature.
    @Benchmark
    public boolean refuseMalformed() {
        return new SignatureCheck.Asymmetric(key).isRight(TEXT, signature + "00");
    }
}
