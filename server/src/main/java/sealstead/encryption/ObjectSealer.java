package sealstead.encryption;

import java.io.IOException;
import java.security.SecureRandom;
import sealstead.crypto.CorruptObjectException;
import sealstead.crypto.Input;
import sealstead.crypto.Output;
import sealstead.crypto.Seal;
import sealstead.crypto.SealingStream;
import sealstead.store.Bytes;

/// A new object's keys, ready to seal it. The stream it gives is written once; its envelope is made afterwards.
public final class ObjectSealer implements Asides, AutoCloseable {
    /// With no length yet.
    private final Envelope begun;

    private final DataKeys keys;
    private final SecureRandom random;
    private final boolean inDirectory;
    private KeysInUse.Hold hold = () -> {};

    /// @param begun of a new object, or of one or an upload that is gone on with
    /// @param inDirectory whether it belongs to a directory bucket
    ObjectSealer(Envelope begun, DataKeys keys, SecureRandom random, boolean inDirectory) {
        this.begun = begun;
        this.keys = keys;
        this.random = random;
        this.inDirectory = inDirectory;
    }

    /// Where plaintext goes in and, through one layer or two, ciphertext comes out.
    public interface Stream extends Output, AutoCloseable {
        /// Reads once from `input` into the segment that is being filled; -1 at its end.
        int fill(Input input) throws IOException;

        /// Seals what is left; nothing may be written after it.
        void finish() throws IOException;

        @Override
        void close();
    }

    /// The stream of an object in one piece.
    public Stream stream(Output ciphertext) {
        return stream(layer -> Layers.additional(begun.sealedFor(), begun.objectId(), layer), ciphertext);
    }

    /// The stream of one part.
    public Stream stream(PartName part, Output ciphertext) {
        return stream(layer -> Layers.part(begun.sealedFor(), begun.objectId(), part, layer), ciphertext);
    }

    private Stream stream(Layers.Binding binding, Output ciphertext) {
        return switch (keys) {
            case DataKeys.OneLayer(var data) ->
                new OneLayer(new SealingStream(data, binding.of(Layers.DATA), random, ciphertext));
            case DataKeys.TwoLayers(var data, var outerKey) -> {
                var outer = new SealingStream(outerKey, binding.of(Layers.OUTER), random, ciphertext);
                var inner = new SealingStream(data, binding.of(Layers.INNER), random, outer);
                yield new TwoLayers(inner, outer);
            }
        };
    }

    private record OneLayer(SealingStream layer) implements Stream {
        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            layer.write(bytes, offset, length);
        }

        @Override
        public int fill(Input input) throws IOException {
            return layer.fill(input);
        }

        @Override
        public void finish() throws IOException {
            layer.finish();
        }

        @Override
        public void close() {
            layer.close();
        }
    }

    private record TwoLayers(SealingStream inner, SealingStream outer) implements Stream {
        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            inner.write(bytes, offset, length);
        }

        @Override
        public int fill(Input input) throws IOException {
            return inner.fill(input);
        }

        @Override
        public void finish() throws IOException {
            inner.finish();
            outer.finish();
        }

        @Override
        public void close() {
            inner.close();
            outer.close();
        }
    }

    /// Seals something small that belongs to the object and must need the same keys.
    public Bytes sealAside(String what, byte[] plaintext) {
        return Bytes.wrap(Seal.seal(keys.data(), aside(what), plaintext, random));
    }

    @Override
    public byte[] openAside(String what, Bytes sealed) throws CorruptObjectException {
        return Seal.open(keys.data(), aside(what), sealed.readOnlyArray());
    }

    private byte[] aside(String what) {
        return Layers.aside(begun.sealedFor(), begun.objectId(), what);
    }

    public String objectId() {
        return begun.objectId();
    }

    /// Whether the ETag is the MD5 of the body: for SSE-S3 in general purpose buckets only.
    public boolean hasMd5Etag() {
        return !hidesChecksums() && !inDirectory;
    }

    /// Whether checksums must need the object's keys: for all but SSE-S3.
    public boolean hidesChecksums() {
        return begun.scheme() != Envelope.Scheme.SSE_S3;
    }

    public long storedBytes(long plaintextBytes) {
        return Layers.storedBytes(begun.scheme(), plaintextBytes);
    }

    public Envelope envelope(long plaintextBytes) {
        return begun.ofLength(plaintextBytes, storedBytes(plaintextBytes));
    }

    /// Counts as a use of its KMS key's version and its service key until it is closed.
    ObjectSealer heldIn(KeysInUse inUse) {
        var wrapped = begun.keys();
        hold = inUse.hold(begun.sealedFor(), wrapped.keyMaterialId(), wrapped.serviceKeyId());
        return this;
    }

    @Override
    public void close() {
        hold.close();
        keys.close();
    }
}
