package sealstead.crypto;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.SecureRandom;

/// Sealing and opening of whole arrays, for tests.
final class Bytes {
    private Bytes() {}

    static byte[] seal(SecretBytes key, byte[] additional, byte[] plaintext, SecureRandom random) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var stream = new SealingStream(key, additional, random, out::write)) {
            stream.write(plaintext, 0, plaintext.length);
            stream.finish();
        }
        return out.toByteArray();
    }

    static byte[] open(SecretBytes key, byte[] additional, byte[] sealed, int plaintextBytes) throws IOException {
        var out = new ByteArrayOutputStream();
        openTo(key, additional, sealed, plaintextBytes, out);
        return out.toByteArray();
    }

    static void openTo(SecretBytes key, byte[] additional, byte[] sealed, int plaintextBytes, ByteArrayOutputStream out)
            throws IOException {
        try (var reader = new OpeningReader(key, additional, SealedSource.of(sealed), plaintextBytes)) {
            reader.copy(0, plaintextBytes, out::write);
        }
    }
}
