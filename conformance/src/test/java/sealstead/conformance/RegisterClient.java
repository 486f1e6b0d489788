package sealstead.conformance;

import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/// Takes objects for registers, some of them inline in the store and some in blobs.
final class RegisterClient {
    private static final int REGISTERS = 8;
    private static final int LARGE = 100_000;

    private RegisterClient() {}

    /// One read or write of one of them, noted in the history.
    static void operate(S3Client s3, String bucket, Random random, AtomicInteger values, RegisterHistory history) {
        var register = "register" + random.nextInt(REGISTERS);
        long begin = System.nanoTime();
        if (random.nextInt(3) > 0) {
            try {
                var seen = s3.getObjectAsBytes(b -> b.bucket(bucket).key(register))
                        .asUtf8String()
                        .strip();
                history.read(register, seen, begin, System.nanoTime());
            } catch (NoSuchKeyException none) {
                history.read(register, "", begin, System.nanoTime());
            } catch (SdkException unknown) {
                // it saw nothing
            }
            return;
        }
        var value = Integer.toString(values.incrementAndGet());
        var body = random.nextInt(5) == 0 ? value + " ".repeat(LARGE) : value;
        try {
            s3.putObject(b -> b.bucket(bucket).key(register), RequestBody.fromString(body));
            history.wrote(register, value, begin, System.nanoTime());
        } catch (SdkException unknown) {
            history.mayHaveWritten(register, value, begin);
        }
    }
}
