package sealstead.auth;

import com.github.benmanes.caffeine.cache.Cache;
import java.nio.charset.StandardCharsets;
import java.security.interfaces.ECPublicKey;
import java.time.Duration;
import java.util.Arrays;
import sealstead.crypto.CipherPool;
import sealstead.crypto.P256;
import sealstead.crypto.SecretBytes;
import sealstead.store.HeapShare;

/// The public key that belongs to each access key. Deriving one costs as much as several verifications
/// (docs/bench), so that those in use are kept; the private key lives as long as its derivation, and what is
/// kept is no secret.
final class EcdsaKeys {
    private static final int PART_OF_HEAP = 256;
    /// What the JDK's object of a public key holds: two coordinates, their encoding and the provider's own
    /// form.
    private static final int BYTES_OF_KEY = 700;

    private static final int MAX_COUNTER = 254;
    private static final byte[] ONE = {0, 0, 0, 1};
    private static final byte[] BITS = {0, 0, 1, 0};
    private static final byte[] SEPARATOR = {0};

    private final Cache<String, ECPublicKey> keys = HeapShare.<String, ECPublicKey>of(
                    PART_OF_HEAP, (id, key) -> HeapShare.of(id) + BYTES_OF_KEY)
            .expireAfterAccess(Duration.ofHours(1))
            .build();

    /// The public key of an access key; secrets never change under the same id.
    ECPublicKey key(String accessKeyId, SecretBytes secret) {
        return keys.get(accessKeyId, id -> derive(id, secret));
    }

    private static ECPublicKey derive(String accessKeyId, SecretBytes secret) {
        try (var number = privateNumber(accessKeyId, secret)) {
            return P256.publicKey(number);
        }
    }

    /// NIST SP 800-108 in counter mode, with a counter outside of it for the one result in 2^32 that is no
    /// private key.
    static SecretBytes privateNumber(String accessKeyId, SecretBytes secret) {
        byte[] prefix = "AWS4A".getBytes(StandardCharsets.US_ASCII);
        byte[] input = Arrays.copyOf(prefix, prefix.length + secret.length());
        System.arraycopy(secret.exposeBytes(), 0, input, prefix.length, secret.length());
        try {
            for (int counter = 1; counter <= MAX_COUNTER; counter++) {
                byte[] candidate = CipherPool.hmac(
                        input,
                        ONE,
                        SigningAlgorithm.ECDSA.wireName().getBytes(StandardCharsets.US_ASCII),
                        SEPARATOR,
                        accessKeyId.getBytes(StandardCharsets.UTF_8),
                        new byte[] {(byte) counter},
                        BITS);
                if (P256.addOne(candidate)) {
                    return SecretBytes.takeOver(candidate);
                }
                Arrays.fill(candidate, (byte) 0);
            }
        } finally {
            Arrays.fill(input, (byte) 0);
        }
        throw new IllegalStateException("no private key in " + MAX_COUNTER + " tries, which chance does not do");
    }
}
