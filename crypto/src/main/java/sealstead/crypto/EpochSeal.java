package sealstead.crypto;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// Seals messages that are opened by the thousand. Under [Seal] each has a key of its own, and to open it that key is
/// derived: more than half of what a page of a listing cost (docs/bench). Here the messages of an *epoch* share a
/// key, which is derived once and kept:
///
///     sealed : epoch (16) | nonce (12) | AES-256-GCM(K, nonce, plaintext, additional data) with its 16-byte tag
///     K      : HKDF-SHA-256(key, salt = epoch, info = additional data `sealstead-epoch`), 32 bytes
///
/// Epoch and nonce are drawn at random, so together they are a nonce of 224 bits. An epoch ends after 2^18 messages:
/// two of its nonces are alike with a probability of 2^-61. A counter would leave no such chance, but two copies of
/// one virtual machine would count alike; what is drawn parts them, as it does for everything else here (ADR 23).
public final class EpochSeal {
    /// How much longer a sealed message is.
    public static final int OVERHEAD_BYTES = 16 + 12 + SegmentFormat.TAG_BYTES;

    static final int MESSAGES = 1 << 18;
    private static final int MAX_BYTES = 16 * 1024 * 1024;
    private static final int EPOCH_BYTES = 16;
    private static final int NONCE_BYTES = 12;
    private static final int HEADER_BYTES = EPOCH_BYTES + NONCE_BYTES;
    private static final byte[] INFO = Additional.data("sealstead-epoch", new byte[0]);

    /// How many epochs are kept, each at the place that its first byte names. A cipher takes 3 KiB by estimate.
    private static final int KEPT = 256;
    private static final int CIPHERS = 4;

    private final SecretBytes key;
    private final SecureRandom random;
    private final AtomicReferenceArray<@Nullable Epoch> kept = new AtomicReferenceArray<>(KEPT);
    private volatile Epoch current;

    /// @param key 32 bytes, used for nothing else; it is kept
    public EpochSeal(SecretBytes key, SecureRandom random) {
        if (key.length() != SegmentFormat.KEY_BYTES) {
            throw new IllegalArgumentException("an epoch's key comes of a key of 32 bytes");
        }
        this.key = key;
        this.random = random;
        this.current = begin();
    }

    /// The ciphers that are given back have the key in them: its schedule is made once for each.
    private static final class Epoch {
        private final byte[] id;
        private final SecretKeySpec key;
        private final ObjectPool<Cipher> ciphers = new ObjectPool<>(CIPHERS, CipherPool::takeGcm);
        private final AtomicInteger sealed = new AtomicInteger();

        Epoch(byte[] id, SecretBytes under) {
            this.id = id;
            var derived = Hkdf.derive(under.exposeBytes(), id, INFO, SegmentFormat.KEY_BYTES);
            this.key = new SecretKeySpec(derived, "AES");
            Arrays.fill(derived, (byte) 0);
        }

        /// @param nonce where the nonce is, and behind it the message to seal or to open
        private byte[] run(int mode, byte[] additional, byte[] nonce, int at, byte[] in, int offset, int length)
                throws GeneralSecurityException {
            var cipher = ciphers.take();
            try {
                cipher.init(mode, key, new GCMParameterSpec(8 * SegmentFormat.TAG_BYTES, nonce, at, NONCE_BYTES));
                cipher.updateAAD(additional);
                return cipher.doFinal(in, offset, length);
            } finally {
                ciphers.giveBack(cipher);
            }
        }
    }

    private Epoch begin() {
        var id = new byte[EPOCH_BYTES];
        random.nextBytes(id);
        return new Epoch(id, key);
    }

    private Epoch sealing() {
        while (true) {
            var epoch = current;
            if (epoch.sealed.getAndIncrement() < MESSAGES) {
                return epoch;
            }
            synchronized (this) {
                if (current == epoch) {
                    current = begin();
                }
            }
        }
    }

    private Epoch opening(byte[] sealed, int offset) {
        var epoch = current;
        if (is(epoch, sealed, offset)) {
            return epoch;
        }
        int place = sealed[offset] & 0xFF;
        epoch = kept.get(place);
        if (epoch == null || !is(epoch, sealed, offset)) {
            epoch = new Epoch(Arrays.copyOfRange(sealed, offset, offset + EPOCH_BYTES), key);
            kept.set(place, epoch);
        }
        return epoch;
    }

    private static boolean is(Epoch epoch, byte[] sealed, int offset) {
        return Arrays.equals(epoch.id, 0, EPOCH_BYTES, sealed, offset, offset + EPOCH_BYTES);
    }

    /// @param plaintext at most 16 MiB
    public byte[] seal(byte[] additional, byte[] plaintext) {
        if (plaintext.length > MAX_BYTES) {
            throw new IllegalArgumentException("messages have at most 16 MiB");
        }
        var epoch = sealing();
        var nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            var body = epoch.run(Cipher.ENCRYPT_MODE, additional, nonce, 0, plaintext, 0, plaintext.length);
            var out = new byte[HEADER_BYTES + body.length];
            System.arraycopy(epoch.id, 0, out, 0, EPOCH_BYTES);
            System.arraycopy(nonce, 0, out, EPOCH_BYTES, NONCE_BYTES);
            System.arraycopy(body, 0, out, HEADER_BYTES, body.length);
            return out;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /// Opens the message that stands at `offset` of `sealed`.
    public byte[] open(byte[] additional, byte[] sealed, int offset, int length) throws CorruptObjectException {
        if (length < OVERHEAD_BYTES) {
            throw new CorruptObjectException();
        }
        try {
            return opening(sealed, offset)
                    .run(
                            Cipher.DECRYPT_MODE,
                            additional,
                            sealed,
                            offset + EPOCH_BYTES,
                            sealed,
                            offset + HEADER_BYTES,
                            length - HEADER_BYTES);
        } catch (AEADBadTagException bad) {
            throw new CorruptObjectException();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
