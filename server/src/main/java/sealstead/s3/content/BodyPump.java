package sealstead.s3.content;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.Supplier;
import sealstead.auth.Payload;
import sealstead.encryption.ObjectSealer;
import sealstead.wire.Headers;

/// The way of a request's body into the cipher.
public final class BodyPump {
    private BodyPump() {}

    /// The body goes from the network's buffer into the segment that is sealed, and is digested there.
    public static SealedBody.Source of(Payload payload, BodyDigests digests) {
        return of(payload, payload::trailers, digests);
    }

    /// @param trailers what followed the body, to be asked for at its end
    public static SealedBody.Source of(InputStream body, Supplier<Headers> trailers, BodyDigests digests) {
        return plaintext -> {
            pump(body, digests, plaintext);
            return digests.finish(trailers.get());
        };
    }

    private static void pump(InputStream payload, BodyDigests digests, ObjectSealer.Stream plaintext)
            throws IOException {
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
