package sealstead.s3.content;

import java.io.IOException;
import sealstead.crypto.Output;
import sealstead.encryption.ObjectOpener;
import sealstead.s3.object.StoredBody;

/// A stored object with its keys and its ciphertext, open for reading.
public record OpenedObject(ObjectOpener opener, StoredBody body) implements AutoCloseable {
    /// Writes `count` plaintext bytes from `first` to `out`.
    public void copy(long first, long count, Output out) throws IOException {
        body.copy(opener, first, count, out);
    }

    /// The same, digesting them on the way.
    public void copy(long first, long count, BodyDigests digests, Output plaintext) throws IOException {
        copy(first, count, (bytes, offset, length) -> {
            digests.update(bytes, offset, length);
            plaintext.write(bytes, offset, length);
        });
    }

    @Override
    public void close() throws IOException {
        opener.close();
        body.close();
    }
}
