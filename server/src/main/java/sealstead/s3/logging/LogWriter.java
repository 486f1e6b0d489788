package sealstead.s3.logging;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;
import sealstead.encryption.EncryptionRequest;
import sealstead.s3.access.BucketAccess;
import sealstead.s3.acl.Acl;
import sealstead.s3.acl.Rights;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.bucket.Buckets;
import sealstead.s3.content.JobWriter;

/// Writes a log as an object, sealed as the target bucket's default says, on behalf of the owner's root, if
/// the target's policy, or its access control list, lets the log delivery service put it there now.
public final class LogWriter {
    private static final String SERVICE = "logging.s3.amazonaws.com";

    private final Buckets buckets;
    private final BucketAccess access;
    private final JobWriter writer;
    private final RandomGenerator random;

    public LogWriter(Buckets buckets, BucketAccess access, JobWriter writer, RandomGenerator random) {
        this.buckets = buckets;
        this.access = access;
        this.writer = writer;
        this.random = random;
    }

    String unique() {
        return HexFormat.of().withUpperCase().toHexDigits(random.nextLong());
    }

    void write(Bucket source, LoggingTarget wanted, String key, String text) throws IOException {
        var targetName = wanted.bucket();
        var bucket = buckets.find(targetName)
                .filter(target -> target.owner().equals(source.owner())
                        && target.region().equals(source.region())
                        && !target.isDirectory())
                .orElseThrow(() -> new IOException("the target bucket " + targetName + " has gone"));
        if (bucket.settings().lock().byDefault().isPresent()) {
            throw new IOException("the target bucket " + targetName + " has a default retention");
        }
        var rights = wanted.grants()
                .filter(grants -> bucket.hasAcls())
                .map(grants -> Rights.of(
                        bucket.owner(),
                        bucket.owner(),
                        Acl.ofOwner(Rights.id(bucket.owner())).with(grants)))
                .orElse(Rights.BUCKET_OWNERS);
        var order = new JobWriter.Order(
                bucket, key, "text/plain", bucket.owner(), new EncryptionRequest.Default(Optional.empty()), rights);
        if (!access.mayDeliver(SERVICE, source, bucket, key, writer.conditions(order))) {
            throw new IOException("the policy of " + targetName + " does not let " + SERVICE + " put it there");
        }
        writer.write(order, text.getBytes(StandardCharsets.UTF_8));
    }
}
