package sealstead.encryption;

import java.io.IOException;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;
import sealstead.crypto.CorruptObjectException;
import sealstead.crypto.Input;
import sealstead.crypto.Output;
import sealstead.crypto.Seal;
import sealstead.crypto.SealingStream;
import sealstead.crypto.SecretBytes;
import sealstead.store.Bytes;

/// A new object's keys, ready to seal it. The stream it gives is written once; its envelope is made afterwards.
public final class ObjectSealer implements Asides, AutoCloseable {
    private final String sealedFor;
    private final String objectId;
    private final ObjectKeys keys;
    private final SecretBytes dataKey;
    private final @Nullable SecretBytes outerKey;
    private final SecureRandom random;
    private final boolean inDirectory;
    private KeysInUse.Hold hold = () -> {};

    private ObjectSealer(
            String sealedFor,
            String objectId,
            ObjectKeys keys,
            SecretBytes dataKey,
            @Nullable SecretBytes outerKey,
            SecureRandom random,
            boolean inDirectory) {
        this.sealedFor = sealedFor;
        this.objectId = objectId;
        this.keys = keys;
        this.dataKey = dataKey;
        this.outerKey = outerKey;
        this.random = random;
        this.inDirectory = inDirectory;
    }

    /// Goes on with the keys of an upload that was begun before.
    static ObjectSealer resumed(
            Envelope begun,
            SecretBytes dataKey,
            @Nullable SecretBytes outerKey,
            SecureRandom random,
            boolean inDirectory) {
        return new ObjectSealer(
                begun.sealedFor(), begun.objectId(), begun.keys(), dataKey, outerKey, random, inDirectory);
    }

    static ObjectSealer oneLayer(
            ObjectName object, String objectId, ObjectKeys keys, SecretBytes dataKey, SecureRandom random) {
        return new ObjectSealer(object.bucketId(), objectId, keys, dataKey, null, random, object.inDirectory());
    }

    static ObjectSealer twoLayers(
            ObjectName object,
            String objectId,
            ObjectKeys.DualLayer keys,
            SecretBytes innerKey,
            SecretBytes outerKey,
            SecureRandom random) {
        return new ObjectSealer(object.bucketId(), objectId, keys, innerKey, outerKey, random, object.inDirectory());
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
        return stream(layer -> Layers.additional(sealedFor, objectId, layer), ciphertext);
    }

    /// The stream of one part.
    public Stream stream(PartName part, Output ciphertext) {
        return stream(layer -> Layers.part(sealedFor, objectId, part, layer), ciphertext);
    }

    private Stream stream(Layers.Binding binding, Output ciphertext) {
        if (outerKey == null) {
            return new OneLayer(new SealingStream(dataKey, binding.of(Layers.DATA), random, ciphertext));
        }
        var outer = new SealingStream(outerKey, binding.of(Layers.OUTER), random, ciphertext);
        var inner = new SealingStream(dataKey, binding.of(Layers.INNER), random, outer);
        return new TwoLayers(inner, outer);
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
        return Bytes.wrap(Seal.seal(dataKey, Layers.aside(sealedFor, objectId, what), plaintext, random));
    }

    @Override
    public byte[] openAside(String what, Bytes sealed) throws CorruptObjectException {
        return Seal.open(dataKey, Layers.aside(sealedFor, objectId, what), sealed.readOnlyArray());
    }

    public String objectId() {
        return objectId;
    }

    /// Whether the ETag is the MD5 of the body: for SSE-S3 in general purpose buckets only.
    public boolean hasMd5Etag() {
        return keys.scheme() == Envelope.Scheme.SSE_S3 && !inDirectory;
    }

    /// Whether checksums must need the object's keys: for all but SSE-S3.
    public boolean hidesChecksums() {
        return keys.scheme() != Envelope.Scheme.SSE_S3;
    }

    public long storedBytes(long plaintextBytes) {
        return Layers.storedBytes(keys.scheme(), plaintextBytes);
    }

    public Envelope envelope(long plaintextBytes) {
        return new Envelope(objectId, sealedFor, plaintextBytes, storedBytes(plaintextBytes), keys);
    }

    /// Counts as a use of its KMS key's version and its service key until it is closed.
    ObjectSealer heldIn(KeysInUse inUse) {
        hold = inUse.hold(
                sealedFor,
                keys.kms().map(ObjectKeys.OfKms::keyMaterialId).orElse(""),
                keys.service().map(ObjectKeys.ServiceKey::serviceKeyId).orElse(""));
        return this;
    }

    @Override
    public void close() {
        hold.close();
        dataKey.close();
        if (outerKey != null) {
            outerKey.close();
        }
    }
}
