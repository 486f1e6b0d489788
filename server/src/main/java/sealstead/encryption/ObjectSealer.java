package sealstead.encryption;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.Optional;
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
    private final Envelope.Scheme scheme;
    private final String sealedFor;
    private final String objectId;
    private final SecretBytes dataKey;
    private final @Nullable SecretBytes outerKey;
    private final SecureRandom random;
    private final Optional<Envelope.Kms> kms;
    private final Optional<Envelope.Service> service;
    private final Optional<Envelope.Customer> customer;
    private final boolean inDirectory;
    private KeysInUse.Hold hold = () -> {};

    private ObjectSealer(
            Envelope.Scheme scheme,
            String sealedFor,
            String objectId,
            SecretBytes dataKey,
            @Nullable SecretBytes outerKey,
            SecureRandom random,
            Optional<Envelope.Kms> kms,
            Optional<Envelope.Service> service,
            Optional<Envelope.Customer> customer,
            boolean inDirectory) {
        this.scheme = scheme;
        this.sealedFor = sealedFor;
        this.objectId = objectId;
        this.dataKey = dataKey;
        this.outerKey = outerKey;
        this.random = random;
        this.kms = kms;
        this.service = service;
        this.customer = customer;
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
                begun.scheme(),
                begun.sealedFor(),
                begun.objectId(),
                dataKey,
                outerKey,
                random,
                begun.kms(),
                begun.service(),
                begun.customer(),
                inDirectory);
    }

    static ObjectSealer sseS3(
            ObjectName object, String objectId, SecretBytes dataKey, SecureRandom random, Envelope.Service service) {
        return new ObjectSealer(
                Envelope.Scheme.SSE_S3,
                object.bucketId(),
                objectId,
                dataKey,
                null,
                random,
                Optional.empty(),
                Optional.of(service),
                Optional.empty(),
                object.inDirectory());
    }

    static ObjectSealer sseKms(
            ObjectName object, String objectId, SecretBytes dataKey, SecureRandom random, Envelope.Kms kms) {
        return new ObjectSealer(
                Envelope.Scheme.SSE_KMS,
                object.bucketId(),
                objectId,
                dataKey,
                null,
                random,
                Optional.of(kms),
                Optional.empty(),
                Optional.empty(),
                object.inDirectory());
    }

    static ObjectSealer dsseKms(
            ObjectName object,
            String objectId,
            SecretBytes innerKey,
            SecretBytes outerKey,
            SecureRandom random,
            Envelope.Kms kms,
            Envelope.Service service) {
        return new ObjectSealer(
                Envelope.Scheme.DSSE_KMS,
                object.bucketId(),
                objectId,
                innerKey,
                outerKey,
                random,
                Optional.of(kms),
                Optional.of(service),
                Optional.empty(),
                object.inDirectory());
    }

    static ObjectSealer sseC(
            ObjectName object, String objectId, SecretBytes dataKey, SecureRandom random, Envelope.Customer customer) {
        return new ObjectSealer(
                Envelope.Scheme.SSE_C,
                object.bucketId(),
                objectId,
                dataKey,
                null,
                random,
                Optional.empty(),
                Optional.empty(),
                Optional.of(customer),
                object.inDirectory());
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
        return scheme == Envelope.Scheme.SSE_S3 && !inDirectory;
    }

    /// Whether checksums must need the object's keys: for all but SSE-S3.
    public boolean hidesChecksums() {
        return scheme != Envelope.Scheme.SSE_S3;
    }

    public long storedBytes(long plaintextBytes) {
        return Layers.storedBytes(scheme, plaintextBytes);
    }

    public Envelope envelope(long plaintextBytes) {
        return new Envelope(
                scheme, objectId, sealedFor, plaintextBytes, storedBytes(plaintextBytes), kms, service, customer);
    }

    /// Counts as a use of its KMS key's version and its service key until it is closed.
    ObjectSealer heldIn(KeysInUse inUse) {
        hold = inUse.hold(
                sealedFor,
                kms.map(Envelope.Kms::keyMaterialId).orElse(""),
                service.map(Envelope.Service::serviceKeyId).orElse(""));
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
