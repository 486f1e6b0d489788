package sealstead.crypto;

import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// The operating system's randomness, drawn some kilobytes at a time. The JDK's default generator mixes every 20 bytes
/// of the kernel's with a SHA-1 of its own, behind one lock, which was 4 % of a PUT's CPU (docs/bench).
///
/// No byte is given out twice: a buffer belongs to one thread while it is drawn from, and what was drawn is wiped. What
/// was not used within 100 ms is thrown away, as the JDK does, so that two copies of a virtual machine soon part.
public final class KernelRandom extends SecureRandom {
    private static final long serialVersionUID = 1;
    private static final int BUFFER_BYTES = 4096;
    /// Longer draws go to the kernel directly.
    private static final int MAX_BUFFERED_BYTES = 512;

    private static final long MAX_AGE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final int PLACES = 16;

    private final SecureRandom kernel;
    private final transient LongSupplier nanos;
    private final transient ObjectPool<Buffer> buffers = new ObjectPool<>(PLACES, Buffer::new);

    public KernelRandom() {
        this(kernel(), System::nanoTime);
    }

    KernelRandom(SecureRandom kernel, LongSupplier nanos) {
        this.kernel = kernel;
        this.nanos = nanos;
    }

    /// Where the platform does not give its kernel's randomness unmixed, the JDK's default, which is as good and
    /// slower.
    private static SecureRandom kernel() {
        try {
            return SecureRandom.getInstance("NativePRNGNonBlocking");
        } catch (NoSuchAlgorithmException elsewhere) {
            return new SecureRandom();
        }
    }

    @Override
    public String getAlgorithm() {
        return "Kernel";
    }

    @Override
    public void nextBytes(byte[] out) {
        if (out.length > MAX_BUFFERED_BYTES) {
            fill(out);
            return;
        }
        var buffer = buffers.take();
        long now = nanos.getAsLong();
        if (BUFFER_BYTES - buffer.used < out.length || now - buffer.filledAt > MAX_AGE_NANOS) {
            fill(buffer.bytes);
            buffer.used = 0;
            buffer.filledAt = now;
        }
        int from = buffer.used;
        buffer.used += out.length;
        System.arraycopy(buffer.bytes, from, out, 0, out.length);
        Arrays.fill(buffer.bytes, from, buffer.used, (byte) 0);
        buffers.giveBack(buffer);
    }

    @Override
    public byte[] generateSeed(int bytes) {
        return kernel.generateSeed(bytes);
    }

    /// What is called a seed is what the kernel gives; `nextBytes` of its generator would mix it.
    private void fill(byte[] out) {
        var drawn = generateSeed(out.length);
        System.arraycopy(drawn, 0, out, 0, out.length);
        Arrays.fill(drawn, (byte) 0);
    }

    private static final class Buffer {
        private final byte[] bytes = new byte[BUFFER_BYTES];
        private int used = BUFFER_BYTES;
        private long filledAt;
    }
}
