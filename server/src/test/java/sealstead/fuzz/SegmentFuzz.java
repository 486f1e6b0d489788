package sealstead.fuzz;

import java.io.IOException;
import java.util.Arrays;
import sealstead.crypto.CorruptObjectException;
import sealstead.crypto.OpeningReader;
import sealstead.crypto.SealedSource;
import sealstead.crypto.SecretBytes;

/// Bytes that are not sealed by anybody, with a length that somebody claims: none of them opens.
public final class SegmentFuzz {
    private SegmentFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        if (input.length < 3) {
            return;
        }
        long claimed = Math.max(0, ((input[0] & 0xFF) << 8) | (input[1] & 0xFF));
        var sealed = Arrays.copyOfRange(input, 2, input.length);
        try (var key = SecretBytes.takeOver(new byte[32]);
                var opened = new OpeningReader(key, new byte[] {1}, SealedSource.of(sealed), claimed)) {
            opened.copy(0, claimed, (bytes, offset, length) -> {});
            throw new AssertionError("what nobody sealed has opened");
        } catch (CorruptObjectException refused) {
            return;
        }
    }
}
