package sealstead.encryption;

import java.io.IOException;
import java.util.Optional;
import sealstead.crypto.CorruptObjectException;
import sealstead.crypto.OpeningReader;
import sealstead.crypto.Output;
import sealstead.crypto.Seal;
import sealstead.crypto.SealedSource;
import sealstead.crypto.SealingStream;
import sealstead.crypto.SecretBytes;
import sealstead.store.Bytes;

/// A stored object's keys, ready to open it.
public final class Opening implements AutoCloseable {
    private final Envelope envelope;
    private final SecretBytes dataKey;
    private final Optional<SecretBytes> outerKey;

    Opening(Envelope envelope, SecretBytes dataKey, Optional<SecretBytes> outerKey) {
        this.envelope = envelope;
        this.dataKey = dataKey;
        this.outerKey = outerKey;
    }

    /// Writes `count` plaintext bytes from `first` to `out`; each is verified before it is written.
    public void copy(SealedSource ciphertext, long first, long count, Output out) throws IOException {
        if (ciphertext.length() != envelope.storedBytes()) {
            throw new CorruptObjectException();
        }
        long bytes = envelope.plaintextBytes();
        if (outerKey.isEmpty()) {
            try (var reader = new OpeningReader(dataKey, additional(Layers.DATA), ciphertext, bytes)) {
                reader.copy(first, count, out);
            }
            return;
        }
        try (var outer = new OpeningReader(
                        outerKey.get(), additional(Layers.OUTER), ciphertext, SealingStream.sealedBytes(bytes));
                var inner = new OpeningReader(dataKey, additional(Layers.INNER), outer, bytes)) {
            inner.copy(first, count, out);
        }
    }

    private byte[] additional(String layer) {
        return Layers.additional(envelope.sealedFor(), envelope.objectId(), layer);
    }

    public byte[] openAside(String what, Bytes sealed) throws CorruptObjectException {
        return Seal.open(
                dataKey, Layers.aside(envelope.sealedFor(), envelope.objectId(), what), sealed.readOnlyArray());
    }

    @Override
    public void close() {
        dataKey.close();
        outerKey.ifPresent(SecretBytes::close);
    }
}
