package sealstead.s3.logging;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;
import sealstead.encryption.AskedEncryption;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.bucket.Buckets;
import sealstead.s3.object.JobWriter;

/// Writes a log as an object, sealed as the target bucket's default says, on behalf of the owner's root.
public final class LogWriter {
    private final Buckets buckets;
    private final JobWriter writer;
    private final RandomGenerator random;

    public LogWriter(Buckets buckets, JobWriter writer, RandomGenerator random) {
        this.buckets = buckets;
        this.writer = writer;
        this.random = random;
    }

    String unique() {
        return HexFormat.of().withUpperCase().toHexDigits(random.nextLong());
    }

    void write(Bucket source, String targetName, String key, String text) throws IOException {
        var bucket = buckets.find(targetName)
                .filter(target -> target.owner().equals(source.owner()))
                .orElseThrow(() -> new IOException("the target bucket " + targetName + " has gone"));
        var order = new JobWriter.Order(
                bucket, key, "text/plain", bucket.owner(), new AskedEncryption.Default(Optional.empty()));
        writer.write(order, text.getBytes(StandardCharsets.UTF_8));
    }
}
