package sealstead.bench.micro;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;
import sealstead.crypto.OpeningReader;
import sealstead.crypto.SealedSource;
import sealstead.crypto.SealingStream;
import sealstead.crypto.SecretBytes;

/// Sealing, opening, and opening a range.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class SealBenchmark {
    private static final int RANGE_BYTES = 4096;

    @Param({"4096", "65536", "1048576"})
    private int bytes;

    private final SecureRandom random = new SecureRandom();
    private final SecretBytes key = SecretBytes.random(random, 32);
    private final byte[] additional = new byte[64];
    private byte[] plain = new byte[0];
    private byte[] sealed = new byte[0];
    private int at;

    @Setup
    public void setUp() throws IOException {
        plain = new byte[bytes];
        random.nextBytes(plain);
        sealed = new byte[(int) SealingStream.sealedBytes(bytes)];
        seal();
    }

    @Benchmark
    public int seal() throws IOException {
        at = 0;
        try (var stream = new SealingStream(key, additional, random, this::keep)) {
            stream.write(plain, 0, plain.length);
            stream.finish();
        }
        return at;
    }

    private void keep(byte[] from, int offset, int length) {
        System.arraycopy(from, offset, sealed, at, length);
        at += length;
    }

    @Benchmark
    public void open(Blackhole hole) throws IOException {
        try (var reader = new OpeningReader(key, additional, SealedSource.of(sealed), bytes)) {
            reader.copy(0, bytes, (from, offset, length) -> hole.consume(from));
        }
    }

    @Benchmark
    public void openRange(Blackhole hole) throws IOException {
        try (var reader = new OpeningReader(key, additional, SealedSource.of(sealed), bytes)) {
            reader.copy(bytes - RANGE_BYTES, RANGE_BYTES, (from, offset, length) -> hole.consume(from));
        }
    }
}
