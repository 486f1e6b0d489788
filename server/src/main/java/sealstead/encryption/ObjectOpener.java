package sealstead.encryption;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import sealstead.crypto.Additional;
import sealstead.crypto.CorruptObjectException;
import sealstead.crypto.KeyMac;
import sealstead.crypto.OpeningReader;
import sealstead.crypto.Output;
import sealstead.crypto.Seal;
import sealstead.crypto.SealedSource;
import sealstead.crypto.SealingStream;
import sealstead.store.Bytes;

/// A stored object's keys, ready to open it.
public final class ObjectOpener implements Asides, AutoCloseable {
    private final Envelope envelope;
    private final DataKeys keys;

    ObjectOpener(Envelope envelope, DataKeys keys) {
        this.envelope = envelope;
        this.keys = keys;
    }

    /// Writes `count` plaintext bytes from `first` to `out`; each is verified before it is written.
    public void copy(SealedSource ciphertext, long first, long count, Output out) throws IOException {
        copy(
                layer -> Layers.additional(envelope.sealedFor(), envelope.objectId(), layer),
                ciphertext,
                envelope.plaintextBytes(),
                first,
                count,
                out);
    }

    /// The same of one part, which has `partBytes` plaintext bytes.
    public void copy(PartName part, SealedSource ciphertext, long partBytes, long first, long count, Output out)
            throws IOException {
        copy(
                layer -> Layers.part(envelope.sealedFor(), envelope.objectId(), part, layer),
                ciphertext,
                partBytes,
                first,
                count,
                out);
    }

    private void copy(
            Layers.Binding additional, SealedSource ciphertext, long bytes, long first, long count, Output out)
            throws IOException {
        if (ciphertext.length() != Layers.storedBytes(envelope.scheme(), bytes)) {
            throw new CorruptObjectException();
        }
        switch (keys) {
            case DataKeys.OneLayer(var data) -> {
                try (var reader = new OpeningReader(data, additional.of(Layers.DATA), ciphertext, bytes)) {
                    reader.copy(first, count, out);
                }
            }
            case DataKeys.TwoLayers(var data, var outerKey) -> {
                try (var outer = new OpeningReader(
                                outerKey, additional.of(Layers.OUTER), ciphertext, SealingStream.sealedBytes(bytes));
                        var inner = new OpeningReader(data, additional.of(Layers.INNER), outer, bytes)) {
                    inner.copy(first, count, out);
                }
            }
        }
    }

    /// Goes on sealing under the same keys, which the new owner closes instead of this.
    ObjectSealer resume(SecureRandom random, boolean inDirectory) {
        return new ObjectSealer(envelope, keys, random, inDirectory);
    }

    /// The keys in the clear, in hex, for who must open the object without this program.
    public Map<String, String> exposeKeysInHex() {
        var exposed = new LinkedHashMap<String, String>();
        exposed.put("dataKey", HexFormat.of().formatHex(keys.data().exposeBytes()));
        if (keys instanceof DataKeys.TwoLayers dual) {
            exposed.put("outerKey", HexFormat.of().formatHex(dual.outer().exposeBytes()));
        }
        return exposed;
    }

    /// Proof to who has the data key that the object is of these pieces, all of them and in this order.
    ///
    /// @param pieces of each what it is named by and its lengths
    public byte[] listMac(List<String> pieces) {
        var texts = new ArrayList<>(List.of(
                envelope.sealedFor(),
                envelope.objectId(),
                envelope.scheme().name().replace('_', '-'),
                Long.toString(envelope.plaintextBytes()),
                Long.toString(envelope.storedBytes())));
        texts.addAll(pieces);
        return KeyMac.ofData(keys.data(), Additional.data("bundle", texts.toArray(String[]::new)));
    }

    @Override
    public byte[] openAside(String what, Bytes sealed) throws CorruptObjectException {
        return Seal.open(
                keys.data(), Layers.aside(envelope.sealedFor(), envelope.objectId(), what), sealed.readOnlyArray());
    }

    @Override
    public void close() {
        keys.close();
    }
}
