package sealstead.auth;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import sealstead.wire.Refusal;

/// A body in frames without signatures, of a length that somebody claims, with trailers or without.
public final class ChunksFuzz {
    private ChunksFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        if (input.length < 2) {
            return;
        }
        int claimed = input[0] & 0xFF;
        Optional<String> announced = (input[1] & 1) == 0 ? Optional.empty() : Optional.of("x-amz-checksum-crc32");
        var body = new ByteArrayInputStream(Arrays.copyOfRange(input, 2, input.length));
        try (var payload = new FramedPayload(body, claimed, Optional.empty(), announced)) {
            int read = payload.readAllBytes().length;
            if (read != claimed) {
                throw new AssertionError("a body has " + read + " bytes instead of " + claimed);
            }
        } catch (Refusal refused) {
            return;
        }
    }
}
