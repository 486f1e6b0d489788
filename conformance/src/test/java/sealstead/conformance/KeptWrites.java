package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Random;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/// What a writer put last under his key and was told, and what he put after that without being told.
final class KeptWrites {
    /// On both sides of what is kept with its record.
    static final int[] SIZES = {0, 1000, 60_000, 100_000};

    volatile long acknowledged = -1;
    volatile long sent = -1;

    static byte[] body(String key, long number) {
        var random = new Random(key.hashCode() * 1_000_003L + number);
        var body = new byte[SIZES[(int) (number % SIZES.length)]];
        random.nextBytes(body);
        return body;
    }

    /// It is what was acknowledged last, or what was sent after that, and in one piece.
    void check(S3Client s3, String bucket, String key) {
        byte[] found;
        try {
            found = s3.getObjectAsBytes(b -> b.bucket(bucket).key(key)).asByteArray();
        } catch (NoSuchKeyException none) {
            assertThat(acknowledged).isEqualTo(-1);
            return;
        }
        var possible = new ArrayList<byte[]>();
        for (long number = Math.max(0, acknowledged); number <= sent; number++) {
            possible.add(body(key, number));
        }
        assertThat(possible).as(key).anySatisfy(body -> assertThat(body).isEqualTo(found));
    }
}
