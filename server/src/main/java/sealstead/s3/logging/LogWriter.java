package sealstead.s3.logging;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import sealstead.checksum.ChecksumAlgorithm;
import sealstead.encryption.AskedEncryption;
import sealstead.encryption.Encryption;
import sealstead.iam.Caller;
import sealstead.iam.RequestFacts;
import sealstead.kms.Reason;
import sealstead.kms.Use;
import sealstead.s3.Tags;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.bucket.Buckets;
import sealstead.s3.object.Attributes;
import sealstead.s3.object.BodyDigests;
import sealstead.s3.object.NewObject;
import sealstead.s3.object.ObjectLock;
import sealstead.s3.object.ObjectWriter;
import sealstead.s3.object.WriteConditions;
import sealstead.wire.Request;

/// Writes a log as an object, sealed as the target bucket's default says, on behalf of the owner's root.
public final class LogWriter {
    private static final Request.Peer SELF = new Request.Peer("127.0.0.1", false, true);

    private final Buckets buckets;
    private final Encryption encryption;
    private final ObjectWriter writer;
    private final RandomGenerator random;
    private final Clock clock;

    public LogWriter(Buckets buckets, Encryption encryption, ObjectWriter writer, RandomGenerator random, Clock clock) {
        this.buckets = buckets;
        this.encryption = encryption;
        this.writer = writer;
        this.random = random;
        this.clock = clock;
    }

    String unique() {
        return HexFormat.of().withUpperCase().toHexDigits(random.nextLong());
    }

    void write(Bucket source, String targetName, String key, String text) throws IOException {
        var bucket = buckets.find(targetName)
                .filter(target -> target.owner().equals(source.owner()))
                .orElseThrow(() -> new IOException("the target bucket " + targetName + " has gone"));
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        var name = bucket.objectName(key);
        var principal = Caller.Principal.root(bucket.owner(), "");
        var protection = encryption.choose(
                new AskedEncryption.Default(Optional.empty()), bucket.encryption(), name, principal, "s3:PutObject");
        var facts = RequestFacts.ofJob(principal, clock.instant(), bucket.region());
        var use = new Use(facts, bucket.region(), "s3", bucket.name(), Reason.PUT_OBJECT);
        try (var sealing = encryption.seal(name, protection, bucket.serviceKeys(), use, SELF)) {
            var digests = BodyDigests.ofCopy(ChecksumAlgorithm.CRC64NVME, sealing.hasMd5Etag());
            var description = new NewObject(
                    new Attributes(Map.of("content-type", "text/plain"), Map.of()), Tags.NONE, ObjectLock.NONE);
            var target = new ObjectWriter.Target(bucket, key, WriteConditions.NONE);
            writer.write(target, sealing, bytes.length, description, plaintext -> {
                plaintext.write(bytes, 0, bytes.length);
                digests.update(bytes, 0, bytes.length);
                return digests.finish();
            });
        }
    }
}
