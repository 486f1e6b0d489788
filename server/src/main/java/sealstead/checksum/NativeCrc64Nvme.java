package sealstead.checksum;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import software.amazon.awssdk.crt.CRT;
import software.amazon.awssdk.crt.checksums.CRC64NVME;

/// CRC-64/NVME by the library that AWS's own clients use: with carry-less multiplication, which the JDK has no way to
/// say, it takes a seventh of the time. Where the library cannot be loaded [Crc64Nvme] gives the same values, slower.
final class NativeCrc64Nvme implements Checksum {
    private static final byte[] CHECK = "123456789".getBytes(StandardCharsets.US_ASCII);
    private static final long CHECK_VALUE = 0xAE8B14860A799888L;

    private static volatile boolean loaded;

    private final CRC64NVME crc = new CRC64NVME();

    private NativeCrc64Nvme() {}

    /// One, if the library has been loaded.
    static Optional<Checksum> create() {
        return loaded ? Optional.of(new NativeCrc64Nvme()) : Optional.empty();
    }

    /// Loads the library, which takes some hundredths of a second, and believes it only if it counts right.
    ///
    /// @return whether it is there now
    static boolean load() {
        try {
            CRT.checkLoaded();
            var check = new CRC64NVME();
            check.update(CHECK, 0, CHECK.length);
            loaded = check.getValue() == CHECK_VALUE;
        } catch (RuntimeException | LinkageError notOnThisMachine) {
            loaded = false;
        }
        return loaded;
    }

    @Override
    public void update(byte[] bytes, int offset, int length) {
        if (length > 0) {
            crc.update(bytes, offset, length);
        }
    }

    @Override
    public byte[] digest() {
        return ByteBuffer.allocate(8).putLong(crc.getValue()).array();
    }
}
