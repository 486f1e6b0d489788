package sealstead.crypto;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// What a segment key costs: HKDF as it stands in `crypto`, and the JDK's own.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class HkdfBenchmark {
    private static final int KEY_BYTES = 32;

    private final byte[] key = new byte[KEY_BYTES];
    private final byte[] salt = new byte[KEY_BYTES];
    private final byte[] info =
            "object, a bucket's id of 16 digits, an object's id of 32 digits, data".getBytes(StandardCharsets.US_ASCII);
    private final KDF kept;

    public HkdfBenchmark() {
        var random = new Random(1);
        random.nextBytes(key);
        random.nextBytes(salt);
        kept = made();
    }

    private static KDF made() {
        try {
            return KDF.getInstance("HKDF-SHA256");
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private byte[] derived(KDF kdf) throws GeneralSecurityException {
        return kdf.deriveData(
                HKDFParameterSpec.ofExtract().addIKM(key).addSalt(salt).thenExpand(info, KEY_BYTES));
    }

    @Benchmark
    public byte[] own() {
        return Hkdf.derive(key, salt, info, KEY_BYTES);
    }

    /// With an engine that is kept, as those of ciphers are.
    @Benchmark
    public byte[] jdkKept() throws GeneralSecurityException {
        return derived(kept);
    }

    @Benchmark
    public byte[] jdkMade() throws GeneralSecurityException {
        return derived(made());
    }
}
