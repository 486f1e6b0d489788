package sealstead.s3.content;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import sealstead.checksum.ChecksumAlgorithm;
import sealstead.encryption.Algorithm;
import sealstead.encryption.Encryption;
import sealstead.encryption.EncryptionRequest;
import sealstead.encryption.ObjectSealer;
import sealstead.encryption.Purpose;
import sealstead.iam.Caller;
import sealstead.iam.policy.Conditions;
import sealstead.s3.Tags;
import sealstead.s3.access.BucketAccess;
import sealstead.s3.acl.Rights;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.object.Attributes;
import sealstead.s3.object.ObjectEvents;
import sealstead.s3.object.ObjectLock;
import sealstead.s3.object.StorageClass;
import sealstead.s3.object.WriteConditions;
import sealstead.store.Room;
import sealstead.wire.Headers;

/// Writes the objects that the server makes by itself, such as logs and inventories. The MD5 of a body is among its
/// digests, however it is sealed.
public final class JobWriter {
    private final Encryption encryption;
    private final ObjectWriter writer;
    private final Room room;
    private final Clock clock;

    /// @param room is asked before anything is written: what the server makes by itself is no more than others' data
    public JobWriter(Encryption encryption, ObjectWriter writer, Room room, Clock clock) {
        this.encryption = encryption;
        this.writer = writer;
        this.room = room;
        this.clock = clock;
    }

    /// What is to be made.
    ///
    /// @param account on whose behalf: its root asks for the keys
    /// @param protection what is asked for, or that the bucket's default holds
    /// @param rights whose the object will be
    public record Order(
            Bucket bucket,
            String key,
            String contentType,
            String account,
            EncryptionRequest protection,
            Rights rights) {
        public Order(Bucket bucket, String key, String contentType, String account, EncryptionRequest protection) {
            this(bucket, key, contentType, account, protection, Rights.BUCKET_OWNERS);
        }
    }

    /// A body that is made while it is sealed.
    @FunctionalInterface
    public interface Body {
        void writeTo(OutputStream out) throws IOException;
    }

    /// What policies see of how the object is to be protected.
    public Conditions conditions(Order order) {
        var headers = new Headers();
        switch (order.protection()) {
            case EncryptionRequest.S3() -> headers.add(EncryptionRequest.PREFIX, Algorithm.AES256.wireName());
            case EncryptionRequest.Kms kms ->
                headers.add(EncryptionRequest.PREFIX, Algorithm.AWS_KMS.wireName())
                        .add(EncryptionRequest.KEY_ID, kms.keyId());
            case EncryptionRequest.Default byDefault -> {}
            case EncryptionRequest.Customer customer ->
                throw new IllegalArgumentException("a job has no customer's key");
        }
        var bucket = order.bucket();
        return name -> switch (name) {
            case "s3:" + EncryptionRequest.PREFIX -> headers.all(EncryptionRequest.PREFIX);
            case "s3:" + EncryptionRequest.KEY_ID ->
                encryption
                        .keyInForce(
                                headers,
                                bucket.encryption(),
                                Caller.Principal.root(order.account(), ""),
                                bucket.region())
                        .stream()
                        .toList();
            default -> List.of();
        };
    }

    /// Writes an object that is at hand.
    public ObjectWriter.Written write(Order order, byte[] bytes) throws IOException {
        room.require(bytes.length);
        try (var sealer = sealing(order)) {
            return writer.write(target(order), sealer, bytes.length, described(order), plaintext -> {
                var sealed = new Plaintext(plaintext);
                sealed.write(bytes, 0, bytes.length);
                return sealed.digests.finish();
            });
        }
    }

    /// Writes an object of any length, never more than a piece of it in memory.
    public ObjectWriter.Written write(Order order, Body body) throws IOException {
        room.require(0);
        try (var sealer = sealing(order)) {
            var length = new long[1];
            return writer.write(target(order), sealer, () -> length[0], described(order), plaintext -> {
                var sealed = new Plaintext(plaintext);
                body.writeTo(sealed);
                length[0] = sealed.bytes;
                return sealed.digests.finish();
            });
        }
    }

    private ObjectSealer sealing(Order order) {
        var bucket = order.bucket();
        var principal = Caller.Principal.root(order.account(), "");
        var access = KeyAccesses.ofJob(principal, clock.instant(), bucket, order.key(), Purpose.PUT_OBJECT);
        return WritePlan.of(encryption, order.protection(), bucket.encryption(), access, "s3:PutObject")
                .seal(encryption);
    }

    private static ObjectWriter.Target target(Order order) {
        return new ObjectWriter.Target(
                order.bucket(),
                order.key(),
                WriteConditions.NONE,
                BucketAccess.Replacing.NOTHING_TO_ASK,
                ObjectEvents.Event.ofServer(ObjectEvents.Type.CREATED_PUT));
    }

    private static NewObject described(Order order) {
        var attributes = new Attributes(Map.of("content-type", order.contentType()), Map.of(), order.rights());
        return new NewObject(attributes, Tags.NONE, ObjectLock.NONE, StorageClass.STANDARD);
    }

    /// Bytes on their way into the cipher.
    private static final class Plaintext extends OutputStream {
        private final ObjectSealer.Stream stream;
        private final BodyDigests digests;
        private long bytes;

        Plaintext(ObjectSealer.Stream stream) {
            this.stream = stream;
            this.digests = BodyDigests.ofCopy(ChecksumAlgorithm.CRC64NVME, true);
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] source, int offset, int length) throws IOException {
            stream.write(source, offset, length);
            digests.update(source, offset, length);
            bytes += length;
        }
    }
}
