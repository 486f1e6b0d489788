package sealstead.s3.object;

import java.io.IOException;
import sealstead.auth.Payload;
import sealstead.encryption.Sealing;

/// The way of a request's body into the cipher.
public final class BodyPump {
    private BodyPump() {}

    /// The body goes from the network's buffer into the segment that is sealed, and is digested there.
    public static SealedBody.Source of(Payload payload, BodyDigests digests) {
        return plaintext -> {
            pump(payload, digests, plaintext);
            return digests.finish(payload);
        };
    }

    private static void pump(Payload payload, BodyDigests digests, Sealing.Stream plaintext) throws IOException {
        int n;
        do {
            n = plaintext.fill((buffer, offset, length) -> {
                int read = payload.read(buffer, offset, length);
                if (read > 0) {
                    digests.update(buffer, offset, read);
                }
                return read;
            });
        } while (n >= 0);
    }
}
