package sealstead.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import sealstead.crypto.CorruptObjectException;
import sealstead.crypto.SealedSource;
import sealstead.encryption.EncryptedBucket;
import sealstead.encryption.Encryption;
import sealstead.encryption.KeyAccess;
import sealstead.encryption.Protection;
import sealstead.encryption.Purpose;
import sealstead.encryption.Requester;
import sealstead.encryption.ServiceKeyRing;
import sealstead.iam.Caller;
import sealstead.iam.RequestContext;
import sealstead.store.BlobId;
import sealstead.store.BlobStore;

/// Proves at every start that what reaches the disk is ciphertext: a canary is sealed and stored the way objects
/// are, its stored bytes are read back raw and must not hold it, it must open again, and with one bit changed it
/// must not.
final class SelfTest {
    private static final byte[] CANARY =
            "sealstead canary: these words must never be found on the disk".getBytes(StandardCharsets.US_ASCII);

    private final Encryption encryption;
    private final ServiceKeyRing serviceKeys;
    private final BlobStore blobs;
    private final SecureRandom random;

    SelfTest(Encryption encryption, ServiceKeyRing serviceKeys, BlobStore blobs, SecureRandom random) {
        this.encryption = encryption;
        this.serviceKeys = serviceKeys;
        this.blobs = blobs;
        this.random = random;
    }

    /// @throws IOException if anything is not as it must be; the server does not start then
    void run(Instant now) throws IOException {
        var id = "0000000000000000";
        var bucket = new EncryptedBucket(id, "self-test", "arn:aws:s3:::self-test", "", false, serviceKeys.first(id));
        var self = Caller.Principal.root("000000000000", "self-test");
        var requester = Requester.ofJob(RequestContext.ofJob(self, now, ""));
        var access = new KeyAccess(bucket.object("canary"), requester, Purpose.SELF_TEST);
        var blob = BlobId.random(random, now);
        try (var sealer = encryption.seal(access, new Protection.SseS3())) {
            try (var sink = blobs.create(blob);
                    var stream = sealer.stream(sink::write)) {
                stream.write(CANARY, 0, CANARY.length);
                stream.finish();
                sink.commit();
            }
            var stored = stored(blob);
            if (holdsCanary(stored)) {
                throw new IOException("self-test: plaintext reached the disk");
            }
            var envelope = sealer.envelope(CANARY.length);
            try (var opener = encryption.open(access, envelope)) {
                var opened = new ByteArrayOutputStream();
                opener.copy(SealedSource.of(stored), 0, CANARY.length, opened::write);
                if (!Arrays.equals(opened.toByteArray(), CANARY)) {
                    throw new IOException("self-test: the canary did not come back");
                }
                stored[stored.length - 1] ^= 1;
                try {
                    opener.copy(SealedSource.of(stored), 0, CANARY.length, (bytes, offset, length) -> {});
                    throw new IOException("self-test: changed ciphertext was opened");
                } catch (CorruptObjectException refused) {
                    // as it must be
                }
            }
        } finally {
            blobs.delete(blob);
        }
    }

    private byte[] stored(BlobId blob) throws IOException {
        try (var reader = blobs.open(blob)) {
            var bytes = new byte[(int) reader.length()];
            reader.read(0, bytes, 0, bytes.length);
            return bytes;
        }
    }

    private static boolean holdsCanary(byte[] stored) {
        var text = new String(stored, StandardCharsets.ISO_8859_1);
        return text.contains(new String(CANARY, 0, 16, StandardCharsets.ISO_8859_1));
    }
}
