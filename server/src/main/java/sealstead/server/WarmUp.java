package sealstead.server;

import java.io.IOException;
import java.security.SecureRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sealstead.checksum.ChecksumAlgorithm;
import sealstead.crypto.OpeningReader;
import sealstead.crypto.SealedSource;
import sealstead.crypto.SealingStream;
import sealstead.crypto.SecretBytes;

/// What the first requests would otherwise wait for: the cipher until it is compiled (measured: the first 256 MiB of a
/// cold process cost four to seven times the CPU), and the native checksum library. In the background, once.
final class WarmUp {
    private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);
    private static final int PIECE_BYTES = 256 * 1024;
    private static final int ROUNDS = 64;

    private WarmUp() {}

    static void start(SecureRandom random) {
        Thread.ofPlatform().name("warm-up").daemon().start(() -> run(random));
    }

    private static void run(SecureRandom random) {
        if (!ChecksumAlgorithm.loadNative()) {
            LOG.info("the native CRC64NVME is not available here; our own is used, which is slower");
        }
        try (var key = SecretBytes.random(random, 32)) {
            var plain = new byte[PIECE_BYTES];
            var sealed = new byte[(int) SealingStream.sealedBytes(PIECE_BYTES)];
            for (int round = 0; round < ROUNDS; round++) {
                seal(key, plain, sealed, random);
                open(key, sealed, plain);
            }
        } catch (IOException impossible) {
            LOG.error("the warm-up failed", impossible);
        }
    }

    private static void seal(SecretBytes key, byte[] plain, byte[] sealed, SecureRandom random) throws IOException {
        var at = new int[1];
        try (var stream = new SealingStream(key, new byte[0], random, (bytes, offset, length) -> {
            System.arraycopy(bytes, offset, sealed, at[0], length);
            at[0] += length;
        })) {
            stream.write(plain, 0, plain.length);
            stream.finish();
        }
    }

    private static void open(SecretBytes key, byte[] sealed, byte[] plain) throws IOException {
        try (var reader = new OpeningReader(key, new byte[0], SealedSource.of(sealed), plain.length)) {
            reader.copy(0, plain.length, (bytes, offset, length) -> {});
        }
    }
}
