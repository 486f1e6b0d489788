package sealstead.admin;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import sealstead.crypto.SecretBytes;
import sealstead.custody.HeldRootKey;
import sealstead.custody.RootKey;

/// The server's nonces, each good for one exchange within a minute. Nothing is kept of one until it was used by
/// who holds the root key, so that strangers who ask for many cost nothing: a nonce tells by itself that it was
/// made here, for which nonce of the client's, and until when.
final class Exchanges {
    private static final Duration LIFETIME = Duration.ofMinutes(1);
    private static final int RANDOM_BYTES = 16;
    private static final int MAX_USED = 100_000;

    private final SecureRandom random;
    private final LongSupplier nanoTime;
    /// Of this process alone: what another one said, or this one before a restart, is worth nothing.
    private final RootKey own;
    private final Map<String, Long> used = new LinkedHashMap<>();

    /// @param nanoTime a clock that nobody sets
    Exchanges(SecureRandom random, LongSupplier nanoTime) {
        this.random = random;
        this.nanoTime = nanoTime;
        this.own = new HeldRootKey(SecretBytes.random(random, 32));
    }

    /// Random bytes, when it ends, and what proves both.
    String nonce(String client) {
        var open = ByteBuffer.allocate(RANDOM_BYTES + Long.BYTES);
        var bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        open.put(bytes).putLong(nanoTime.getAsLong() + LIFETIME.toNanos());
        var text = HexFormat.of().formatHex(open.array());
        return text + mark(client, text);
    }

    private String mark(String client, String open) {
        try (var mark = own.derive(client + "/" + open)) {
            return HexFormat.of().formatHex(mark.exposeBytes());
        }
    }

    /// Whether the nonce was made here for `client` and its time is not over.
    boolean isOpen(String client, String nonce) {
        int openCharacters = 2 * (RANDOM_BYTES + Long.BYTES);
        if (nonce.length() <= openCharacters) {
            return false;
        }
        var open = nonce.substring(0, openCharacters);
        boolean ours = MessageDigest.isEqual(
                (open + mark(client, open)).getBytes(StandardCharsets.US_ASCII),
                nonce.getBytes(StandardCharsets.UTF_8));
        return ours && end(open) - nanoTime.getAsLong() > 0;
    }

    private static long end(String open) {
        return HexFormat.fromHexDigitsToLong(open, 2 * RANDOM_BYTES, 2 * (RANDOM_BYTES + Long.BYTES));
    }

    /// Uses an open nonce up.
    ///
    /// @return whether this was the first time
    synchronized boolean use(String nonce) {
        long now = nanoTime.getAsLong();
        used.values().removeIf(end -> end - now <= 0);
        if (used.size() >= MAX_USED) {
            return false;
        }
        return used.putIfAbsent(nonce, end(nonce)) == null;
    }
}
